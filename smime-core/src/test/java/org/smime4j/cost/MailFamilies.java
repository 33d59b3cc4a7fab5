package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JceGenericKey;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Mail in odd forms, encrypted mail, and layers of it. */
final class MailFamilies {

  private static final int MEGABYTE = 1_000_000;
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final String FROM = "From: alice@example.org\r\n";
  private static final String CMS = FROM + "Content-Type: application/pkcs7-mime\r\n";
  private static final String TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n";

  private static final String CERTIFICATES_ONLY =
      "Content-Type: application/pkcs7-mime; smime-type=certs-only\r\n"
          + "Content-Transfer-Encoding: base64\r\n\r\n"
          + "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwEAADEAAAAAAAAA\r\n\r\n";

  private static final TestPki.Issued BOB =
      HostileCertificates.ISSUING.issue("bob@example.org").ec("P-256").build();
  private static final Decryptor DECRYPTOR =
      Decryptor.with(
          KeyHistory.of(
              Credential.of(
                  BOB.privateKey(),
                  BOB.certificate(),
                  BOB.chain().subList(1, BOB.chain().size()).toArray(X509Certificate[]::new))));
  private static final Encryptor ENCRYPTOR =
      Encryptor.unvalidated("made for this test").writingMail().to(BOB.certificate());
  static final Signer SIGNER =
      Signer.with(
              Credential.of(
                  BOB.privateKey(),
                  BOB.certificate(),
                  BOB.chain().subList(1, BOB.chain().size()).toArray(X509Certificate[]::new)))
          .signingAt(TestPki.NOW);

  private MailFamilies() {}

  /** By which a recipientInfo names the key at hand. */
  static org.bouncycastle.asn1.ASN1Encodable recipientName() {
    return HostileSignatures.sequence(
        org.bouncycastle.asn1.x500.X500Name.getInstance(
            BOB.certificate().getIssuerX500Principal().getEncoded()),
        new org.bouncycastle.asn1.ASN1Integer(BOB.certificate().getSerialNumber()));
  }

  static Object open(byte[] mail) throws IOException {
    return MailReader.with(DECRYPTOR, Verifier.trusting(PathFamilies.trust()))
        .open(ByteSource.of(mail));
  }

  private static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static Family text(String name, int most, IntFunction<String> mail) {
    return new Family(name, most, n -> octets(mail.apply(n)), MailFamilies::open);
  }

  private static String signed(String entity, byte[] signature) {
    return FROM
        + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b"
        + "\r\n\r\n--b\r\n"
        + entity
        + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(signature)
        + "\r\n--b--\r\n";
  }

  private static byte[] encrypted(byte[] content, int layers, boolean aead) throws IOException {
    byte[] inside = content;
    for (int i = 0; i < layers; i++) {
      byte[] cms =
          ENCRYPTOR
              .under(aead ? AlgorithmPolicy.authenticated() : AlgorithmPolicy.outlook())
              .encrypt(ByteSource.of(inside))
              .bytes();
      inside =
          octets(CMS + "Content-Transfer-Encoding: binary\r\n\r\n" + new String(cms, ISO_8859_1));
    }
    return inside;
  }

  /** 3DES by one key of DES three times over is DES, and takes a third of the time to make. */
  private static final class OneKeyThrice implements OutputEncryptor {

    private final byte[] key = {0x13, 0x25, 0x37, 0x49, 0x5b, 0x6d, 0x7f, 0x0e};
    private final byte[] iv = new byte[8];

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new AlgorithmIdentifier(CMSAlgorithm.DES_EDE3_CBC, new DEROctetString(iv));
    }

    @Override
    public OutputStream getOutputStream(OutputStream out) {
      try {
        Cipher des = Cipher.getInstance("DES/CBC/PKCS5Padding", BC);
        des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"), new IvParameterSpec(iv));
        return new CipherOutputStream(out, des);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public GenericKey getKey() {
      byte[] thrice = ByteBuffer.allocate(24).put(key).put(key).put(key).array();
      return new JceGenericKey(getAlgorithmIdentifier(), new SecretKeySpec(thrice, "DESede"));
    }
  }

  private static byte[] tripleDes(byte[] content, int layers) throws Exception {
    byte[] inside = content;
    for (int i = 0; i < layers; i++) {
      CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(
          new JceKeyAgreeRecipientInfoGenerator(
                  CMSAlgorithm.ECDH_SHA256KDF,
                  BOB.privateKey(),
                  BOB.publicKey(),
                  CMSAlgorithm.AES128_WRAP)
              .addRecipient(BOB.certificate())
              .setProvider(BC));
      byte[] cms =
          generator.generate(new CMSProcessableByteArray(inside), new OneKeyThrice()).getEncoded();
      inside =
          octets(CMS + "Content-Transfer-Encoding: binary\r\n\r\n" + new String(cms, ISO_8859_1));
    }
    return inside;
  }

  private static byte[] sparse(int octets) {
    byte[] content = new byte[octets];
    byte[] noise = new byte[octets / 100];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, content, 0, noise.length);
    return content;
  }

  static List<Family> all() {
    byte[] signature;
    try {
      signature = SIGNER.signDetached(ByteSource.of(octets(TEXT)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    List<Family> all = new ArrayList<>();
    all.add(
        text(
            "doubts around parts",
            900,
            n -> {
              StringBuilder mail =
                  new StringBuilder(FROM + "Content-Type: multipart/mixed; boundary=mm\r\n");
              for (int i = 0; i < n; i++) {
                mail.append("Content-Type:a/b;").append(i).append("=\r\n");
              }
              return mail + "\r\n" + ("--mm\r\n" + CERTIFICATES_ONLY).repeat(n) + "--mm--\r\n";
            }));
    all.add(text("fields", 2 * MEGABYTE, n -> "X: y\r\n".repeat(n / 6) + signed(TEXT, signature)));
    all.add(
        text(
            "folds of a field",
            8 * MEGABYTE,
            n -> "Subject: x\r\n" + " y\r\n".repeat(n / 4) + signed(TEXT, signature)));
    all.add(
        text(
            "authors",
            60_000,
            n ->
                "From: a@b.example"
                    + ",\r\n a@b.example".repeat(n / 15)
                    + "\r\n"
                    + signed(TEXT, signature).substring(FROM.length())));
    all.add(
        text(
            "groups of addresses",
            60_000,
            n ->
                "From: "
                    + "g:".repeat(n / 2)
                    + "\r\n"
                    + signed(TEXT, signature).substring(FROM.length())));
    all.add(
        text(
            "comments in an address",
            60_000,
            n ->
                "From: "
                    + "(".repeat(n / 2)
                    + ")".repeat(n / 2)
                    + "a@b.example\r\n"
                    + signed(TEXT, signature).substring(FROM.length())));
    all.add(
        text(
            "parameters",
            60_000,
            n ->
                signed(TEXT, signature)
                    .replaceFirst("; boundary", "; c*1=d".repeat(n / 7) + "; boundary")));
    all.add(
        text(
            "encoded words",
            60_000,
            n -> "Subject: " + "=?utf-8?q?a?= ".repeat(n / 14) + "\r\n" + signed(TEXT, signature)));
    all.add(
        text(
            "parts",
            7_000,
            n ->
                signed(
                    "Content-Type: multipart/mixed; boundary=i\r\n\r\n"
                        + "--i\r\n\r\n".repeat(n / 7),
                    signature)));
    all.add(text("levels of parts", 31, n -> nested(n)));
    all.add(
        text(
            "lines that begin as a delimiter",
            8 * MEGABYTE,
            n -> signed(TEXT + "--bb\r\n".repeat(n / 6), signature)));
    all.add(
        text(
            "line feeds of signed text",
            8 * MEGABYTE,
            n -> signed(TEXT + "\n".repeat(n), signature)));
    all.add(
        text(
            "carriage returns of signed text",
            8 * MEGABYTE,
            n -> signed(TEXT + "\r".repeat(n), signature)));
    all.add(
        text(
            "blanks at the ends of lines",
            8 * MEGABYTE,
            n -> signed(TEXT + " \n".repeat(n / 2), signature)));
    all.add(
        text(
            "short lines of Base64",
            8 * MEGABYTE,
            n ->
                CMS
                    + "Content-Transfer-Encoding: base64\r\n\r\n"
                    + "M\r\nI\r\nI\r\nB\r\n".repeat(n / 12)));
    all.add(
        text(
            "quoted-printable",
            8 * MEGABYTE,
            n ->
                CMS
                    + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                    + "=30=\r\n".repeat(n / 6)));
    all.add(text("text before armour", 2 * MEGABYTE, n -> "M \n".repeat(n / 3)));
    all.add(
        text(
            "octets of a tail behind CMS",
            8 * MEGABYTE,
            n ->
                CMS
                    + "Content-Transfer-Encoding: binary\r\n\r\n"
                    + new String(
                        HostileSignatures.message(new byte[9], List.of(), List.of()), ISO_8859_1)
                    + "\0".repeat(n)));
    all.add(
        new Family(
            "octets encrypted by AES-GCM",
            9 * MEGABYTE,
            n -> encrypted(new byte[n], 1, true),
            MailFamilies::open));
    all.add(
        new Family(
            "octets encrypted by AES-CBC",
            9 * MEGABYTE,
            n -> encrypted(new byte[n], 1, false),
            MailFamilies::open));
    all.add(
        new Family(
            "octets in eight encrypted layers",
            9 * MEGABYTE,
            n -> encrypted(octets(TEXT + "x\r\n".repeat(n / 3)), 8, true),
            MailFamilies::open));
    all.add(
        new Family(
            "octets in eight layers by AES-CBC",
            9 * MEGABYTE,
            n -> encrypted(octets(TEXT + "x\r\n".repeat(n / 3)), 8, false),
            MailFamilies::open));
    all.add(
        new Family(
            "octets encrypted by 3DES",
            9 * MEGABYTE,
            n -> tripleDes(octets(TEXT + "x\r\n".repeat(n / 3)), 1),
            MailFamilies::open));
    all.add(
        new Family(
            "octets in eight layers by 3DES",
            9 * MEGABYTE,
            n -> tripleDes(octets(TEXT + "x\r\n".repeat(n / 3)), 8),
            MailFamilies::open));
    all.add(
        new Family(
            "octets that are inflated",
            60 * MEGABYTE,
            n -> Compression.compress(sparse(n)),
            MailFamilies::open));
    return all;
  }

  private static String nested(int depth) {
    StringBuilder nested = new StringBuilder(FROM);
    for (int i = 0; i < depth; i++) {
      nested
          .append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\r\n\r\n--b")
          .append(i)
          .append("\r\n");
    }
    return nested + TEXT + "x\r\n".repeat(100_000);
  }
}
