package org.smime4j.world;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smime4j.world.GoodMails.GoodMail;

/**
 * Shows so many changed mails to us, and what we trust to all readers. A mail that we do not trust
 * though its signature holds is shown to them now and then, for the question whether anybody but us
 * noticed the change.
 */
final class World {

  private static final int BATCH = 200;

  /** Of the mails that are intact and not trusted, one in so many is shown to the readers. */
  private static final int SAMPLED = 4;

  /** How many of the mails that somebody reads otherwise are taken apart for the least change. */
  private static final int EXPLAINED = 300;

  /** The shortest message of its kind, and how many there were. */
  static final class Kind {
    int count;
    byte[] shortest = {};
    String reason = "";

    private void add(byte[] octets, String said) {
      count++;
      if (shortest.length == 0 || octets.length < shortest.length) {
        shortest = octets;
        reason = said;
      }
    }
  }

  /** The farthest time zone, and a clock that is wrong by five minutes. */
  private static final long ZONE_SECONDS = 14 * 3600 + 300;

  /** Mails that are on their way to the readers. */
  private record Asked(
      List<Mutant> mutants,
      List<Verdict> verdicts,
      CompletableFuture<List<Map<String, Reading>>> answers) {}

  private final Readers readers;
  private final List<GoodMail> sources = GoodMails.all();
  private final Map<String, Map<String, Reading>> unchanged = new HashMap<>();

  /** The digests of the files in the unchanged mails, as they are and with LF. */
  private final Map<String, Set<String>> files = new HashMap<>();

  /** Those that somebody reads otherwise; at most so many, the others are counted. */
  private final Map<Mutant, Map<String, String>> differing = new LinkedHashMap<>();

  int messages;
  int different;
  int intact;
  int trusted;
  int trustedUnnoticed;
  int distrustedSampled;
  int distrustedUnnoticed;

  /** Of them those that no {@link Reserve} explains. */
  int unexplained;

  /** Of mutants by legal changes alone. */
  int legal;

  /** How many of the trusted each reader was shown. */
  final Map<String, Integer> asked = new TreeMap<>();

  /** Of how many of the trusted each reader shows nothing, though it does of the unchanged mail. */
  final Map<String, Integer> blank = new TreeMap<>();

  /** What somebody reads otherwise than what we trust, by the changes and the readers. */
  final Map<String, Kind> differences = new TreeMap<>();

  /** What legal changes alone made, and we do not trust. */
  final Map<String, Kind> distrusted = new TreeMap<>();

  /** What nobody but us noticed and no {@link Reserve} explains, by the changes; of the sample. */
  final Map<String, Kind> needless = new TreeMap<>();

  /** How many each of them explains; of the sample. */
  final Map<Reserve, Integer> reserved = new TreeMap<>();

  World(Readers readers) throws IOException {
    this.readers = readers;
    unchanged.putAll(readUnchanged());
    List<Map<String, Reading>> ofLf =
        readAll(sources.stream().map(each -> Mutant.ofLf(each).octets()).toList());
    for (int i = 0; i < sources.size(); i++) {
      String name = sources.get(i).name();
      files.put(
          name,
          Stream.of(unchanged.get(name), ofLf.get(i))
              .flatMap(readings -> readings.values().stream())
              .flatMap(reading -> reading.other().stream())
              .map(Digests::in)
              .collect(Collectors.toSet()));
    }
  }

  private Map<String, Map<String, Reading>> readUnchanged() {
    List<byte[]> octets = sources.stream().map(each -> each.draft().octets()).toList();
    List<Map<String, Reading>> answers = readAll(octets);
    Map<String, Map<String, Reading>> unchanged = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      unchanged.put(sources.get(i).name(), answers.get(i));
    }
    return unchanged;
  }

  private List<Map<String, Reading>> readAll(List<byte[]> messages) {
    return readers.read(messages, Collections.nCopies(messages.size(), Readers.Share.ALL)).join();
  }

  /** Whether all readers still read the unchanged mails as they did at first. */
  boolean isEverybodyWell() {
    return readUnchanged().equals(unchanged);
  }

  List<GoodMail> sources() {
    return sources;
  }

  Map<String, Reading> unchanged(GoodMail mail) {
    return unchanged.get(mail.name());
  }

  void run(int count, long seed) throws IOException {
    Optional<Asked> before = Optional.empty();
    for (int first = 0; first < count; first += BATCH) {
      List<Mutant> mutants = new ArrayList<>();
      List<Verdict> verdicts = new ArrayList<>();
      for (int i = first; i < Math.min(count, first + BATCH); i++) {
        messages++;
        Mutant mutant = Mutant.of(seed, i, sources);
        byte[] octets = mutant.octets();
        Verdict verdict = Verdict.on(octets);
        intact += verdict.intact() ? 1 : 0;
        trusted += verdict.trusted() ? 1 : 0;
        legal += mutant.isLegal() ? 1 : 0;
        if (mutant.isLegal() && !verdict.trusted()) {
          distrusted
              .computeIfAbsent(mutant.kind(), kind -> new Kind())
              .add(octets, verdict.reason());
        }
        if (verdict.trusted() || verdict.intact() && i % SAMPLED == 0) {
          mutants.add(mutant);
          verdicts.add(verdict);
        }
      }
      Asked asked =
          new Asked(
              mutants,
              verdicts,
              readers.read(
                  mutants.stream().map(Mutant::octets).toList(),
                  mutants.stream().map(Mutant::share).toList()));
      if (before.isPresent()) {
        judge(before.get());
      }
      before = Optional.of(asked);
    }
    if (before.isPresent()) {
      judge(before.get());
    }
    explain();
  }

  private void judge(Asked batch) throws IOException {
    List<Map<String, Reading>> answers = batch.answers().join();
    for (int i = 0; i < answers.size(); i++) {
      Mutant mutant = batch.mutants().get(i);
      Verdict verdict = batch.verdicts().get(i);
      Map<String, Reading> before = unchanged(mutant.source());
      boolean unnoticed =
          answers.get(i).entrySet().stream()
              .allMatch(each -> each.getValue().equals(before.get(each.getKey())));
      if (verdict.trusted()) {
        trustedUnnoticed += unnoticed ? 1 : 0;
        answers
            .get(i)
            .forEach(
                (reader, reading) -> {
                  boolean isBlank =
                      !reading.refused().isEmpty()
                          || reading.authors().isEmpty()
                          || reading.shown().isEmpty() && !before.get(reader).shown().isEmpty();
                  blank.merge(reader, isBlank ? 1 : 0, Integer::sum);
                  asked.merge(reader, 1, Integer::sum);
                });
        Map<String, String> found = different(mutant, verdict, answers.get(i));
        if (!found.isEmpty() && different++ < EXPLAINED) {
          differing.put(mutant, found);
        }
      } else {
        distrustedSampled++;
        if (unnoticed) {
          distrustedUnnoticed++;
          Set<Reserve> reserves = Reserve.in(verdict.reason());
          reserves.forEach(reserve -> reserved.merge(reserve, 1, Integer::sum));
          if (reserves.isEmpty()) {
            unexplained++;
            needless
                .computeIfAbsent(mutant.kind(), kind -> new Kind())
                .add(mutant.octets(), verdict.reason());
          }
        }
      }
    }
  }

  /** What each reader reads otherwise, by its name; ours is among them. */
  Map<String, String> different(Mutant mutant, Verdict verdict, Map<String, Reading> answers) {
    Map<String, Reading> all = new TreeMap<>(answers);
    all.put("smime4j", verdict.reading());
    Map<String, Reading> before = unchanged(mutant.source());
    Set<String> files = new HashSet<>();
    if (mutant.hasKnownFiles()) {
      files.addAll(this.files.get(mutant.source().name()));
      files.addAll(mutant.signatures());
    }
    Set<String> names = new HashSet<>(verdict.reading().names());
    before.values().forEach(reading -> names.addAll(reading.names()));
    Map<String, String> different = new TreeMap<>();
    all.forEach(
        (reader, reading) -> {
          List<String> said = new ArrayList<>();
          Set<String> leaves = mutant.leaves(verdict.reading());
          note(said, "shows", reading.shown(), text -> isLeaf(text, leaves));
          note(
              said,
              "authors",
              reading.authors(),
              author -> // a name is anybody's word, and a blank no part of an address
              !author.contains("@")
                      || mutant.source().authors().contains(asciiLowerCase(author.strip())));
          note(said, "dates", reading.dates(), date -> isNear(date, verdict.reading().dates()));
          List<String> subjects = verdict.reading().subjects();
          note(
              said,
              "subjects",
              reading.subjects(),
              s -> subjects.isEmpty() || subjects.contains(s));
          note(said, "names", reading.names(), name -> isExpected(name, names));
          note(said, "has", reading.other(), file -> isFile(file, files));
          if (!said.isEmpty()) {
            different.put(reader, String.join(" ", said));
          }
        });
    return different;
  }

  /** Where no charset is stated, octets that are not ASCII stand for what each reader guesses. */
  private static boolean isLeaf(String text, Set<String> leaves) {
    return leaves.contains(text)
        || leaves.stream()
            .anyMatch(leaf -> leaf.contains("\uFFFD") && ascii(leaf).equals(ascii(text)));
  }

  private static String ascii(String text) {
    return text.replaceAll("[^\\p{ASCII}]+|\\?+", "");
  }

  private static void note(
      List<String> said, String what, List<String> values, Predicate<String> isExpected) {
    List<String> others = values.stream().filter(isExpected.negate()).toList();
    if (!others.isEmpty()) {
      said.add(what + " " + others);
    }
  }

  /** A time zone apart at most, which a note tells. */
  private static boolean isNear(String date, List<String> signed) {
    return signed.stream()
        .allMatch(time -> Math.abs(Long.parseLong(date) - Long.parseLong(time)) <= ZONE_SECONDS);
  }

  /** What programs write as the description of a signature, which mutt shows as its name. */
  private static final String DESCRIPTION = "(?i)(?=.*(?:mime|signatur))[\\p{L} ()/-]*\\.?";

  /** A file that its author signed, or one that is named as a signature. */
  private static boolean isExpected(String name, Set<String> names) {
    String plain = ShownText.decoded(name).strip(); // which no reader needs to do in a parameter
    return plain.isEmpty()
        || plain.toLowerCase(Locale.ROOT).matches("[^/\\p{Cntrl}]*\\.p7[sm]")
        || plain.matches(DESCRIPTION)
        || names.contains(plain);
  }

  /**
   * Who gives no digest says nothing of the content. The CMS around a message is a file of CMS by
   * its name; what stands behind the object in it, or in its text, is in no message.
   */
  private static boolean isFile(String file, Set<String> digests) {
    if (file.matches("application/(x-)?pkcs7-mime .*")) {
      return true;
    }
    String digest = Digests.in(file);
    return digest.isEmpty() || digests.isEmpty() || digests.contains(digest);
  }

  private static String asciiLowerCase(String text) {
    StringBuilder lower = new StringBuilder();
    text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return lower.toString();
  }

  /** Notes each difference under the least change that makes it. */
  private void explain() throws IOException {
    for (Map.Entry<Mutant, Map<String, String>> entry : differing.entrySet()) {
      Mutant mutant = entry.getKey();
      Mutant least = mutant;
      Map<String, String> different = Map.of();
      for (List<Mutant.Step> some : parts(mutant.steps())) {
        least = mutant.with(some);
        Verdict verdict = Verdict.on(least.octets());
        if (verdict.trusted()) {
          different = different(least, verdict, readAll(List.of(least.octets())).get(0));
          if (!different.isEmpty()) {
            break;
          }
        }
      }
      if (different.isEmpty()) { // somebody reads it now so and now so
        different = entry.getValue();
      }
      differences
          .computeIfAbsent(
              least.kind() + " | " + String.join(", ", different.keySet()), kind -> new Kind())
          .add(
              least.octets(),
              different.entrySet().stream()
                  .map(each -> each.getKey() + " " + each.getValue())
                  .collect(Collectors.joining("; ")));
    }
  }

  /** All subsets but the empty one, fewer first. */
  private static List<List<Mutant.Step>> parts(List<Mutant.Step> steps) {
    List<List<Mutant.Step>> parts = new ArrayList<>();
    for (int chosen = 1; chosen < 1 << steps.size(); chosen++) {
      List<Mutant.Step> some = new ArrayList<>();
      for (int i = 0; i < steps.size(); i++) {
        if ((chosen >> i & 1) == 1) {
          some.add(steps.get(i));
        }
      }
      parts.add(some);
    }
    parts.sort(Comparator.comparingInt(List::size));
    return parts;
  }

  String summary() {
    int unnoticed = trustedUnnoticed + distrustedUnnoticed * SAMPLED;
    return String.format(
        Locale.ROOT,
        "%d messages: %d intact, %d (%.1f %%) trusted and whole, of which %d are read otherwise by"
            + " somebody; %d with legal changes alone, of which %d are not trusted; some %d whose"
            + " change no reader noticed, of which %d (%.1f %%) are trusted",
        messages,
        intact,
        trusted,
        100.0 * trusted / messages,
        different,
        legal,
        distrusted.values().stream().mapToInt(kind -> kind.count).sum(),
        unnoticed,
        trustedUnnoticed,
        100.0 * trustedUnnoticed / unnoticed);
  }

  /** The share of those whose change no reader noticed that are trusted; by the sample. */
  double trustedOfUnnoticed() {
    return (double) trustedUnnoticed / (trustedUnnoticed + distrustedUnnoticed * SAMPLED);
  }

  /** The same without those that are a doubt by a rule of {@link Reserve}. */
  double trustedOfUnreserved() {
    return (double) trustedUnnoticed / (trustedUnnoticed + unexplained * SAMPLED);
  }

  /**
   * What is a doubt by rule, though none of the readers notices it: each class with its reason, and
   * the words by which the evidence of {@code AMBIGUOUS} says it. docs/assurance.md has the shares.
   */
  private enum Reserve {
    /** GMime takes the last Content-Type and others the first; the standards say that it is one. */
    FIELD_TWICE("has more than one field"),

    /**
     * RFC 2045, section 5.1, has no such form: Angus, Go or GMime read no parameter behind some.
     */
    PARAMETER(
        "a parameter is not written as name=value",
        "is no word and no plain quoted text",
        "something else than a semicolon stands before a parameter",
        "stands twice",
        "its boundary holds characters",
        "its type is not written as type/subtype",
        "its disposition is not a word"),

    /**
     * RFC 2045, section 6.4: only identity encodings are legal there; a reader may decode others.
     */
    ENCODING_OF_A_MULTIPART(
        "A multipart claims to be encoded", "it is none of the encodings that all programs know"),

    /** Readers that compare less of the boundary split at such a line (RFC 2046, section 5.1.1). */
    LINE_LIKE_A_DELIMITER(
        "A line around the parts",
        "A delimiter of the parts stands in the header",
        "Line ends were changed on the way",
        "DELIMITER_LOOKALIKE",
        "DELIMITER_LINE_ENDS",
        "NUL_IN_LINES"),

    /** jsmime takes the empty line for the end of a header only where one line end stands twice. */
    ENDS_OF_A_HEADER("HEADER_LINE_ENDS"),

    /** A relay that strips blanks at the ends of lines makes it the end of the header. */
    LINE_OF_BLANKS("a line of it holds nothing but blanks"),

    /**
     * RFC 2045, section 4, says what version 1.0 means, and no other; without it there are no
     * parts.
     */
    MIME_VERSION("it is not version 1.0", "There is no MIME-Version"),

    /** In such a form some readers find another day, others none. */
    DATE("The field Date can be read in more than one way"),

    /** Some end a line, a value or a name there, as the readers do at other places. */
    OCTETS(
        ": NUL",
        ": CONTROL",
        "a letter at which some programs end a line",
        ": BARE_CR",
        ": FIELD_NAME",
        ": NOT_A_FIELD",
        ": SPACE_BEFORE_COLON",
        "it holds a control character",
        "it holds octets that are not UTF-8",
        "and is not written so"),

    /** Obsolete forms, and comments with what looks like an address. */
    AUTHOR("The From field can be read in more than one way", "a line ends inside quotes");

    private final List<String> words;

    Reserve(String... words) {
      this.words = List.of(words);
    }

    /** Those by which a verdict gives its reason; none where it is another finding. */
    static Set<Reserve> in(String reason) {
      Set<Reserve> found = EnumSet.noneOf(Reserve.class);
      for (Reserve each : values()) {
        if (reason.startsWith("[AMBIGUOUS") && each.words.stream().anyMatch(reason::contains)) {
          found.add(each);
        }
      }
      return found;
    }
  }
}
