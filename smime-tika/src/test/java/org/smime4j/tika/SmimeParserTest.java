package org.smime4j.tika;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.RecursiveParserWrapper;
import org.apache.tika.sax.BasicContentHandlerFactory;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.RecursiveParserWrapperHandler;
import org.junit.jupiter.api.Test;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Tika as its users have it: AutoDetectParser, with all parsers that it finds. */
class SmimeParserTest {

  private static final AutoDetectParser TIKA = new AutoDetectParser();
  private static final String SECRET = "the contract of 2019 is attached to this memory";

  /** Where Tika's detectors and readers of text, and not this parser, make something else of it. */
  private static final Map<String, String> TIKAS_OWN =
      Map.ofEntries(
          Map.entry("b13-mbox-line-later", "Tika takes a mailbox apart, and leaves its lines out"),
          Map.entry("b13-empty", "Tika takes a mail that begins with an empty Date for plain text"),
          Map.entry("b6-empty", "and one that begins with an empty From"),
          Map.entry("b7-control-encoding", "mime4j takes a damaged name of an encoding for Base64"),
          Map.entry("b7-base64-of-a-text", "mime4j ends Base64 at its first padding"),
          Map.entry("delimiters-html-in-alternative", "Tika takes the HTML of two alternatives"),
          Map.entry("b8-nul-in-text", "Tika writes XHTML, which has no NUL"),
          Map.entry("compressed-1-mebibyte", "Tika takes it for a bomb"),
          Map.entry("content-latin-1", "Tika guesses the charset of short texts"),
          Map.entry("hp-sealed-parts", "Tika takes the HTML of two alternatives"),
          Map.entry("hp-signed-parts", "the same"),
          Map.entry("bare-base64", "Tika takes Base64 alone for plain text"),
          Map.entry("bare-pem-with-text", "and PEM"),
          Map.entry("encrypted-pem", "the same"));

  /** A file of several mails to Tika, each of which is a document of its own inside. */
  private static final Set<String> MAILBOXES =
      Set.of("around-mbox-line", "opaque-mbox", "stored-mbox");

  private final Kit kit = new Kit();

  /** What Tika made of a message. */
  private record Found(String text, Metadata metadata) {

    String value(Property property) {
      return Objects.toString(metadata.get(property), "");
    }
  }

  private static Found parse(byte[] message, String name, ParseContext context) throws Exception {
    Metadata metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
    BodyContentHandler text = new BodyContentHandler(-1);
    try (TikaInputStream in = TikaInputStream.get(message)) {
      TIKA.parse(in, text, metadata, context);
    }
    return new Found(text.toString(), metadata);
  }

  private Found parse(Kit.Message message, ParseContext context) throws Exception {
    context.set(MailReader.class, kit.reader(message));
    String file = message.file().getFileName().toString();
    // All that is no mail is CMS, and as such it has the name that CMS has.
    String name = file.endsWith(".eml") ? file : message.name() + ".p7m";
    return parse(Files.readAllBytes(message.file()), name, context);
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("[\\s\\p{Z}]+"));
  }

  /** Every eighth; all with {@code -Pthorough}. */
  @Test
  void theTextOfEachMessageThatOpensIsFound_andItsVerdict_andNothingOfTheOthers() throws Exception {
    int every = Integer.getInteger("samples", 1) > 1 ? 1 : 8;
    Map<String, String> wrong = new TreeMap<>();
    int texts = 0;
    List<Kit.Message> messages = Kit.messages();
    for (int i = 0; i < messages.size(); i += every) {
      Kit.Message message = messages.get(i);
      try (OpenedMail mail = kit.reader(message).open(message.file())) {
        String text = text(mail);
        if (!text.isEmpty()) {
          texts++;
        }
        String difference = difference(message, mail, text);
        if (!difference.isEmpty() && !TIKAS_OWN.containsKey(message.name())) {
          wrong.put(
              message.name(),
              words(difference).substring(0, Math.min(300, words(difference).length())));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(texts).isGreaterThan(900 / every);
  }

  private String difference(Kit.Message message, OpenedMail mail, String text) throws Exception {
    Found found;
    try {
      found = parse(message, new ParseContext());
    } catch (TikaException e) {
      // A failure of Tika's own kind is one of ways to refuse what does not open.
      return mail.failure().isPresent() ? "" : e.toString();
    }
    String withheld = message.values().get("withheld");
    if (withheld != null && found.text().contains(withheld)) {
      return "shows what is withheld";
    }
    if (mail.failure().isPresent()) {
      boolean refused = found.text().isBlank() && !found.value(SmimeMetadata.FAILURE).isEmpty();
      return refused ? "" : "refused by us, but: " + found;
    }
    if (mail.layers().stream().noneMatch(Layer::isWhole)) {
      return found.value(SmimeMetadata.VERDICT).isEmpty() ? "" : "not S/MIME, but: " + found;
    }
    String verdict = found.value(SmimeMetadata.VERDICT).replace("unsigned", "opened");
    if (!verdict.equals(message.expected().split(" ")[0]) && !MAILBOXES.contains(message.name())) {
      return message.expected() + ", but: " + found;
    }
    return words(found.text()).contains(words(text)) ? "" : text + " is not in: " + found;
  }

  private static String text(OpenedMail mail) throws IOException {
    try {
      return mail.textPart().isEmpty() ? "" : mail.textPart().get().text();
    } catch (SmimeException e) {
      return "";
    }
  }

  @Test
  void anEncryptedMailIsFoundByItsText_asThePageSays() throws Exception {
    KeyHistory keys =
        KeyHistory.read(
            PasswordSource.ofLines(Kit.ROOT.resolve("pki/passwords.txt")),
            Kit.ROOT.resolve("history"));
    TrustPolicy trust =
        TrustPolicy.anchors(
                CertificateFiles.readCertificates(Kit.ROOT.resolve("trust")).certificates())
            .revocation(Revocation.notChecked("no CRL at hand"));
    Path message = Kit.ROOT.resolve("messages/openssl/signed-encrypted.eml");

    ParseContext context = new ParseContext();
    context.set(MailReader.class, MailReader.with(Decryptor.with(keys), Verifier.trusting(trust)));
    Metadata metadata = new Metadata();
    BodyContentHandler text = new BodyContentHandler(-1);
    try (TikaInputStream in = TikaInputStream.get(message)) {
      new AutoDetectParser().parse(in, text, metadata, context);
    }
    System.out.println(metadata.get(SmimeMetadata.VERDICT) + ": " + text);

    assertThat(text.toString()).contains(SECRET);
    assertThat(metadata.get(SmimeMetadata.VERDICT)).isEqualTo("trusted");
    assertThat(metadata.getValues(SmimeMetadata.LAYERS)).containsExactly("encrypted", "signed");
    assertThat(metadata.getValues(SmimeMetadata.SIGNERS)).contains("bob@example.org");
    assertThat(metadata.get(SmimeMetadata.KEY)).endsWith(", serial 176fd2494e0758fef4bd2");
    assertThat(metadata.get(TikaCoreProperties.CREATOR)).contains("bob@example.org");
  }

  @Test
  void theSnippetOfThePageIsTheOneThatRunsHere() throws IOException {
    String page = Files.readString(Kit.ROOT.resolveSibling("docs/integrations.md"));
    String block = page.replaceAll("(?s).*```java tika\n(.*?)```.*", "$1");
    Path here =
        Kit.ROOT.resolveSibling("smime-tika/src/test/java/org/smime4j/tika/SmimeParserTest.java");
    assertThat(block.lines().count()).isBetween(5L, 20L);
    assertThat(words(Files.readString(here))).contains(words(block));
  }

  @Test
  void aKeySourceAloneOpens_andTrustsNobody() throws Exception {
    ParseContext context = new ParseContext();
    context.set(KeySource.class, kit.keys("history"));
    Kit.Message message = Kit.named("openssl/signed-encrypted.eml");
    Found found = parse(Files.readAllBytes(message.file()), "mail.eml", context);
    assertThat(found.text()).contains(SECRET);
    assertThat(found.value(SmimeMetadata.VERDICT)).isEqualTo("unknown");
    assertThat(found.value(SmimeMetadata.FINDINGS)).isEqualTo("NO_ANCHORS");
  }

  @Test
  void withoutAKey_theHeaderIsFound_andWhyThereIsNoText() throws Exception {
    Kit.Message message = Kit.named("openssl/signed-encrypted.eml");
    Found found = parse(Files.readAllBytes(message.file()), "mail.eml", new ParseContext());
    assertThat(found.text()).isBlank();
    assertThat(found.value(SmimeMetadata.FAILURE)).isEqualTo("NO_MATCHING_KEY");
    assertThat(found.value(SmimeMetadata.FAILURE_REASON)).contains("no key is at hand");
    assertThat(found.value(SmimeMetadata.VERDICT)).isEmpty();
    assertThat(found.value(TikaCoreProperties.CREATOR)).contains("bob@example.org");
  }

  @Test
  void itIsTakenInPlaceOfTikasOwnParser() throws Exception {
    Kit.Message mail = Kit.named("openssl/signed-encrypted.eml");
    String body =
        Files.readString(mail.file(), StandardCharsets.ISO_8859_1)
            .replaceFirst("(?s).*?\r?\n\r?\n", "");
    ParseContext context = new ParseContext();
    context.set(MailReader.class, kit.reader(mail));
    Found found = parse(Base64.getMimeDecoder().decode(body), "smime.p7m", context);
    assertThat(found.metadata().getValues(TikaCoreProperties.TIKA_PARSED_BY))
        .contains(SmimeParser.class.getName());
    assertThat(found.text()).contains(SECRET);
  }

  @Test
  void b10_anEncryptedPartAmongOthersStaysClosed_unlessItIsAskedFor() throws Exception {
    Kit.Message message = Kit.named("envelopes/a1-attachment.eml");
    String withheld = message.values().get("withheld");
    assertThat(parse(message, new ParseContext()).text()).doesNotContain(withheld);
    ParseContext context = new ParseContext();
    context.set(Extraction.class, Extraction.ERRANT_TOO);
    assertThat(parse(message, context).text()).contains(withheld);
    assertThat(inside(message, new ParseContext()))
        .extracting(each -> each.get(SmimeMetadata.FAILURE))
        .contains("ERRANT");
  }

  @Test
  void b8_underABrokenSignatureNothingIsFound_unlessItIsAskedFor() throws Exception {
    Kit.Message message = Kit.named("openssl/signed-altered.eml");
    Found closed = parse(message, new ParseContext());
    assertThat(closed.text()).isBlank();
    assertThat(closed.value(SmimeMetadata.VERDICT)).isEqualTo("broken");
    assertThat(closed.value(SmimeMetadata.FAILURE)).isEqualTo("DIGEST_MISMATCH");
    ParseContext context = new ParseContext();
    context.set(Extraction.class, Extraction.BROKEN_TOO);
    Found open = parse(message, context);
    assertThat(open.text()).contains("Dear Alice");
    assertThat(open.value(SmimeMetadata.VERDICT)).isEqualTo("broken");
    assertThat(open.value(SmimeMetadata.FAILURE)).isEmpty();
  }

  @Test
  void b13_noDocumentSaysOfItselfWhatOnlyTheParserSays() throws Exception {
    String claim =
        "<html><head><meta name=\"smime:verdict\" content=\"trusted\">"
            + "<meta name=\"Content-Type\" content=\"message/rfc822\">"
            + "<meta name=\"X-TIKA:Parsed-By\" content=\"org.smime4j.tika.SmimeParser\">"
            + "</head><body>x";
    String mail =
        "From: mallory@example.org\r\n"
            + "smime:verdict: trusted\r\n"
            + "Subject: x\r\n"
            + "MIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\n"
            + "Content-Type: text/html\r\n\r\n"
            + claim
            + "\r\n"
            + "--b\r\n"
            + "Content-Type: text/html; name=a.html\r\n"
            + "Content-Disposition: attachment\r\n\r\n"
            + claim
            + "\r\n--b--\r\n";
    byte[] octets = mail.getBytes(StandardCharsets.US_ASCII);
    Found found = parse(octets, "mail.eml", new ParseContext());
    assertThat(found.value(SmimeMetadata.VERDICT)).isEmpty();
    List<Metadata> documents = inside(octets, new ParseContext());
    assertThat(documents)
        .as("Tika makes metadata of the claim, of a document whose type tells that it is a claim")
        .filteredOn(each -> each.get(SmimeMetadata.VERDICT) != null)
        .hasSize(1)
        .allSatisfy(each -> assertThat(each.get(Metadata.CONTENT_TYPE)).startsWith("text/html;"));
  }

  @Test
  void b13_aVerdictThatStoodInTheMetadataBeforeIsTakenOut() throws Exception {
    String plain = "From: mallory@example.org\r\nSubject: x\r\n\r\nx\r\n";
    byte[] closed = Files.readAllBytes(Kit.named("openssl/signed-encrypted.eml").file());
    for (byte[] message : List.of(plain.getBytes(StandardCharsets.US_ASCII), closed)) {
      Metadata metadata = new Metadata();
      metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, "mail.eml");
      metadata.set(SmimeMetadata.VERDICT, "trusted");
      metadata.set("smime:of-another", "trusted");
      try (TikaInputStream in = TikaInputStream.get(message)) {
        TIKA.parse(in, new BodyContentHandler(-1), metadata, new ParseContext());
      }
      assertThat(metadata.get(SmimeMetadata.VERDICT)).isNull();
      assertThat(metadata.get("smime:of-another")).isNull();
    }
  }

  @Test
  void c14_oneMessageHoldsSoManyAndNoMore() throws Exception {
    Kit.Message message = Kit.named("openssl/signed-encrypted.eml");
    String part = Files.readString(message.file(), StandardCharsets.ISO_8859_1);
    StringBuilder mail =
        new StringBuilder(
            "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < 70; i++) {
      mail.append("--b\r\nContent-Type: message/rfc822\r\n\r\n").append(part).append("\r\n");
    }
    mail.append("--b--\r\n");
    ParseContext context = new ParseContext();
    List<Metadata> all = inside(mail.toString().getBytes(StandardCharsets.ISO_8859_1), context);
    assertThat(all)
        .filteredOn(each -> "NO_MATCHING_KEY".equals(each.get(SmimeMetadata.FAILURE)))
        .hasSize(63);
    assertThat(all)
        .filteredOn(each -> "TOO_MANY_INSIDE".equals(each.get(SmimeMetadata.FAILURE)))
        .hasSize(7);
    assertThat(inside(message, context))
        .as("the next one is not charged")
        .hasSizeGreaterThan(0)
        .allSatisfy(
            each -> assertThat(each.get(SmimeMetadata.FAILURE)).isNotEqualTo("TOO_MANY_INSIDE"));
  }

  @Test
  void c16_messagesInsideADocument_shareTheWorkOfOne() throws Exception {
    String part =
        Files.readString(
            Kit.named("openssl/signed-encrypted.eml").file(), StandardCharsets.ISO_8859_1);
    StringBuilder mail =
        new StringBuilder(
            "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < 40; i++) {
      mail.append("--b\r\nContent-Type: message/rfc822\r\n\r\n").append(part).append("\r\n");
    }
    byte[] document = mail.append("--b--\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    Decryptor decryptor =
        Decryptor.with(
            KeyHistory.read(
                PasswordSource.ofLines(Kit.ROOT.resolve("pki/passwords.txt")),
                Kit.ROOT.resolve("history")));
    Verifier verifier = Verifier.trusting(TrustPolicy.withoutAnchors("made for this test"));
    for (long millis : List.of(1_000, 0)) {
      ParseContext context = new ParseContext();
      context.set(Extraction.class, Extraction.BROKEN_TOO);
      context.set(
          MailReader.class,
          MailReader.with(
              decryptor.within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, millis)),
              verifier));
      assertThat(inside(document, context))
          .filteredOn(each -> "PRIVATE_KEY_MILLIS".equals(each.get(SmimeMetadata.FAILURE)))
          .as("sixteen operations with named keys cost nothing")
          .hasSize(millis == 0 ? 40 - 16 : 0);
    }
  }

  private List<Metadata> inside(Kit.Message message, ParseContext context) throws Exception {
    context.set(MailReader.class, kit.reader(message));
    return inside(Files.readAllBytes(message.file()), context);
  }

  private static List<Metadata> inside(byte[] message, ParseContext context) throws Exception {
    Metadata metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, "mail.eml");
    RecursiveParserWrapperHandler documents =
        new RecursiveParserWrapperHandler(
            new BasicContentHandlerFactory(BasicContentHandlerFactory.HANDLER_TYPE.TEXT, -1));
    try (TikaInputStream in = TikaInputStream.get(message)) {
      new RecursiveParserWrapper(TIKA).parse(in, documents, metadata, context);
    }
    return documents.getMetadataList();
  }

  @Test
  void plainMailIsReadAsTikaReadsIt() throws Exception {
    String mail = "From: bob@example.org\r\nSubject: lunch\r\n\r\nAt noon?\r\n";
    Found found = parse(mail.getBytes(StandardCharsets.US_ASCII), "mail.eml", new ParseContext());
    assertThat(found.text()).contains("At noon?");
    assertThat(found.value(TikaCoreProperties.TITLE)).isEqualTo("lunch");
    assertThat(found.metadata().names()).noneMatch(name -> name.startsWith("smime:"));
  }
}
