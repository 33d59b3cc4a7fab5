package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.content.ContentEncryption;
import org.smime4j.internal.recipient.KeyWrapping;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.internal.recipient.RecipientKey;
import org.smime4j.internal.recipient.Recipients;
import org.smime4j.internal.signature.SignatureCheck;
import org.smime4j.internal.signature.Signing;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.TestPki;

/** A provider that somebody put first, with digests and random numbers that are none. */
public class ForeignRegistryTest {

  public static final class NoDigest extends MessageDigestSpi implements Cloneable {
    @Override
    protected int engineGetDigestLength() {
      return 32;
    }

    @Override
    protected void engineUpdate(byte octet) {}

    @Override
    protected void engineUpdate(byte[] array, int from, int length) {}

    @Override
    protected byte[] engineDigest() {
      return new byte[32];
    }

    @Override
    protected void engineReset() {}

    @Override
    public NoDigest clone() throws CloneNotSupportedException {
      return (NoDigest) super.clone();
    }
  }

  public static final class NoRandom extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected void engineNextBytes(byte[] bytes) {
      java.util.Arrays.fill(bytes, (byte) 7);
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      return new byte[length];
    }
  }

  private static final class Foreign extends Provider {
    private static final long serialVersionUID = 1L;

    Foreign() {
      super("Foreign", "1", "digests and random numbers that are none");
      for (String digest : List.of("SHA-1", "SHA1", "SHA-256", "SHA-384", "SHA-512")) {
        put("MessageDigest." + digest, NoDigest.class.getName());
      }
      put("SecureRandom.Seven", NoRandom.class.getName());
    }
  }

  private interface Work<T> {
    T done() throws Exception;
  }

  private static <T> T withForeignProviderFirst(Work<T> work) throws Exception {
    Provider foreign = new Foreign();
    Security.insertProviderAt(foreign, 1);
    try {
      assertThat(java.security.MessageDigest.getInstance("SHA-256").digest())
          .as("the control: the registry is poisoned")
          .isEqualTo(new byte[32]);
      return work.done();
    } finally {
      Security.removeProvider(foreign.getName());
    }
  }

  @Test
  void d4_signaturesAreMadeAndCheckedByTheTable() throws Exception {
    byte[] text = "To be signed".getBytes(StandardCharsets.US_ASCII);
    for (SignatureScheme scheme : SignatureScheme.values()) {
      if (scheme.name().matches("SLH_.*(S|256F)")) {
        // Seconds each, and by the same way as the others.
        continue;
      }
      KeyPair keys =
          TestPki.generate(
              switch (scheme.keyType()) {
                case "RSA" -> "RSA-2048";
                case "EC" -> "P-256";
                default -> scheme.keyType();
              });
      byte[] value =
          withForeignProviderFirst(
              () -> Signing.sign(keys.getPrivate(), scheme, text, Providers.standard()));
      assertThat(verify(keys, scheme, text, value)).as("%s", scheme).isTrue();
      assertThat(withForeignProviderFirst(() -> verify(keys, scheme, text, value))).isTrue();
      assertThat(withForeignProviderFirst(() -> verify(keys, scheme, new byte[12], value)))
          .isFalse();
    }
  }

  private static boolean verify(KeyPair keys, SignatureScheme scheme, byte[] text, byte[] value)
      throws Exception {
    return SignatureCheck.verify(
        keys.getPublic(),
        Signing.signatureAlgorithm(scheme),
        Signing.digestAlgorithm(scheme),
        ByteSource.of(text),
        value,
        Providers.standard());
  }

  @Test
  void d4_keysAreWrappedAndUnwrappedByTheTable() throws Exception {
    TestPki.Issued alice = TestPki.authority("Foreign").issue("alice@example.org").build();
    byte[] cek = new byte[32];
    Providers.standard().random().nextBytes(cek);
    for (KeyTransport transport : EnumSet.complementOf(EnumSet.of(KeyTransport.RSA_KEM))) {
      RecipientInfo.KeyTrans recipient =
          recipient(
              withForeignProviderFirst(
                  () ->
                      KeyWrapping.recipientInfo(
                              new RecipientKey(alice.certificate()),
                              cek,
                              transport,
                              Providers.standard())
                          .recipientInfo()));
      Work<UnwrappedKey> unwrap =
          () -> Recipients.unwrap(recipient, alice, 32, Providers.standard());
      assertThat(unwrap.done().cek()).as("%s", transport).isEqualTo(cek);
      assertThat(withForeignProviderFirst(unwrap).cek()).isEqualTo(cek);
    }
  }

  private static RecipientInfo.KeyTrans recipient(byte[] recipientInfo) throws Exception {
    KeyTransRecipientInfo info =
        KeyTransRecipientInfo.getInstance(ASN1Sequence.getInstance(recipientInfo));
    return new RecipientInfo.KeyTrans(
        new Identifier(null, null, new byte[20]),
        info.getKeyEncryptionAlgorithm().getEncoded(),
        info.getEncryptedKey().getOctets());
  }

  private static final AtomicInteger STOLEN = new AtomicInteger();

  public static final class ThievishCipher extends CountingProvider.RawRsa {
    public ThievishCipher() throws java.security.GeneralSecurityException {}

    @Override
    protected void engineInit(int mode, java.security.Key key, java.security.SecureRandom random) {
      STOLEN.incrementAndGet();
    }

    @Override
    protected void engineInit(
        int mode,
        java.security.Key key,
        java.security.spec.AlgorithmParameterSpec parameters,
        java.security.SecureRandom random) {
      STOLEN.incrementAndGet();
    }
  }

  public static final class ThievishSignature extends java.security.SignatureSpi {
    @Override
    protected void engineInitVerify(java.security.PublicKey key) {}

    @Override
    protected void engineInitSign(java.security.PrivateKey key) {
      STOLEN.incrementAndGet();
    }

    @Override
    protected void engineUpdate(byte octet) {}

    @Override
    protected void engineUpdate(byte[] octets, int from, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[1];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return true;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      return null;
    }
  }

  public static final class ThievishAgreement extends javax.crypto.KeyAgreementSpi {
    @Override
    protected void engineInit(java.security.Key key, java.security.SecureRandom random) {
      STOLEN.incrementAndGet();
    }

    @Override
    protected void engineInit(
        java.security.Key key,
        java.security.spec.AlgorithmParameterSpec parameters,
        java.security.SecureRandom random) {
      STOLEN.incrementAndGet();
    }

    @Override
    protected java.security.Key engineDoPhase(java.security.Key key, boolean last) {
      return null;
    }

    @Override
    protected byte[] engineGenerateSecret() {
      return new byte[32];
    }

    @Override
    protected int engineGenerateSecret(byte[] secret, int from) {
      return 0;
    }

    @Override
    protected javax.crypto.SecretKey engineGenerateSecret(String algorithm) {
      return null;
    }
  }

  private static final class Thief extends Provider {
    private static final long serialVersionUID = 1L;

    Thief() {
      super("Thief", "1", "takes any private key");
      put("Cipher.RSA", ThievishCipher.class.getName());
      put("Signature.SHA256withECDSA", ThievishSignature.class.getName());
      put("KeyAgreement.ECDH", ThievishAgreement.class.getName());
    }
  }

  @Test
  void d4_keyAtHandThatTheTableRefuses_isNotOfferedToTheRegistry() throws Exception {
    KeyPair rsa = TestPki.generate("RSA-2048");
    KeyPair ec = TestPki.generate("P-256");
    Provider thief = new Thief();
    Security.insertProviderAt(thief, 1);
    try {
      javax.crypto.KeyAgreement.getInstance("ECDH").init(rsa.getPrivate());
      java.security.Signature.getInstance("SHA256withECDSA").initSign(rsa.getPrivate());
      Cipher.getInstance("RSA/ECB/NoPadding").init(Cipher.DECRYPT_MODE, ec.getPrivate());
      assertThat(STOLEN.getAndSet(0)).as("the control: the registry gives keys away").isEqualTo(3);
      Provider refusing = new Foreign();
      for (Providers providers : List.of(Providers.standard(), Providers.preferring(refusing))) {
        assertThatThrownBy(
                () -> PrivateOperations.rsa(ec.getPrivate(), Cipher.DECRYPT_MODE, providers))
            .isInstanceOf(SmimeException.ProviderUnavailable.class);
        assertThatThrownBy(
                () -> PrivateOperations.signature("SHA256withECDSA", rsa.getPrivate(), providers))
            .isInstanceOf(SmimeException.ProviderUnavailable.class);
        assertThatThrownBy(
                () -> PrivateOperations.agree("ECDH", rsa.getPrivate(), ec.getPublic(), providers))
            .isInstanceOf(SmimeException.ProviderUnavailable.class);
      }
      assertThat(STOLEN.get()).isZero();
    } finally {
      Security.removeProvider(thief.getName());
    }
  }

  @Test
  void d4_ephemeralKeysAndContentKeysAreNotTheForeignProvidersRandomNumbers() throws Exception {
    for (String kind : List.of("P-256", "X25519")) {
      TestPki.Builder builder = TestPki.authority("Foreign").issue("alice@example.org");
      TestPki.Issued alice = (kind.equals("X25519") ? builder.x25519() : builder.ec(kind)).build();
      List<byte[]> seen = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        seen.add(
            withForeignProviderFirst(
                () ->
                    KeyWrapping.recipientInfo(
                            new RecipientKey(alice.certificate()),
                            new byte[32],
                            KeyTransport.RSA_OAEP_SHA256,
                            Providers.preferring(Providers.bouncyCastle()))
                        .recipientInfo()));
      }
      assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
    }
    byte[] sevens = new byte[32];
    java.util.Arrays.fill(sevens, (byte) 7);
    assertThat(
            withForeignProviderFirst(
                () ->
                    ContentEncryption.of(
                            ContentCipher.AES_256_GCM,
                            Providers.preferring(Providers.bouncyCastle()))
                        .cek()))
        .isNotEqualTo(sevens);
  }
}
