package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.CompressedData;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.ForeignMessage;

/**
 * The foreign messages that are bare CMS, opened and judged by the verbs of this package as their
 * table states; {@code MessagesOfOthersTest} runs all of the table through the package mail.
 */
public class CmsOfOthersTest {

  /** Rows whose stated outcome is not ours, each with the reason. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "lamps-cms-ml-dsa/examples/mldsa44-signed-attrs.pem",
          "intact, but signed with the key of a certification authority, whose certificate says"
              + " CA:TRUE: no person's signature on mail (security: C9)");

  @TestFactory
  Stream<DynamicTest> everyRowAgrees() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (ForeignMessage message : ForeignMessage.all()) {
      byte[] cms = message.bareCms().orElse(null);
      if (cms != null && !EXCEPTIONS.containsKey(message.name())) {
        tests.add(DynamicTest.dynamicTest(message.name(), () -> agrees(message, cms)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(60);
    return tests.stream();
  }

  private static void agrees(ForeignMessage message, byte[] cms) throws Exception {
    String expected = String.join(";", message.expected());
    Outcome outcome = outcome(message, cms);
    switch (expected) {
      case "parse-ok" -> assertThat(outcome.parsed).as(outcome.text).isTrue();
      case "policy-dependent" -> assertThat(outcome.text).isNotEmpty();
      default -> {
        assertThat(outcome.label).as(outcome.text).isEqualTo(expected);
        if (!message.contentSha256().isEmpty() && outcome.content != null) {
          assertThat(sha256(outcome.content)).isEqualTo(message.contentSha256());
        }
      }
    }
  }

  private record Outcome(String label, boolean parsed, ByteSource content, String text) {}

  private static Outcome outcome(ForeignMessage message, byte[] cms) throws IOException {
    ContentInfo info;
    try {
      info = ContentInfoReader.read(ByteSource.of(cms), Limits.standard());
    } catch (SmimeException e) {
      // Not CMS at all is a clean answer for rows that must parse or say so.
      return new Outcome("verify-fail", isNotCms(message), null, e.toString());
    }
    if (info instanceof SignedData signed) {
      return signed.signerInfos().isEmpty()
          ? certificates(cms)
          : verified(message, cms, signed.eContent() == null);
    }
    if (info instanceof EnvelopedData enveloped && !enveloped.recipientInfos().isEmpty()) {
      return decrypted(message, cms);
    }
    if (info instanceof CompressedData) {
      Decompressor.Content content = Decompressor.decompress(ByteSource.of(cms), Limits.standard());
      return new Outcome("decompress-ok", true, content.content(), "decompressed");
    }
    return new Outcome("parsed", true, null, info.toString());
  }

  /** Certificate requests and time-stamp responses, which the table calls unparseable as CMS. */
  private static boolean isNotCms(ForeignMessage message) {
    return message.file().contains("sceptest_csr") || message.file().contains("fixtureTimestamp");
  }

  private static Outcome certificates(byte[] cms) throws IOException {
    int count =
        CertificatesOnly.read(CmsObject.of(ByteSource.of(cms)), Limits.standard())
            .orElseThrow()
            .size();
    assertThat(count).isPositive();
    return new Outcome("certificates", true, null, count + " certificates");
  }

  private static Outcome decrypted(ForeignMessage message, byte[] cms) throws IOException {
    Decryptor decryptor = Decryptor.with(message.keys()).under(AlgorithmPolicy.archive());
    try {
      Decryption decryption = decryptor.decrypt(ByteSource.of(cms));
      ByteSource content = decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
      return new Outcome("decrypt-ok", true, content, decryption.toString());
    } catch (SmimeException.NoMatchingKey | SmimeException.UnsupportedAlgorithm e) {
      return new Outcome("decrypt-fail", true, null, e.toString());
    } catch (SmimeException e) {
      return new Outcome("decrypt-fail", false, null, e.toString());
    }
  }

  private static Outcome verified(ForeignMessage message, byte[] cms, boolean detached)
      throws IOException {
    Verifier verifier =
        Verifier.trusting(message.trust())
            .expecting(ExpectedSigner.anyone("foreign messages are judged without an address"))
            .under(AlgorithmPolicy.archive());
    SignatureReport report =
        detached && message.content().isPresent()
            ? verifier.verifyDetached(
                ByteSource.of(Files.readAllBytes(message.content().get())), ByteSource.of(cms))
            : verifier.verify(ByteSource.of(cms));
    boolean ok = true;
    for (SignerVerdict signer : report.signers()) {
      ok &= signer.isIntact();
      for (Finding finding : signer.findings()) {
        ok &= mayBeIgnored(finding, message);
      }
    }
    return new Outcome(
        ok ? "verify-ok" : "verify-fail",
        true,
        report.hasContent() ? report.unverifiedContent("the table states its digest") : null,
        report.toString());
  }

  /** Weakness alone agrees; and what belongs to the path where the row states no anchor. */
  private static boolean mayBeIgnored(Finding finding, ForeignMessage message) {
    return switch (finding.code()) {
      case WEAK_DIGEST, WEAK_KEY -> true;
      case NO_ANCHORS, NO_PATH, EXPIRED, NOT_YET_VALID, KEY_USAGE, EXTENDED_KEY_USAGE ->
          !message.hasTrust();
      default -> false;
    };
  }

  private static String sha256(ByteSource content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.bytes()));
  }
}
