package org.smime4j.world;

import static org.smime4j.world.Draft.CRLF;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.smime4j.world.GoodMails.GoodMail;

/**
 * A good mail with one to three changes, each with a seed of its own: any of them can be left out.
 */
record Mutant(GoodMail source, List<Step> steps) {

  private static final Map<String, Change> LEGAL = LegalChanges.all();
  private static final Map<String, Change> HOSTILE = hostile();

  /** A change by its name, with the seed of its choices. */
  record Step(String name, long seed) {}

  private static Map<String, Change> hostile() {
    Map<String, Change> changes = new TreeMap<>();
    changes.putAll(BoundaryChanges.all());
    changes.putAll(AuthorChanges.all());
    changes.putAll(StructureChanges.all());
    changes.putAll(HabitChanges.all());
    return changes;
  }

  static Mutant none(GoodMail source) {
    return new Mutant(source, List.of());
  }

  /** The mail with LF at the ends of its lines. */
  static Mutant ofLf(GoodMail source) {
    return new Mutant(source, List.of(new Step("LF ends the lines", 0)));
  }

  /** The mutant of this number in the run of this seed. */
  static Mutant of(long seed, int number, List<GoodMail> sources) {
    Random random = new Random(seed ^ (number * 0x9E3779B97F4A7C15L));
    GoodMail source = sources.get(random.nextInt(sources.size()));
    List<Step> steps = new ArrayList<>();
    boolean legalAlone = random.nextInt(3) == 0;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      boolean legal = legalAlone || random.nextInt(3) == 0;
      List<String> names = List.copyOf((legal ? LEGAL : HOSTILE).keySet());
      steps.add(new Step(names.get(random.nextInt(names.size())), random.nextLong()));
    }
    return new Mutant(source, steps);
  }

  byte[] octets() {
    return draft().octets();
  }

  private Draft draft() {
    Draft draft = source.draft().copy();
    for (Step step : steps) {
      Change change =
          LEGAL.containsKey(step.name()) ? LEGAL.get(step.name()) : HOSTILE.get(step.name());
      change.apply(draft, new Random(step.seed()));
    }
    return draft;
  }

  /** Whether one of the changes is made for the habits of some reader. */
  Readers.Share share() {
    return steps.stream().anyMatch(step -> HabitChanges.all().containsKey(step.name()))
        ? Readers.Share.MADE_FOR_A_HABIT
        : Readers.Share.USUAL;
  }

  private static final Pattern BASE64_FIELD =
      Pattern.compile("(?im)^content-transfer-encoding: *base64 *\\r?$");

  /** The texts that may be shown: where the author wrote something else, those that we show. */
  Set<String> leaves(Reading ours) {
    return draft().isRewritten ? GoodMails.leaves(ours.shown()) : source.leaves();
  }

  /**
   * Whether the digests of the files are known: the author wrote nothing else, and no Base64 became
   * text, whose line ends each reader keeps or not.
   */
  boolean hasKnownFiles() {
    Draft draft = draft();
    return !draft.isRewritten
        && !draft.isFile
        && base64Fields(octets()) >= base64Fields(source.draft().octets());
  }

  private static long base64Fields(byte[] octets) {
    return BASE64_FIELD.matcher(new String(octets, StandardCharsets.ISO_8859_1)).results().count();
  }

  /**
   * The digests of the signature as Base64, for a reader that does not decode it, with the empty
   * lines before and behind it; in quoted-printable that was not encoded, its padding is lost, and
   * with it the last octets.
   */
  Set<String> signatures() {
    String lines = draft().cms.replace("=3D", "=").stripTrailing();
    String base64 = lines.strip();
    Set<String> digests = new HashSet<>();
    byte[] cms = Base64.getMimeDecoder().decode(source.draft().cms);
    for (int lost = 1; lost <= 2; lost++) {
      digests.add(Digests.in(Digests.of("", Arrays.copyOf(cms, cms.length - lost))));
    }
    if (letters(base64).equals(letters(source.draft().cms))) {
      for (String text :
          List.of(lines, base64, base64.replaceAll("=\\z", ""), base64.replaceAll("=+\\z", ""))) {
        for (String end : List.of("", "\n", CRLF, CRLF + CRLF)) {
          for (String each : List.of(text + end, (text + end).replace(CRLF, "\n"))) {
            digests.add(Digests.in(Digests.of("", each.getBytes(StandardCharsets.ISO_8859_1))));
          }
        }
      }
    }
    return digests;
  }

  private static String letters(String base64) {
    return base64.replaceAll("[\\s=]", "");
  }

  /** Whether all of the changes are what mail goes through, or what other programs write. */
  boolean isLegal() {
    List<String> names = steps.stream().map(Step::name).toList();
    // A change behind this one may give one of the two fields another value.
    int twice = names.indexOf("field written twice");
    return LEGAL.keySet().containsAll(names) && (twice < 0 || twice == names.size() - 1);
  }

  /** The same mail with these of the changes alone. */
  Mutant with(List<Step> some) {
    return new Mutant(source, some);
  }

  /** Which changes these are. */
  String kind() {
    return String.join(" + ", steps.stream().map(Step::name).sorted().distinct().toList());
  }
}
