package org.smime4j.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;
import org.smime4j.world.GoodMails.GoodMail;

/**
 * Other people's parsers as the oracle. Of each message that we call trusted and whole, whatever
 * one of them would show inline is a text that the author signed, whatever address one of them
 * takes for the author's is the one that the signature is bound to, the date is the signer's, the
 * subject is ours, and each file is the author's or named as a signature. {@link ShownText} says
 * how texts are compared; an address is compared without regard to the case of ASCII letters.
 *
 * <pre>
 * mvn -Pquick -pl smime-core test -Dtest=WorldTest -Dsamples=1000 -Dseed=7
 * </pre>
 */
@Tag("thorough")
class WorldTest {

  private static final int MESSAGES = Samples.times(1_000);
  private static final long SEED = Samples.seed();

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
      assertThat(world.different(Mutant.none(mail), verdict, readings)).as(mail.name()).isEmpty();
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
    System.out.println("seconds: " + readers.seconds());
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
        // The rules for encoded words, charsets and names of files cost a point. One in four is
        // asked: of 4,000 messages the share is right to some 1.3 points.
        .isGreaterThan(MESSAGES < 20_000 ? 0.89 : 0.91);
    assertThat(world.trustedOfUnreserved())
        .as("the same without what is a doubt by rule; seed %s, messages in %s", SEED, folder)
        .isGreaterThan(0.995);
    assertThat(world.isEverybodyWell()).as("all readers still read as at first").isTrue();
    assertThat(world.blank)
        .as("who shows nothing agrees with everything: %s; seed %s", world.blank, SEED)
        .hasSize(readers.names().size())
        .allSatisfy((reader, count) -> assertThat(count).isLessThan(world.asked.get(reader) / 10));
  }

  @Test
  void whatAnotherReads_isADifference_andAnotherSpellingIsNone() throws IOException {
    GoodMail mail = world.sources().get(0);
    Mutant none = Mutant.none(mail);
    Verdict verdict = Verdict.on(mail.draft().octets());
    String text = mail.leaves().iterator().next().replace("\n", "\r\n") + " \r\n\r\n";
    long noon = TestPki.NOW.getEpochSecond();
    Map<String, Reading> same =
        Map.of(
            "text", Reading.of(Map.of("shown", List.of(text)), ""),
            "author", Reading.of(Map.of("authors", List.of("ALICE@Example.ORG")), ""),
            "date", Reading.of(Map.of("dates", List.of(String.valueOf(noon - 7200))), ""),
            "subject", Reading.of(Map.of("subjects", List.of(" hello\t")), ""),
            "name", Reading.of(Map.of("names", List.of("SMIME.P7S")), ""));
    assertThat(world.different(none, verdict, same)).isEmpty();
    Map<String, Reading> other =
        Map.of(
            "text", Reading.of(Map.of("shown", List.of("Dear Bob,")), ""),
            "author", Reading.of(Map.of("authors", List.of("alice@example.org", Evil.ADDRESS)), ""),
            "date", Reading.of(Map.of("dates", List.of(String.valueOf(noon + 86_400))), ""),
            "subject", Reading.of(Map.of("subjects", List.of("hello!")), ""),
            "name", Reading.of(Map.of("names", List.of("invoice.pdf")), ""),
            "file", Reading.of(Map.of("other", List.of("a/b 0123456789abcdef")), ""));
    assertThat(world.different(none, verdict, other)).containsOnlyKeys(other.keySet());
    Verdict ours =
        new Verdict(true, true, "", Reading.of(Map.of("shown", List.of("Dear Bob,")), ""));
    assertThat(world.different(none, ours, Map.of())).containsOnlyKeys("smime4j");
  }

  /** A reader that is not asked in earnest would agree with everything. */
  @Test
  void eachReader_reportsWhatWasPlanted() throws IOException {
    GoodMail mail =
        world.sources().stream()
            .filter(each -> each.name().equals("mixed, PLAIN"))
            .findFirst()
            .orElseThrow();
    String planted =
        new String(mail.draft().octets(), StandardCharsets.ISO_8859_1)
            .replace("10 EUR", "11 EUR")
            .replace("alice@example.org", Evil.ADDRESS)
            .replace("Subject: hello", "Subject: farewell")
            .replace("Mon, 01 Jun 2026", "Wed, 03 Jun 2026")
            .replace("bill.pdf", "invoice.pdf");
    List<byte[]> one = List.of(planted.getBytes(StandardCharsets.ISO_8859_1));
    Map<String, Reading> readings = readers.read(one, List.of(Readers.Share.ALL)).join().get(0);
    Verdict verdict = Verdict.on(mail.draft().octets());
    Map<String, String> different = world.different(Mutant.none(mail), verdict, readings);
    assertThat(different).containsOnlyKeys(readers.names());
    different.forEach(
        (reader, said) ->
            assertThat(said)
                .as(reader)
                .contains("11 EUR", Evil.ADDRESS, "dates", "farewell", "invoice.pdf"));
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
