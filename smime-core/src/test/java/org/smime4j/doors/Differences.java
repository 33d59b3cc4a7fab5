package org.smime4j.doors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.smime4j.testing.Outside;

/**
 * Where a door says something else than the core. {@code differences.tsv} has the classes of those
 * that are allowed, each with its reason: door, a pattern of messages, what differs, patterns of
 * what the core and the door say, the reason.
 */
public final class Differences {

  /** The table of the reasons. */
  public static final Path TABLE =
      Outside.root().resolve("smime-core/src/test/resources/org/smime4j/doors/differences.tsv");

  /** One class of differences. */
  public record Allowed(
      String door, String message, String what, String core, String said, String reason) {

    private boolean covers(String ofDoor, DoorMessage of, String differing, Object by, Object but) {
      return door.equals(ofDoor)
          && differing.matches(what)
          && of.name().matches(message)
          && by.toString().matches("(?s)" + core)
          && but.toString().matches("(?s)" + said);
    }
  }

  private final String door;
  private final List<Allowed> allowed;
  private final List<String> withoutReason = new ArrayList<>();
  private final Set<Allowed> met = new LinkedHashSet<>();
  private int compared;

  public Differences(String door) throws IOException {
    this.door = door;
    this.allowed = table().stream().filter(each -> each.door().equals(door)).toList();
  }

  /** All rows of the table. */
  public static List<Allowed> table() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1))
        .map(row -> new Allowed(row[0], row[1], row[2], row[3], row[4], row[5]))
        .toList();
  }

  /** Compares what both say of one thing. */
  public void add(DoorMessage message, String what, Object core, Object said) {
    compared++;
    if (core.equals(said)) {
      return;
    }
    for (Allowed each : allowed) {
      if (each.covers(door, message, what, core, said)) {
        met.add(each);
        return;
      }
    }
    withoutReason.add(message + ": " + what + " is " + said + ", but the core says " + core);
  }

  /** A line for each difference that has no reason, and how much was compared. */
  public List<String> withoutReason() {
    System.out.println(door + ": " + compared + " values compared, " + met.size() + " reasons met");
    return List.copyOf(new TreeSet<>(withoutReason));
  }

  /** Reasons for which no difference is left. They are looked at in a whole run alone. */
  public List<Allowed> unused() {
    return allowed.stream()
        .filter(each -> !met.contains(each))
        .sorted(Comparator.comparing(Allowed::toString))
        .toList();
  }
}
