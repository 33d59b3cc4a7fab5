package org.smime4j.internal.encrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Compressor;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limits;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/** What our verbs write, our verbs read: any algorithms, any form, any size. */
public class RoundTripTest {

  private static final List<TestPki.Issued> RECEIVERS =
      List.of(Signers.RSA, Signers.P256, Signers.P384, Signers.P521, Signers.X25519);

  private static final Verifier VERIFIER =
      Verifier.trusting(EncryptorTest.TRUST)
          .expecting(ExpectedSigner.anyone("these tests are about formats"));

  /** Where the writer gets its content, and so whether it writes DER or BER. */
  enum Form {
    WHOLE,
    STREAM,
    PUSHED
  }

  @Provide
  Arbitrary<byte[]> contents() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 300),
            Arbitraries.of(
                4095, 4096, 4097, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 200_000));
    return sizes.flatMap(
        size ->
            Arbitraries.longs()
                .map(
                    seed -> {
                      byte[] content = new byte[size];
                      new Random(seed).nextBytes(content);
                      return content;
                    }));
  }

  @Provide
  Arbitrary<List<SignatureScheme>> schemes() {
    return Arbitraries.of(SignatureScheme.class)
        // Up to seconds each; SignerTest has them.
        .filter(scheme -> !scheme.name().startsWith("SLH_"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Property(tries = 40)
  void signed_isTrusted_andAltered_isNot(
      @ForAll("contents") byte[] content,
      @ForAll("schemes") List<SignatureScheme> schemes,
      @ForAll Form form,
      @ForAll int where)
      throws Exception {
    Signer signer = null;
    for (SignatureScheme scheme : schemes) {
      var identity = Signers.identity(Signers.forScheme(scheme));
      signer = signer == null ? Signer.with(identity, scheme) : signer.and(identity, scheme);
    }
    byte[] detached = detached(signer, content, form);
    SignatureReport report =
        VERIFIER.verifyDetached(ByteSource.of(content), ByteSource.of(detached));
    report.requireTrusted();
    assertThat(report.signers()).extracting(SignerVerdict::scheme).hasSize(schemes.size());
    assertThat(report.deviations()).as("we write what the standards say").isEmpty();

    byte[] opaque = opaque(signer, content, form);
    assertThat(VERIFIER.verify(ByteSource.of(opaque)).requireTrusted().bytes()).isEqualTo(content);
    assertThat(VERIFIER.verify(ByteSource.of(opaque)).deviations()).isEmpty();

    byte[] altered = content.length == 0 ? new byte[1] : content.clone();
    altered[Math.floorMod(where, altered.length)] ^= 1;
    SignatureReport broken =
        VERIFIER.verifyDetached(ByteSource.of(altered), ByteSource.of(detached));
    assertThat(broken.signers())
        .allSatisfy(
            verdict ->
                assertThat(verdict).returns(SignerVerdict.State.BROKEN, SignerVerdict::state));
    assertThatThrownBy(broken::requireTrusted).isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Property(tries = 110)
  @Tag("thorough")
  void signed_isTrusted_andAltered_isNot_moreOften(
      @ForAll("contents") byte[] content,
      @ForAll("schemes") List<SignatureScheme> schemes,
      @ForAll Form form,
      @ForAll int where)
      throws Exception {
    signed_isTrusted_andAltered_isNot(content, schemes, form, where);
  }

  private static byte[] detached(Signer signer, byte[] content, Form form) throws IOException {
    if (form == Form.PUSHED) {
      CmsOutput<byte[]> signing = signer.detached();
      push(content, signing);
      return signing.finish();
    }
    return signer.signDetached(form == Form.WHOLE ? ByteSource.of(content) : unsized(content));
  }

  private static byte[] opaque(Signer signer, byte[] content, Form form) throws IOException {
    if (form == Form.WHOLE) {
      return signer.signOpaque(ByteSource.of(content));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    signer.signOpaque(unsized(content), out);
    return out.toByteArray();
  }

  @Provide
  Arbitrary<ContentCipher> ciphers() {
    return Arbitraries.of(
        Arrays.stream(ContentCipher.values()).filter(ContentCipher::isWritable).toList());
  }

  @Provide
  Arbitrary<List<TestPki.Issued>> receivers() {
    return Arbitraries.of(RECEIVERS).list().ofMinSize(1).ofMaxSize(5);
  }

  @Property(tries = 40)
  void encrypted_opensForEachRecipient_andAlteredGcm_forNobody(
      @ForAll("contents") byte[] content,
      @ForAll("ciphers") ContentCipher cipher,
      @ForAll KeyTransport transport,
      @ForAll("receivers") List<TestPki.Issued> receivers,
      @ForAll Form form,
      @ForAll int where)
      throws Exception {
    // Unauthenticated content counts as opened only where it looks like mail (threats A12).
    byte[] entity = cipher.isAead() ? content : mail(content);
    Encryptor encryptor =
        Encryptor.unvalidated("a test's own certificates")
            .writingMail()
            .to(
                receivers.stream()
                    .map(TestPki.Issued::certificate)
                    .toList()
                    .toArray(new X509Certificate[0]))
            .under(AlgorithmPolicy.authenticated().writing(cipher).writing(transport));
    byte[] message = encrypted(encryptor, entity, form);
    for (TestPki.Issued receiver : receivers) {
      Decryption decryption = decryptor(receiver).decrypt(ByteSource.of(message));
      assertThat(
              decryption
                  .<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated)
                  .bytes())
          .isEqualTo(entity);
      assertThat(decryption.layer().cipher()).isEqualTo(cipher);
      assertThat(decryption.layer().isAuthenticated()).isEqualTo(cipher.isAead());
      assertThat(decryption.layer().deviations()).as("we write what the standards say").isEmpty();
    }
    if (cipher.isAead()) {
      int tag = 16;
      byte[] altered = message.clone();
      int end = altered.length - (form == Form.WHOLE ? 0 : 6);
      altered[end - 1 - Math.floorMod(where, tag)] ^= 1;
      assertThatThrownBy(() -> decryptor(receivers.get(0)).decrypt(ByteSource.of(altered)))
          .isInstanceOf(SmimeException.NotDecryptable.class);
    }
  }

  @Property(tries = 110)
  @Tag("thorough")
  void encrypted_opensForEachRecipient_andAlteredGcm_forNobody_moreOften(
      @ForAll("contents") byte[] content,
      @ForAll("ciphers") ContentCipher cipher,
      @ForAll KeyTransport transport,
      @ForAll("receivers") List<TestPki.Issued> receivers,
      @ForAll Form form,
      @ForAll int where)
      throws Exception {
    encrypted_opensForEachRecipient_andAlteredGcm_forNobody(
        content, cipher, transport, receivers, form, where);
  }

  private static Decryptor decryptor(TestPki.Issued receiver) {
    return Decryptor.with(KeyHistory.of(Signers.identity(receiver)));
  }

  private static byte[] mail(byte[] content) {
    byte[] header =
        "Content-Type: application/octet-stream\r\n\r\n"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] entity = Arrays.copyOf(header, header.length + content.length);
    System.arraycopy(content, 0, entity, header.length, content.length);
    return entity;
  }

  private static byte[] encrypted(Encryptor encryptor, byte[] content, Form form)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (form) {
      case WHOLE -> out.writeBytes(encryptor.encrypt(ByteSource.of(content)).bytes());
      case STREAM -> encryptor.encrypt(TestSource.unsized(content), out);
      case PUSHED -> {
        try (CmsOutput<EncryptionReport> encrypting = encryptor.into(out)) {
          push(content, encrypting);
          encrypting.finish();
        }
      }
    }
    return out.toByteArray();
  }

  @Property(tries = 100)
  void compressed_expands(@ForAll("contents") byte[] content, @ForAll Form form) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (form) {
      case WHOLE -> out.writeBytes(Compression.compress(content));
      case STREAM -> Compressor.compress(TestSource.unsized(content), out);
      case PUSHED -> Compressor.compress(unsized(content), out);
    }
    assertThat(
            Decompressor.decompress(ByteSource.of(out.toByteArray()), Limits.standard())
                .content()
                .bytes())
        .isEqualTo(content);
  }

  /** In uneven portions, single octets among them. */
  private static void push(byte[] content, java.io.OutputStream out) throws IOException {
    int portion = 0;
    for (int at = 0; at < content.length; ) {
      int n = Math.min(portion++ % 37 * 97, content.length - at);
      if (n == 0) {
        out.write(content[at++]);
      } else {
        out.write(content, at, n);
        at += n;
      }
    }
  }

  /** Octets that do not know how many they are. */
  private static ByteSource unsized(byte[] content) {
    return new ByteSource() {
      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.empty();
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(content);
      }
    };
  }
}
