package org.smime4j.testing;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** PKCS#12 files for tests, made by Bouncy Castle bag by bag, so that any shape can be had. */
public final class TestPfx {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private final char[] password;
  private final boolean legacy;
  private int iterations = 1024;
  private boolean mac = true;
  private boolean keysTogether;
  private final List<PKCS12SafeBag> keys = new ArrayList<>();
  private final List<PKCS12SafeBag> certificates = new ArrayList<>();

  private TestPfx(String password, boolean legacy) {
    this.password = password.toCharArray();
    this.legacy = legacy;
  }

  /** 3DES for keys, RC2-40 for certificates, SHA-1: what Windows wrote for decades. */
  public static TestPfx legacy(String password) {
    return new TestPfx(password, true);
  }

  /** PBES2 with AES-256 and SHA-256. */
  public static TestPfx modern(String password) {
    return new TestPfx(password, false);
  }

  public TestPfx iterations(int count) {
    iterations = count;
    return this;
  }

  public TestPfx withoutMac() {
    mac = false;
    return this;
  }

  public TestPfx key(PrivateKey key, String friendlyName, byte[] localKeyId) {
    return key(key, friendlyName, localKeyId, new String(password));
  }

  public TestPfx key(PrivateKey key) {
    return key(key, null, null);
  }

  /** A key under another password than the file's. */
  public TestPfx key(PrivateKey key, String friendlyName, byte[] localKeyId, String itsPassword) {
    PKCS12SafeBagBuilder bag =
        new JcaPKCS12SafeBagBuilder(key, encryptor(true, itsPassword.toCharArray()));
    // Windows adds the name of the provider, and marks keys of the machine.
    bag.addBagAttribute(
        new ASN1ObjectIdentifier("1.3.6.1.4.1.311.17.1"),
        new DERBMPString("Microsoft Enhanced RSA and AES Cryptographic Provider"));
    keys.add(attributes(bag, friendlyName, localKeyId));
    return this;
  }

  public TestPfx plainKey(PrivateKey key) {
    keys.add(new PKCS12SafeBagBuilder(PrivateKeyInfo.getInstance(key.getEncoded())).build());
    return this;
  }

  public TestPfx certificate(X509Certificate certificate, String friendlyName, byte[] localKeyId) {
    try {
      certificates.add(
          attributes(new JcaPKCS12SafeBagBuilder(certificate), friendlyName, localKeyId));
      return this;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  public TestPfx certificate(X509Certificate certificate) {
    return certificate(certificate, null, null);
  }

  /** A bag of any kind beside the certificates. */
  public TestPfx bag(ASN1ObjectIdentifier type, ASN1Encodable value) {
    certificates.add(bagOf(type, value));
    return this;
  }

  /** The bags so far of keys, wrapped in so many bags of bags. */
  public TestPfx nested(int depth) {
    List<ASN1Encodable> inner = new ArrayList<>();
    keys.forEach(bag -> inner.add(bag.toASN1Structure()));
    keys.clear();
    ASN1Encodable contents = new DERSequence(inner.toArray(new ASN1Encodable[0]));
    for (int i = 1; i < depth; i++) {
      contents = new DERSequence(new SafeBag(PKCSObjectIdentifiers.safeContentsBag, contents));
    }
    keys.add(bagOf(PKCSObjectIdentifiers.safeContentsBag, contents));
    return this;
  }

  private static PKCS12SafeBag bagOf(ASN1ObjectIdentifier type, ASN1Encodable value) {
    byte[] bags = encoded(new DERSequence(new SafeBag(type, value)));
    return new PKCS12SafeBagFactory(
            new org.bouncycastle.asn1.pkcs.ContentInfo(
                PKCSObjectIdentifiers.data, new DEROctetString(bags)))
        .getSafeBags()[0];
  }

  /** Keys and certificates in one encrypted part. */
  public TestPfx together() {
    keysTogether = true;
    return this;
  }

  public byte[] build() {
    try {
      PKCS12PfxPduBuilder pfx = new PKCS12PfxPduBuilder();
      List<PKCS12SafeBag> encrypted = new ArrayList<>(certificates);
      if (keysTogether) {
        encrypted.addAll(keys);
      } else {
        for (PKCS12SafeBag key : keys) {
          pfx.addData(key);
        }
      }
      if (!encrypted.isEmpty()) {
        pfx.addEncryptedData(encryptor(false, password), encrypted.toArray(new PKCS12SafeBag[0]));
      }
      PKCS12PfxPdu built =
          pfx.build(
              mac
                  ? new JcePKCS12MacCalculatorBuilder(
                          legacy ? OIWObjectIdentifiers.idSHA1 : NISTObjectIdentifiers.id_sha256)
                      .setProvider(BC)
                      .setIterationCount(iterations)
                  : null,
              password);
      return built.getEncoded();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private OutputEncryptor encryptor(boolean forKey, char[] with) {
    try {
      if (legacy) {
        return new JcePKCSPBEOutputEncryptorBuilder(
                forKey
                    ? PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC
                    : PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC)
            .setProvider(BC)
            .setIterationCount(iterations)
            .build(with);
      }
      return new JcePKCSPBEOutputEncryptorBuilder(
              new PBKDF2Config.Builder()
                  .withIterationCount(iterations)
                  .withSaltLength(16)
                  .withPRF(
                      new AlgorithmIdentifier(
                          PKCSObjectIdentifiers.id_hmacWithSHA256,
                          org.bouncycastle.asn1.DERNull.INSTANCE))
                  .build(),
              NISTObjectIdentifiers.id_aes256_CBC)
          .setProvider(BC)
          .build(with);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static PKCS12SafeBag attributes(
      PKCS12SafeBagBuilder bag, String friendlyName, byte[] localKeyId) {
    if (friendlyName != null) {
      bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(friendlyName));
    }
    if (localKeyId != null) {
      bag.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(localKeyId));
    }
    return bag.build();
  }

  public static byte[] encoded(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  public static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
