package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.helger.as2lib.crypto.BCCryptoHelper;
import com.helger.as2lib.crypto.ECompressionType;
import com.helger.as2lib.crypto.ECryptoAlgorithmCrypt;
import com.helger.as2lib.crypto.ECryptoAlgorithmSign;
import com.helger.as2lib.processor.sender.AS2SenderModule;
import com.helger.as2lib.util.AS2ResourceHelper;
import com.helger.mail.cte.EContentTransferEncoding;
import jakarta.mail.internet.MimeBodyPart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.cms.jcajce.ZlibExpanderProvider;
import org.bouncycastle.mail.smime.SMIMECompressed;
import org.bouncycastle.mail.smime.SMIMEUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;

/** The same messages between phase2's as2-lib and us, in both directions, with equal MICs. */
@Tag("thorough")
class Phase2Test {

  private static final BCCryptoHelper THEIRS = new BCCryptoHelper();
  private static final byte[] ENTITY =
      ("Content-Type: application/edi-x12\r\nContent-Transfer-Encoding: binary\r\n\r\n"
              + "ISA*00*          *00*\u00e4~\r\n".repeat(40))
          .getBytes(StandardCharsets.ISO_8859_1);

  /** s, c, e: signed, compressed, encrypted, from the inside. */
  private static final List<String> ORDERS =
      List.of("s", "e", "se", "cs", "ce", "cse", "sc", "sce");

  private record Cell(String layers, String digest, String cipher) {}

  static Stream<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String layers : ORDERS) {
      for (String digest : List.of("sha-1", "sha-256", "sha-384", "sha-512")) {
        for (String cipher :
            List.of("3des", "aes128-cbc", "aes256-cbc", "aes128-gcm", "aes256-gcm")) {
          boolean first = cipher.equals("3des");
          if (layers.contains("e") || first) {
            cells.add(new Cell(layers, digest, cipher));
          }
        }
      }
    }
    return cells.stream();
  }

  private static ECryptoAlgorithmSign digest(Cell cell) {
    return ECryptoAlgorithmSign.getFromIDOrThrow(cell.digest);
  }

  private static ECryptoAlgorithmCrypt cipher(Cell cell) {
    return switch (cell.cipher) {
      case "3des" -> ECryptoAlgorithmCrypt.CRYPT_3DES;
      case "aes128-cbc" -> ECryptoAlgorithmCrypt.CRYPT_AES128_CBC;
      case "aes256-cbc" -> ECryptoAlgorithmCrypt.CRYPT_AES256_CBC;
      case "aes128-gcm" -> ECryptoAlgorithmCrypt.CRYPT_AES128_GCM;
      default -> ECryptoAlgorithmCrypt.CRYPT_AES256_GCM;
    };
  }

  private static MimeBodyPart part(byte[] entity) throws Exception {
    return new MimeBodyPart(new ByteArrayInputStream(entity));
  }

  private static byte[] octets(MimeBodyPart part) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    part.writeTo(out);
    return out.toByteArray();
  }

  private static MimeBodyPart compressed(MimeBodyPart part) throws Exception {
    return AS2SenderModule.compressMimeBodyPart(
        part, ECompressionType.ZLIB, EContentTransferEncoding.BINARY);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void theyWrite_weRead(Cell cell) throws Exception {
    MimeBodyPart message = part(ENTITY);
    String mic = THEIRS.calculateMIC(message, digest(cell), true).getAsAS2String();
    for (char layer : cell.layers.toCharArray()) {
      if (layer == 'c') {
        message = compressed(message);
      } else if (layer == 's') {
        mic = THEIRS.calculateMIC(message, digest(cell), true).getAsAS2String();
        message =
            THEIRS.sign(
                message,
                Partners.SENDER.certificate(),
                Partners.SENDER.key(),
                digest(cell),
                true,
                false,
                false,
                EContentTransferEncoding.BASE64);
      } else {
        message =
            THEIRS.encrypt(
                message,
                Partners.RECEIVER.certificate(),
                cipher(cell),
                EContentTransferEncoding.BINARY);
      }
    }
    ByteSource written = ByteSource.of(octets(message));
    X509Certificate sender = Partners.SENDER.certificate();
    As2Reader reader = Partners.RECEIVER.reading(sender);
    if (isGcm(cell)) {
      // They put AES-GCM into EnvelopedData, where nothing checks its tag (RFC 5084 says not to).
      assertThatThrownBy(() -> Partners.RECEIVER.reading(sender).open(written))
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              e ->
                  assertThat(e.rule())
                      .isEqualTo(SmimeException.Refused.Rule.AEAD_IN_ENVELOPED_DATA));
      reader = Partners.RECEIVER.reading(AlgorithmPolicy.archive(), sender);
    }
    As2Received received = reader.open(written);
    if (!cell.layers.contains("s")) {
      assertThat(received.mic(cell.digest).matches(mic)).isTrue();
      assertThat(received.unsignedContent("nothing is signed here").bytes()).isEqualTo(ENTITY);
      return;
    }
    SignerVerdict verdict = received.signature().orElseThrow().worst();
    assertThat(verdict.isIntact()).as("%s", verdict).isTrue();
    if (cell.digest.equals("sha-1")) {
      assertThat(verdict.findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.WEAK_DIGEST);
      return;
    }
    assertThat(received.mic(cell.digest).matches(mic)).as("%s", verdict).isTrue();
    assertThat(received.requireSigned().bytes()).isEqualTo(ENTITY);
  }

  private static boolean isGcm(Cell cell) {
    return cell.layers.contains("e") && cell.cipher.endsWith("gcm");
  }

  private static Signer signer(Cell cell) {
    SignatureScheme scheme =
        switch (cell.digest) {
          case "sha-384" -> SignatureScheme.RSA_PKCS1_SHA384;
          case "sha-512" -> SignatureScheme.RSA_PKCS1_SHA512;
          default -> SignatureScheme.RSA_PKCS1_SHA256;
        };
    return Signer.with(Partners.SENDER.credential(), scheme);
  }

  private static ContentCipher ours(Cell cell) {
    return switch (cell.cipher) {
      case "aes128-cbc" -> ContentCipher.AES_128_CBC;
      case "aes128-gcm" -> ContentCipher.AES_128_GCM;
      case "aes256-gcm" -> ContentCipher.AES_256_GCM;
      default -> ContentCipher.AES_256_CBC;
    };
  }

  /** We write neither Triple DES nor SHA-1; the MIC may be by SHA-1 all the same. */
  @ParameterizedTest
  @MethodSource("cells")
  void weWrite_theyRead(Cell cell) throws Exception {
    As2Outgoing message = new As2Outgoing(ByteSource.of(ENTITY));
    for (char layer : cell.layers.toCharArray()) {
      message =
          switch (layer) {
            case 'c' -> message.compressed();
            case 's' -> message.signedBy(signer(cell));
            default ->
                message.encryptedBy(
                    Partners.RECEIVER
                        .encryptor()
                        .under(AlgorithmPolicy.outlook().writing(ours(cell))));
          };
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Mic mic = message.writeBody(body, cell.digest);
    byte[] entity = As2Reader.entity(message.header(), ByteSource.of(body.toByteArray())).bytes();
    MimeBodyPart part = part(entity);
    if (isGcm(cell)) {
      // They know no AuthEnvelopedData.
      MimeBodyPart sealed = part;
      try (AS2ResourceHelper resources = new AS2ResourceHelper()) {
        assertThatThrownBy(
                () ->
                    THEIRS.decrypt(
                        sealed,
                        Partners.RECEIVER.certificate(),
                        Partners.RECEIVER.key(),
                        false,
                        resources))
            .isInstanceOf(GeneralSecurityException.class);
      }
      return;
    }
    String theirMic = null;
    try (AS2ResourceHelper resources = new AS2ResourceHelper()) {
      for (int i = cell.layers.length() - 1; i >= 0; i--) {
        char layer = cell.layers.charAt(i);
        if (layer == 'e') {
          part =
              THEIRS.decrypt(
                  part, Partners.RECEIVER.certificate(), Partners.RECEIVER.key(), false, resources);
        } else if (layer == 's') {
          part = THEIRS.verify(part, Partners.SENDER.certificate(), false, false, null, resources);
          theirMic = THEIRS.calculateMIC(part, digest(cell), true).getAsAS2String();
        } else {
          part =
              SMIMEUtil.toMimeBodyPart(
                  new SMIMECompressed(part).getContent(new ZlibExpanderProvider()));
        }
      }
      if (theirMic == null) {
        theirMic = THEIRS.calculateMIC(part, digest(cell), true).getAsAS2String();
      }
      assertThat(octets(part)).isEqualTo(ENTITY);
    }
    assertThat(mic.matches(theirMic)).isTrue();
  }
}
