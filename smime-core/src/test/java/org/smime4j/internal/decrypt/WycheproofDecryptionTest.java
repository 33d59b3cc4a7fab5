package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.content.ContentAlgorithm;
import org.smime4j.internal.content.ContentDecryption;
import org.smime4j.internal.content.EncryptedContent;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Json;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;

/**
 * The decryptions of Wycheproof (C2SP, Apache-2.0), each as the recipient or the content of a
 * message that is otherwise honest: with every valid one it opens, and with no invalid one. Where
 * CMS has no place for a vector (additional data that are no attributes, keys of no cipher) the
 * class that decides is asked, or the vector is counted as one that cannot be said.
 */
@Tag("thorough")
public class WycheproofDecryptionTest {

  private static final byte[] MAIL =
      "Subject: x\r\n\r\nWycheproof\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NAME = {1};
  private static final byte[] RC2_IV = new byte[8];

  /** Of each file the first vector, and then every eighth; all of them with -Pthorough. */
  private static final int EVERY = Samples.ofAll(8);

  /** Decided otherwise, by file and number, each with its reason. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "ecdh_secp256r1_ecpoint_test.json 3", "a secret of zeros is refused (A16)",
          "ecdh_secp256r1_test.json 3", "a secret of zeros is refused (A16)");

  private enum Answer {
    OPENS,
    FAILS,
    CANNOT_BE_SAID
  }

  private interface Vector {
    Answer asked(Json.Entry group, Json.Entry vector) throws Exception;
  }

  private static Vector of(String file) {
    if (file.startsWith("rsa_")) {
      return WycheproofDecryptionTest::transport;
    }
    if (file.startsWith("aes_cbc")) {
      return WycheproofDecryptionTest::cbc;
    }
    if (file.startsWith("aes_gcm")) {
      return (group, vector) -> aead(gcm(vector, number(group, "tagSize")), vector);
    }
    if (file.startsWith("aes_ccm")) {
      return (group, vector) -> aead(ccm(vector, number(group, "tagSize")), vector);
    }
    if (file.startsWith("chacha20")) {
      return (group, vector) -> aead(chaCha(vector, number(group, "tagSize")), vector);
    }
    if (file.startsWith("aes_wrap")) {
      return (group, vector) -> wrapped(vector, 5);
    }
    if (file.startsWith("aes_kwp")) {
      return (group, vector) -> wrapped(vector, 8);
    }
    if (file.startsWith("ecdh") || file.startsWith("x25519")) {
      return WycheproofDecryptionTest::agreement;
    }
    return WycheproofDecryptionTest::encapsulation;
  }

  @TestFactory
  Stream<DynamicTest> a7_a11_a12_a16_whatIsValidOpens_andNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(Outside.beside("wycheproof"))) {
      return files
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches("(rsa_pkcs1|rsa_oaep|aes|chacha20|ecdh|x25519|mlkem).*_test.json"))
          .sorted()
          .toList()
          .stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> holds(file)));
    }
  }

  private static void holds(Path file) throws Exception {
    String name = file.getFileName().toString();
    List<String> wrong = new ArrayList<>();
    int valid = 0;
    int invalid = 0;
    int unsaid = 0;
    for (Json.Entry group : Json.read(file).entries("testGroups")) {
      for (Json.Entry vector : group.entries("tests")) {
        if (vector.number("tcId") % EVERY != 1 % EVERY) {
          continue;
        }
        String id = name + " " + vector.number("tcId");
        Answer answer = of(name).asked(group, vector);
        unsaid += answer == Answer.CANNOT_BE_SAID ? 1 : 0;
        if (answer == Answer.CANNOT_BE_SAID) {
          continue;
        }
        String result = vector.string("result");
        boolean opens = answer == Answer.OPENS;
        valid += result.equals("valid") ? 1 : 0;
        invalid += result.equals("invalid") ? 1 : 0;
        boolean differs = result.equals("valid") ? !opens : result.equals("invalid") && opens;
        if (differs != OTHERWISE.containsKey(id)) {
          wrong.add(id + " " + vector.fields());
        }
      }
    }
    System.out.printf("%s: %d valid, %d invalid, %d unsaid%n", name, valid, invalid, unsaid);
    assertThat(wrong).isEmpty();
    assertThat(valid).isPositive();
  }

  // ---- what a vector is dressed in -----------------------------------------------------------

  private static byte[] hex(Json.Entry entry, String name) {
    return HexFormat.of().parseHex(entry.string(name));
  }

  private static int number(Json.Entry entry, String name) {
    return entry.number(name);
  }

  private static Answer opened(Decryptor decryptor, byte[] cms, byte[] content) throws IOException {
    try {
      byte[] opened = DecryptorTest.content(decryptor.decrypt(ByteSource.of(cms))).bytes();
      assertThat(opened).isEqualTo(content);
      return Answer.OPENS;
    } catch (SmimeException e) {
      return Answer.FAILS;
    }
  }

  /** A mail under a content key of any length that RC2 takes; null for others. */
  private static byte[] under(byte[] cek, byte[] recipientInfo) throws Exception {
    if (cek.length == 16 || cek.length == 32) {
      return HostileEnvelopes.gcm(recipientInfo, cek, MAIL);
    }
    int bits = 8 * cek.length;
    if (bits < 32 || bits > 1024) {
      return null;
    }
    Cipher rc2 = Cipher.getInstance("RC2/CBC/PKCS7Padding", new BouncyCastleProvider());
    RC2ParameterSpec spec = new RC2ParameterSpec(bits, RC2_IV);
    rc2.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "RC2"), spec);
    var parameters =
        java.security.AlgorithmParameters.getInstance("RC2", new BouncyCastleProvider());
    parameters.init(spec);
    return HostileEnvelopes.enveloped(
        recipientInfo,
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.RC2_CBC).oid()),
            ASN1Primitive.fromByteArray(parameters.getEncoded("ASN.1"))),
        rc2.doFinal(MAIL));
  }

  /** One key, whatever the message names. */
  private static Decryptor with(PrivateKey key, PublicKey open) {
    DecryptionKey held = DecryptionKey.of(key, open, List.of(), "Wycheproof");
    KeySource source =
        new KeySource() {
          @Override
          public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
            return wanted.stream()
                .map(each -> KeyMatch.of(held, FoundBy.RECIPIENT_ID, each))
                .toList();
          }

          @Override
          public Iterable<DecryptionKey> remaining(String kind) {
            return List.of();
          }

          @Override
          public int size() {
            return 1;
          }
        };
    return Decryptor.with(source).under(AlgorithmPolicy.archive());
  }

  private static ASN1Encodable keyName() {
    return new DERTaggedObject(false, 0, new DEROctetString(new byte[20]));
  }

  /** Null for what is no private key. */
  private static DecryptionKey key(PrivateKeyInfo secret) throws IOException {
    try {
      return KeyHistory.read(secret.getEncoded(), "key", PasswordSource.of()).keys().get(0);
    } catch (SmimeException.KeyFile e) {
      return null;
    }
  }

  // ---- RSA -----------------------------------------------------------------------------------

  private static Answer transport(Json.Entry group, Json.Entry vector) throws Exception {
    KeyHistory history = KeyHistory.read(hex(group, "privateKeyPkcs8"), "key", PasswordSource.of());
    DecryptionKey key = history.keys().get(0);
    AlgorithmIdentifier algorithm =
        group.optional("mgf").isEmpty()
            ? new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(Oids.RSA_ENCRYPTION), DERNull.INSTANCE)
            : oaep(group, vector);
    byte[] info =
        new DERSequence(
                new ASN1Encodable[] {
                  new ASN1Integer(2), keyName(), algorithm, new DEROctetString(hex(vector, "ct"))
                })
            .getEncoded();
    byte[] cms = under(hex(vector, "msg"), info);
    return cms == null
        ? Answer.CANNOT_BE_SAID
        : opened(with(key.privateKey(), key.publicKey()), cms, MAIL);
  }

  private static AlgorithmIdentifier oaep(Json.Entry group, Json.Entry vector) {
    AlgorithmIdentifier mask = digest(group.string("mgfSha"));
    return new AlgorithmIdentifier(
        new ASN1ObjectIdentifier(Oids.RSAES_OAEP),
        new RSAESOAEPparams(
            digest(group.string("sha")),
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.MGF1), mask),
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(Oids.P_SPECIFIED),
                new DEROctetString(hex(vector, "label")))));
  }

  private static AlgorithmIdentifier digest(String name) {
    String ours = name.toLowerCase(Locale.ROOT);
    for (DigestAlgorithm each : DigestAlgorithm.values()) {
      if (each.micalg().equals(ours)) {
        return new AlgorithmIdentifier(new ASN1ObjectIdentifier(each.oid()), DERNull.INSTANCE);
      }
    }
    throw new AssertionError(name);
  }

  // ---- contents ------------------------------------------------------------------------------

  private static Answer cbc(Json.Entry group, Json.Entry vector) throws Exception {
    byte[] key = hex(vector, "key");
    byte[] kek = new byte[16];
    ContentCipher cipher =
        switch (key.length) {
          case 16 -> ContentCipher.AES_128_CBC;
          case 24 -> ContentCipher.AES_192_CBC;
          default -> ContentCipher.AES_256_CBC;
        };
    byte[] cms =
        HostileEnvelopes.enveloped(
            HostileEnvelopes.sharedKey(NAME, kek, key),
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()),
                new DEROctetString(hex(vector, "iv"))),
            hex(vector, "ct"));
    return opened(Decryptor.with(KeyHistory.of()).withKek(NAME, kek), cms, hex(vector, "msg"));
  }

  private static AlgorithmIdentifier gcm(Json.Entry vector, int tagBits) {
    return algorithm(vector, "gcm", new GCMParameters(hex(vector, "iv"), tagBits / 8));
  }

  private static AlgorithmIdentifier ccm(Json.Entry vector, int tagBits) {
    return algorithm(
        vector,
        "ccm",
        new DERSequence(
            new ASN1Encodable[] {
              new DEROctetString(hex(vector, "iv")), new ASN1Integer(tagBits / 8)
            }));
  }

  private static AlgorithmIdentifier chaCha(Json.Entry vector, int tagBits) {
    assertThat(tagBits).isEqualTo(128);
    return new AlgorithmIdentifier(
        new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.CHACHA20_POLY1305).oid()),
        new DEROctetString(hex(vector, "iv")));
  }

  private static AlgorithmIdentifier algorithm(
      Json.Entry vector, String mode, ASN1Encodable parameters) {
    String label = "aes" + 8 * hex(vector, "key").length + "-" + mode;
    for (ContentCipher each : ContentCipher.values()) {
      if (each.label().equals(label)) {
        return new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(each).oid()), parameters);
      }
    }
    throw new AssertionError(label);
  }

  private static Answer aead(AlgorithmIdentifier algorithm, Json.Entry vector) throws Exception {
    byte[] key = hex(vector, "key");
    byte[] aad = hex(vector, "aad");
    byte[] tag = hex(vector, "tag");
    byte[] ciphertext = hex(vector, "ct");
    byte[] message = hex(vector, "msg");
    if (aad.length == 0 && (key.length == 16 || key.length == 24 || key.length == 32)) {
      byte[] kek = new byte[16];
      byte[] cms =
          HostileEnvelopes.authEnveloped(
              new DERSet(ASN1Primitive.fromByteArray(HostileEnvelopes.sharedKey(NAME, kek, key))),
              algorithm,
              ciphertext,
              tag);
      Decryptor decryptor = Decryptor.with(KeyHistory.of()).withKek(NAME, kek);
      return refused(decryptor, cms) ? Answer.CANNOT_BE_SAID : opened(decryptor, cms, message);
    }
    try {
      ContentDecryption decryption =
          new EncryptedContent(
                  ContentAlgorithm.parse(algorithm.getEncoded()),
                  ByteSource.of(ciphertext),
                  aad.length == 0 ? null : aad,
                  tag,
                  false)
              .decryption(Providers.standard(), new ArrayList<>());
      ContentDecryption.Plaintext opened =
          decryption.run(key, java.io.OutputStream.nullOutputStream());
      // The tags of several keys are made in another way, and say the same.
      byte[] other = key.clone();
      other[0] ^= 1;
      assertThat(decryption.firstWithRightTag(List.of(other, key)))
          .isEqualTo(opened == null ? -1 : 1);
      if (opened == null) {
        return Answer.FAILS;
      }
      assertThat(opened.octets().bytes()).isEqualTo(message);
      return Answer.OPENS;
    } catch (SmimeException.Refused | SmimeException.Malformed e) {
      return Answer.CANNOT_BE_SAID;
    }
  }

  /** Short tags and odd nonces, which RFC 5084 does not have, are refused before a key is used. */
  private static boolean refused(Decryptor decryptor, byte[] cms) throws IOException {
    try {
      decryptor.decrypt(ByteSource.of(cms));
      return false;
    } catch (SmimeException.Refused | SmimeException.Malformed e) {
      return true;
    } catch (SmimeException e) {
      return false;
    }
  }

  // ---- key wrap ------------------------------------------------------------------------------

  private static Answer wrapped(Json.Entry vector, int last) throws Exception {
    byte[] kek = hex(vector, "key");
    int arc = last + 20 * (kek.length / 8 - 2);
    byte[] info =
        new RecipientInfo(
                new KEKRecipientInfo(
                    new KEKIdentifier(NAME, null, null),
                    new AlgorithmIdentifier(
                        new ASN1ObjectIdentifier("2.16.840.1.101.3.4.1." + arc)),
                    new DEROctetString(hex(vector, "ct"))))
            .getEncoded("DER");
    byte[] cek = hex(vector, "msg");
    // A key of eight octets or fewer is none that anything here wraps.
    byte[] cms = cek.length <= 8 ? null : under(cek, info);
    return cms == null
        ? Answer.CANNOT_BE_SAID
        : opened(
            Decryptor.with(KeyHistory.of()).under(AlgorithmPolicy.archive()).withKek(NAME, kek),
            cms,
            MAIL);
  }

  // ---- key agreement -------------------------------------------------------------------------

  private static Answer agreement(Json.Entry group, Json.Entry vector) throws Exception {
    boolean montgomery = !group.string("curve").startsWith("secp");
    AlgorithmIdentifier named =
        montgomery
            ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.X25519))
            : new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(Oids.EC_PUBLIC_KEY), new ASN1ObjectIdentifier(Oids.P256));
    byte[] open = hex(vector, "public");
    boolean whole = group.string("type").contains("Asn") || group.string("type").equals("EcdhTest");
    byte[] originator;
    if (whole) {
      originator = open;
    } else {
      originator = new SubjectPublicKeyInfo(named, open).getEncoded();
    }
    if (originator.length < 2 || originator[0] != 0x30) {
      return Answer.CANNOT_BE_SAID;
    }
    originator = originator.clone();
    originator[0] = (byte) 0xa1;
    PrivateKeyInfo secret = secret(vector, named, montgomery, whole);
    DecryptionKey key = key(secret);
    if (key == null) {
      return Answer.FAILS;
    }
    byte[] cek = HostileEnvelopes.random(16, 5);
    byte[] wrapAlgorithm =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.AES128_WRAP)).getEncoded();
    byte[] kek = x963(hex(vector, "shared"), sharedInfo(wrapAlgorithm));
    ByteArrayOutputStream agreed = new ByteArrayOutputStream();
    agreed.write(tlv(0x02, new byte[] {3}));
    agreed.write(tlv(0xa0, originator));
    agreed.write(
        new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(KnownOids.STD_DH_SHA256_KDF),
                ASN1Primitive.fromByteArray(wrapAlgorithm))
            .getEncoded());
    agreed.write(
        new DERSequence(
                new DERSequence(
                    new ASN1Encodable[] {
                      new DERTaggedObject(
                          false, 0, new DERSequence(new DEROctetString(new byte[20]))),
                      new DEROctetString(aesWrap(kek, cek))
                    }))
            .getEncoded());
    byte[] cms = message(tlv(0xa1, agreed.toByteArray()), cek);
    return opened(with(key.privateKey(), key.publicKey()), cms, MAIL);
  }

  private static PrivateKeyInfo secret(
      Json.Entry vector, AlgorithmIdentifier named, boolean montgomery, boolean whole)
      throws IOException {
    byte[] number = hex(vector, "private");
    if (montgomery && whole) {
      return PrivateKeyInfo.getInstance(number);
    }
    return montgomery
        ? new PrivateKeyInfo(named, new DEROctetString(number))
        : new PrivateKeyInfo(
            named, new org.bouncycastle.asn1.sec.ECPrivateKey(256, new BigInteger(1, number)));
  }

  private static byte[] sharedInfo(byte[] wrapAlgorithm) throws IOException {
    return new DERSequence(
            new ASN1Encodable[] {
              ASN1Primitive.fromByteArray(wrapAlgorithm),
              new DERTaggedObject(
                  true, 2, new DEROctetString(ByteBuffer.allocate(4).putInt(128).array()))
            })
        .getEncoded();
  }

  private static byte[] x963(byte[] secret, byte[] info) throws GeneralSecurityException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(secret);
    sha256.update(new byte[] {0, 0, 0, 1});
    return Arrays.copyOf(sha256.digest(info), 16);
  }

  private static byte[] aesWrap(byte[] kek, byte[] cek) throws GeneralSecurityException {
    Cipher wrap = Cipher.getInstance("AESWrap", new BouncyCastleProvider());
    wrap.init(Cipher.WRAP_MODE, new SecretKeySpec(kek, "AES"));
    return wrap.wrap(new SecretKeySpec(cek, "AES"));
  }

  /** A recipientInfo whose octets nothing parses on the way. */
  private static byte[] message(byte[] recipientInfo, byte[] cek) throws Exception {
    Cipher aes = Cipher.getInstance("AES/CBC/PKCS5Padding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "AES"), new IvParameterSpec(new byte[16]));
    ASN1EncodableVector content = new ASN1EncodableVector();
    content.add(new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"));
    content.add(HostileEnvelopes.aesCbc(16));
    content.add(new DERTaggedObject(false, 0, new DEROctetString(aes.doFinal(MAIL))));
    ByteArrayOutputStream enveloped = new ByteArrayOutputStream();
    enveloped.write(tlv(0x02, new byte[] {2}));
    enveloped.write(tlv(0x31, recipientInfo));
    enveloped.write(new DERSequence(content).getEncoded());
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.write(new ASN1ObjectIdentifier("1.2.840.113549.1.7.3").getEncoded());
    info.write(tlv(0xa0, tlv(0x30, enveloped.toByteArray())));
    return tlv(0x30, info.toByteArray());
  }

  private static byte[] tlv(int tag, byte[] value) {
    ByteBuffer all = ByteBuffer.allocate(value.length + 5);
    all.put((byte) tag);
    if (value.length < 128) {
      all.put((byte) value.length);
    } else {
      all.put((byte) 0x83).put((byte) (value.length >> 16)).putShort((short) value.length);
    }
    return Arrays.copyOf(all.put(value).array(), all.position());
  }

  // ---- key encapsulation ---------------------------------------------------------------------

  private static Answer encapsulation(Json.Entry group, Json.Entry vector) throws Exception {
    if (vector.optional("c").isEmpty() || vector.optional("K").isEmpty()) {
      return Answer.CANNOT_BE_SAID;
    }
    AlgorithmIdentifier named = new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.ML_KEM_768));
    ASN1Encodable secret =
        vector.optional("seed").isPresent()
            ? new DERTaggedObject(false, 0, new DEROctetString(hex(vector, "seed")))
            : new DEROctetString(hex(vector, "dk"));
    DecryptionKey key = key(new PrivateKeyInfo(named, secret));
    if (key == null) {
      return Answer.FAILS;
    }
    byte[] cek = HostileEnvelopes.random(16, 6);
    AlgorithmIdentifier wrap = new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.AES256_WRAP));
    byte[] info = new DERSequence(new ASN1Encodable[] {wrap, new ASN1Integer(32)}).getEncoded();
    byte[] kek = hkdf(hex(vector, "K"), info);
    ASN1Encodable kem =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(0),
              keyName(),
              named,
              new DEROctetString(hex(vector, "c")),
              new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.HKDF_SHA256)),
              new ASN1Integer(32),
              wrap,
              new DEROctetString(aesWrap(kek, cek))
            });
    byte[] other =
        new DERTaggedObject(
                false,
                4,
                new DERSequence(
                    new ASN1Encodable[] {
                      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.13.3"), kem
                    }))
            .getEncoded();
    return opened(with(key.privateKey(), key.publicKey()), message(other, cek), MAIL);
  }

  private static byte[] hkdf(byte[] secret, byte[] info) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    byte[] extracted = mac.doFinal(secret);
    mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
    mac.update(info);
    return mac.doFinal(new byte[] {1});
  }
}
