package org.smime4j.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smime4j.Outside;

/**
 * Other people's parsers as the oracle. Of each message that we call trusted and whole, whatever
 * one of them would show inline is a text that the author signed, and whatever address one of them
 * takes for the author's is the one that the signature is bound to. {@link ShownText} says how
 * texts are compared; an address is compared without regard to the case of ASCII letters.
 *
 * <pre>
 * mvn -pl smime-core test -Dtest=WorldTest -Dworld.messages=1000000 -Dworld.seed=7
 * </pre>
 */
class WorldTest {

  private static final int MESSAGES = Integer.getInteger("world.messages", 20_000);
  private static final long SEED = Long.getLong("world.seed", System.nanoTime());

  private static Readers readers;
  private static World world;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    readers = Readers.start();
    world = new World(readers);
  }

  @AfterAll
  static void close() {
    if (readers != null) {
      readers.close();
    }
  }

  /** Without this, readers that show nothing would agree with everything. */
  @Test
  void whatNobodyChanged_isTrusted_andAllReadersShowAllOfIt() throws IOException {
    for (GoodMail mail : world.sources()) {
      Verdict verdict = Verdict.on(mail.draft().octets());
      assertThat(verdict.reason()).as(mail.name()).isEmpty();
      Map<String, Reading> readings = world.unchanged(mail);
      assertThat(World.different(mail, verdict, readings)).as(mail.name()).isEmpty();
      assertThat(verdict.reading().shown()).as(mail.name()).isNotEmpty();
      readings.forEach(
          (reader, reading) -> {
            assertThat(reading.authors()).as(mail.name() + " by " + reader).isNotEmpty();
            if (mail.draft().isMultipart()) {
              assertThat(reading.shown()).as(mail.name() + " by " + reader).isNotEmpty();
            }
          });
    }
  }

  @Test
  void b7_b8_whatIsTrustedAndWhole_isReadAlikeByAllReaders() throws IOException {
    System.out.println("seed " + SEED + ", readers " + String.join(", ", readers.names()));
    world.run(MESSAGES, SEED);
    System.out.println(world.summary());
    System.out.println("not trusted by rule, of the sample: " + world.reserved);
    System.out.println("nothing shown, or no author, of the trusted: " + world.blank);
    Path folder = Outside.root().resolve("smime-core/target/world");
    keep(folder.resolve("differences"), world.differences);
    keep(folder.resolve("needless"), world.needless);
    keep(folder.resolve("distrusted"), world.distrusted);
    assertThat(world.differences.keySet())
        .as("read otherwise; seed %s, messages in %s", SEED, folder)
        .isEmpty();
    assertThat(world.trusted)
        .as("who trusts nothing proves nothing; seed %s", SEED)
        .isGreaterThan(MESSAGES * 3 / 10);
    assertThat(world.distrusted.keySet())
        .as("legal, and not trusted; seed %s, messages in %s", SEED, folder)
        .isEmpty();
    assertThat(world.trustedOfUnnoticed())
        .as("share of the trusted among those whose change no reader noticed; seed %s", SEED)
        .isGreaterThan(0.92);
    assertThat(world.trustedOfUnreserved())
        .as("the same without what is a doubt by rule; seed %s, messages in %s", SEED, folder)
        .isGreaterThan(0.995);
    assertThat(world.isEverybodyWell()).as("all readers still read as at first").isTrue();
    assertThat(world.blank.values())
        .as("who shows nothing agrees with everything: %s; seed %s", world.blank, SEED)
        .hasSize(readers.names().size())
        .allMatch(count -> count < world.trusted / 10);
  }

  @Test
  void anotherTextOrAuthor_isADifference_andAnotherSpellingIsNone() throws IOException {
    GoodMail mail = world.sources().get(0);
    Verdict verdict = Verdict.on(mail.draft().octets());
    Reading same =
        new Reading(
            List.of("ALICE@Example.ORG"),
            List.of(mail.leaves().iterator().next().replace("\n", "\r\n") + " \r\n\r\n"),
            List.of(),
            "");
    assertThat(World.different(mail, verdict, Map.of("x", same))).isEmpty();
    Reading author =
        new Reading(List.of("alice@example.org", Evil.ADDRESS), List.of(), List.of(), "");
    Reading less = new Reading(List.of(), List.of("Dear Bob,"), List.of(), "");
    assertThat(World.different(mail, verdict, Map.of("x", author, "y", less)))
        .containsOnlyKeys("x", "y");
    Verdict ours = new Verdict(true, true, "", less);
    assertThat(World.different(mail, ours, Map.of())).containsOnlyKeys("smime4j");
  }

  /** Writes the shortest message of each kind, and a list of them, the frequent ones first. */
  private static void keep(Path folder, Map<String, World.Kind> kinds) throws IOException {
    Files.createDirectories(folder);
    List<Map.Entry<String, World.Kind>> sorted = new ArrayList<>(kinds.entrySet());
    sorted.sort(Comparator.comparing(each -> -each.getValue().count));
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < sorted.size(); i++) {
      World.Kind kind = sorted.get(i).getValue();
      String name = i + ".eml";
      Files.write(folder.resolve(name), kind.shortest);
      list.append(name)
          .append("\t")
          .append(kind.count)
          .append("\t")
          .append(sorted.get(i).getKey())
          .append("\t")
          .append(kind.reason.replaceAll("\\s+", " "))
          .append("\n");
    }
    Files.writeString(folder.resolve("list.tsv"), list);
  }
}
