package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * Messages that other programs show otherwise than this one did, and old mail that it refused: each
 * comes out as the README in the folder {@code attacks}, beside that of {@code -Dvectors}, demands.
 */
class AttacksThroughTheCommandLineTest {

  private static final String AT = "2026-11-27T12:00:00Z";

  /** Folders of messages; what else lies there is no message, or is measured elsewhere. */
  private static final List<String> FOLDERS =
      List.of("a", "b2", "c", "d", "e", "g", "h", "k", "p", "pss");

  @TempDir private Path folder;

  static Path attacks() {
    Path attacks =
        Path.of(System.getProperty("smime4j.root", ".."))
            .resolve(System.getProperty("vectors", "../shared/vectors"))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("attacks");
    if (!Files.isDirectory(attacks)) {
      String missing =
          "the folder attacks beside that of foreign messages (-Dvectors) is not there";
      if (System.getProperty("peers", "optional").equals("required")) {
        throw new AssertionError("required, but " + missing);
      }
      System.err.println("SKIPPED: " + missing);
      throw new TestAbortedException(missing);
    }
    return attacks;
  }

  private static Path anchor(String name) {
    if (name.equals("pss/pss-mgf-sha1.eml")) {
      // Its signer is the Bob of src-test-vectors, whom the anchor in its folder does not certify.
      return Run.vector("trust/root.pem");
    }
    if (name.startsWith("pss/")) {
      return attacks().resolve("pss/ca.pem");
    }
    return attacks()
        .resolve(name.startsWith("g/") ? name.replace(".eml", ".root.pem") : "root.pem");
  }

  private static Run open(String name, Object... options) {
    return Run.of(
        "open", "--trust", anchor(name), "--at", AT, List.of(options), attacks().resolve(name));
  }

  /** What the README demands of each message. */
  private Map<String, Consumer<String>> demands() {
    Map<String, Consumer<String>> demands = new TreeMap<>();
    List.of("a/00-control", "a/14-lf", "h/24-cte-binary")
        .forEach(name -> demands.put(name + ".eml", this::trusted));
    List.of("pss/l-sha1", "pss/pss-mgf-sha1")
        .forEach(name -> demands.put(name + ".eml", this::trusted));
    List.of(
            "a/01-second-two-types",
            "a/02-second-no-field",
            "a/03-second-application-pdf",
            "a/04-backslash",
            "a/04-brackets",
            "a/04-paren",
            "a/05-comment-in-q-epi",
            "a/05-encword-epi",
            "a/05-trail-blank-q-epi",
            "a/11-second-mbox",
            "b2/02-quote-in-comments-bare",
            "b2/04-comma")
        .forEach(name -> demands.put(name + ".eml", this::intactAndBoundToNobody));
    List.of(
            "g/01-anchor-pathlen0",
            "g/02-anchor-eku-server",
            "g/06-cert-ec-sha1",
            "g/13-pss-only-key-pkcs1")
        .forEach(name -> demands.put(name + ".eml", this::notTrusted));
    demands.put("c/02-pdf-p7m.eml", this::noSmime);
    demands.put("d/01-doc-as-mail-opaque.eml", this::theWholeSignedText);
    demands.put("e/01-binary-crlf-to-lf.eml", this::partsAsSigned);
    demands.put("e/doc.bin.p7s", this::binaryAsSigned);
    demands.put("k/01-forwarded-text.eml", name -> namedAndNotPrinted(name, "message/rfc822"));
    demands.put("k/02-attached-text.eml", name -> namedAndNotPrinted(name, "fraud.txt"));
    demands.put("p/hp-comment.eml", this::theInnerFromIsNotMissed);
    return demands;
  }

  @TestFactory
  Stream<DynamicTest> b7_b8_b18_eachComesOutAsDemanded() {
    attacks();
    return demands().entrySet().stream()
        .map(
            demand ->
                DynamicTest.dynamicTest(
                    demand.getKey(), () -> demand.getValue().accept(demand.getKey())));
  }

  @Test
  void aDemandIsMadeOfEachMessageThere() throws IOException {
    Path attacks = attacks();
    List<String> messages = new ArrayList<>();
    for (String each : FOLDERS) {
      try (Stream<Path> files = Files.list(attacks.resolve(each))) {
        files
            .map(file -> each + "/" + file.getFileName())
            .filter(name -> name.endsWith(".eml") || name.endsWith(".p7s"))
            .forEach(messages::add);
      }
    }
    assertThat(demands().keySet()).containsExactlyInAnyOrderElementsOf(messages);
  }

  private static Json signer(Json report) {
    List<Json> layers = report.get("layers").list();
    assertThat(layers).hasSize(1);
    assertThat(layers.get(0).get("kind").text()).isEqualTo("signed");
    assertThat(layers.get(0).get("coverage").text()).isEqualTo("whole");
    assertThat(layers.get(0).get("signers").list()).hasSize(1);
    return layers.get(0).get("signers").list().get(0);
  }

  private void trusted(String name) {
    Run run = open(name, "--json", "--require-trusted", "--require-intact");
    Json signer = signer(run.only());
    assertThat(signer.get("findings").strings()).isEmpty();
    assertThat(signer.get("verdict").text()).isEqualTo("trusted");
    assertThat(signer.get("integrity").text()).isEqualTo("intact");
    assertThat(signer.get("binding").text()).isEqualTo("MATCH");
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
  }

  private void notTrusted(String name) {
    Run run = open(name, "--json", "--require-trusted");
    assertThat(signer(run.only()).get("verdict").text()).isNotEqualTo("trusted");
    assertThat(run.status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
  }

  private void intactAndBoundToNobody(String name) {
    notTrusted(name);
    Run run = open(name, "--json", "--require-intact");
    Json signer = signer(run.only());
    assertThat(signer.get("integrity").text()).isEqualTo("intact");
    assertThat(signer.get("binding").text()).isNotEqualTo("MATCH");
    assertThat(signer.get("findings").strings()).containsExactly("AMBIGUOUS");
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
  }

  private void noSmime(String name) {
    assertThat(open(name, "--json").only().get("outcome").text()).isEqualTo("not-smime");
  }

  /** The signed octets stand in the CMS behind the tag and the length of an OCTET STRING. */
  private void theWholeSignedText(String name) {
    trusted(name);
    byte[] content = content(name);
    byte[] cms = cms(name);
    int at = indexOf(cms, content);
    assertThat(at).isGreaterThan(1);
    assertThat(content).hasSizeLessThan(128);
    assertThat(Arrays.copyOfRange(cms, at - 2, at)).containsExactly(0x04, content.length);
  }

  /** Each part's content stands, as it is, in the octets that verified. */
  private void partsAsSigned(String name) {
    byte[] signed = content(name);
    List<MailPart> leaves = new ArrayList<>();
    try (OpenedMail mail =
        MailReader.with(
                Decryptor.with(KeyHistory.of()),
                Verifier.trusting(
                    TrustPolicy.anchors(
                        CertificateFiles.readCertificates(anchor(name)).certificates())))
            .open(ByteSource.of(attacks().resolve(name)))) {
      leaves(mail.root().orElseThrow(), leaves);
      assertThat(mail.content().bytes()).isEqualTo(signed);
      assertThat(leaves).isNotEmpty();
      for (MailPart leaf : leaves) {
        assertThat(indexOf(signed, leaf.content().bytes())).as(leaf.toString()).isPositive();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void leaves(MailPart part, List<MailPart> leaves) {
    if (part.children().isEmpty()) {
      leaves.add(part);
    }
    part.children().forEach(child -> leaves(child, leaves));
  }

  private void binaryAsSigned(String name) {
    Path document = attacks().resolve("e/doc.bin");
    Path out = folder.resolve("content");
    Run run =
        open(
            name,
            "--json",
            "--require-trusted",
            "--from",
            "alice@example.org",
            "--detached",
            document,
            "--content",
            out);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(out).hasSameBinaryContentAs(document);
    assertThat(run.only().get("contentSha256").text()).isEqualTo(ContentTest.sha256(document));
    assertThat(run.only().get("contentLength").number()).isEqualTo(read(document).length);
  }

  private void namedAndNotPrinted(String name, String named) {
    trusted(name);
    assertThat(open(name).text())
        .contains("TRUSTED  alice@example.org", named)
        .doesNotContain("Please pay");
  }

  private void theInnerFromIsNotMissed(String name) {
    notTrusted(name);
    assertThat(open(name, "--json").only().get("notes").strings()).contains("FROM_MISMATCH");
  }

  /** As `--content` writes it: the octets whose hash is reported, and was signed. */
  private byte[] content(String name) {
    Path out = folder.resolve("content");
    Run run = open(name, "--json", "--content", out);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    String hash = ContentTest.sha256(out);
    assertThat(run.only().get("contentSha256").text()).isEqualTo(hash);
    // The attribute message-digest.
    assertThat(indexOf(cms(name), HexFormat.of().parseHex(hash))).isPositive();
    return read(out);
  }

  /** The CMS of a message: Base64 at its end, but for a delimiter. */
  private static byte[] cms(String name) {
    String mail =
        new String(read(attacks().resolve(name)), StandardCharsets.ISO_8859_1).replace("\r", "");
    int delimiter = mail.lastIndexOf("\n\n--");
    String body = (delimiter < 0 ? mail : mail.substring(0, delimiter)).stripTrailing();
    return Base64.getMimeDecoder().decode(body.substring(body.lastIndexOf("\n\n")));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int indexOf(byte[] whole, byte[] part) {
    return new String(whole, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }
}
