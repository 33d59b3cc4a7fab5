package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.files.CertificateFileReader;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keys.HeldKeys;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Limits;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * Certificates and key files with changed structure: our reader of the fields, Bouncy Castle's and
 * the JDK's name the same key and the same names, or the file is named as damaged. With {@code
 * -Dsamples=250} half a million of each.
 */
class ReadersAgreeTest {

  private static final TestPki.Authority CA = TestPki.authority("Readers");
  private static final PasswordSource NO_PASSWORDS = PasswordSource.of();

  private final long seed = Samples.seed();
  private final Random random = new Random(seed);
  private final Map<String, Integer> counts = new TreeMap<>();

  @TempDir private Path folder;

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** A value of BER: what is inside, or octets. */
  private static final class Node {
    int tag;
    byte[] value = {};
    List<Node> inside = new ArrayList<>();

    static List<Node> all(byte[] array, int from, int to) throws SmimeException {
      List<Node> nodes = new ArrayList<>();
      for (int at = from; at < to; ) {
        Tlv tlv = Tlv.at(array, at, to, "seed");
        Node node = new Node();
        node.tag = tlv.tag();
        if ((node.tag & 0x20) != 0) {
          node.inside = all(array, tlv.content(), tlv.end());
        } else {
          node.value = tlv.value();
        }
        nodes.add(node);
        at = tlv.end();
      }
      return nodes;
    }

    Node copy() {
      Node copy = new Node();
      copy.tag = tag;
      copy.value = value;
      inside.forEach(each -> copy.inside.add(each.copy()));
      return copy;
    }

    void addTo(List<Node> all) {
      all.add(this);
      inside.forEach(each -> each.addTo(all));
    }

    byte[] encoded() {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes(value);
      inside.forEach(each -> content.writeBytes(each.encoded()));
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(tag);
      int length = content.size();
      if (length > 0x7f) {
        whole.write(0x82);
        whole.write(length >> 8);
      }
      whole.write(length);
      whole.writeBytes(content.toByteArray());
      return whole.toByteArray();
    }
  }

  private static final int[] TAGS = {
    0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x60, 0x80, 0x81,
    0x82, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xbf, 0xe0
  };

  /** One to three changes of structure or octets; another value may come from another seed. */
  private byte[] mutant(List<byte[]> seeds) throws SmimeException {
    byte[] seedOctets = seeds.get(random.nextInt(seeds.size()));
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    Node root = Node.all(seedOctets, 0, seedOctets.length).get(0);
    List<Node> foreign = new ArrayList<>();
    Node.all(other, 0, other.length).get(0).addTo(foreign);
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<Node> all = new ArrayList<>();
      root.addTo(all);
      // The first fields are worth more changes than the names' last letters.
      Node node =
          all.get(random.nextInt(random.nextBoolean() ? Math.min(12, all.size()) : all.size()));
      switch (random.nextInt(8)) {
        case 0 -> node.tag = TAGS[random.nextInt(TAGS.length)];
        case 1 -> remove(node);
        case 2 -> duplicate(node);
        case 3 -> Collections.shuffle(node.inside, random);
        case 4 -> insert(node, foreign.get(random.nextInt(foreign.size())));
        case 5 -> node.tag ^= 1 << random.nextInt(8);
        case 6 -> wrap(node);
        default -> flip(node);
      }
    }
    byte[] encoded = root.encoded();
    if (random.nextInt(4) == 0) {
      encoded[random.nextInt(Math.min(encoded.length, 300))] ^= (byte) (1 << random.nextInt(8));
    }
    return encoded;
  }

  private void remove(Node node) {
    if (!node.inside.isEmpty()) {
      node.inside.remove(random.nextInt(node.inside.size()));
    }
  }

  private void duplicate(Node node) {
    if (!node.inside.isEmpty()) {
      int at = random.nextInt(node.inside.size());
      node.inside.add(random.nextInt(node.inside.size() + 1), node.inside.get(at).copy());
    }
  }

  private void insert(Node node, Node foreign) {
    if ((node.tag & 0x20) != 0) {
      node.inside.add(random.nextInt(node.inside.size() + 1), foreign.copy());
    }
  }

  private void wrap(Node node) {
    Node inside = new Node();
    inside.tag = node.tag;
    inside.value = node.value;
    inside.inside = node.inside;
    node.tag = TAGS[random.nextInt(TAGS.length)] | 0x20;
    node.value = new byte[0];
    node.inside = new ArrayList<>(List.of(inside));
  }

  private void flip(Node node) {
    if (node.value.length > 0) {
      node.value = node.value.clone();
      node.value[random.nextInt(node.value.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static List<byte[]> certificates() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(CA.certificate().getEncoded());
    seeds.add(CA.issue("alice@example.org").rsa(1024).build().certificate().getEncoded());
    seeds.add(CA.issue("alice@example.org").ec("P-256").build().certificate().getEncoded());
    seeds.add(CA.issue("bob@example.org").ed25519().build().certificate().getEncoded());
    seeds.add(CA.issue("bob@example.org").x25519().build().certificate().getEncoded());
    return seeds;
  }

  private X509Certificate parsed(byte[] octets) {
    try {
      return Certificates.parse(octets);
    } catch (SmimeException e) {
      return null;
    }
  }

  private HeldKeys held(byte[] octets) {
    try {
      return HeldKeys.read(octets, "mutant", NO_PASSWORDS);
    } catch (KeyFile named) {
      assertThat(named.getMessage()).contains("mutant").hasSizeLessThan(300);
      return null;
    }
  }

  private X509Certificate anchor(Path file, byte[] octets) throws IOException {
    Files.write(file, octets);
    try {
      CertificateFiles found = CertificateFiles.readCertificates(file);
      return found.certificates().get(0);
    } catch (KeyFile named) {
      assertThat(named.getMessage()).contains(file.getFileName().toString());
      return null;
    }
  }

  /** In DER: the JDK keeps the BER of a string as it came. */
  private static X500Name name(X500Principal principal) throws IOException {
    return X500Name.getInstance(der(X500Name.getInstance(principal.getEncoded())));
  }

  /** An empty issuer is allowed to keys whose certificate has it. */
  private static TBSCertificate fields(X509Certificate certificate) throws Exception {
    Properties.setThreadOverride("org.bouncycastle.x509.allow_empty_issuer_cert", true);
    try {
      return Certificate.getInstance(certificate.getEncoded()).getTBSCertificate();
    } finally {
      Properties.removeThreadOverride("org.bouncycastle.x509.allow_empty_issuer_cert");
    }
  }

  private static byte[] der(ASN1Encodable value) throws IOException {
    return value.toASN1Primitive().getEncoded();
  }

  @Test
  void d9_mutatedCertificates_areReadAlike_orNamedAsDamaged() throws Exception {
    List<byte[]> seeds = certificates();
    Path file = folder.resolve("anchor.crt");
    CertificateFactory jdk = CertificateFactory.getInstance("X.509", "SUN");
    for (int i = 0; i < Samples.times(2_000); i++) {
      byte[] octets = mutant(seeds);
      String shown = "seed " + seed + ", mutant " + i;
      X509Certificate ours = parsed(octets);
      HeldKeys held = held(octets);
      X509Certificate anchor = anchor(file, octets);
      count(ours == null ? "malformed" : held == null ? "no key" : "read");
      if (ours == null) {
        assertThat(held).as(shown).isNull();
        assertThat(anchor).as(shown).isNull();
        continue;
      }
      TBSCertificate fields = fields(ours);
      assertThat(Certificates.issuer(ours)).as(shown).isEqualTo(der(fields.getIssuer()));
      assertThat(Certificates.subject(ours)).as(shown).isEqualTo(der(fields.getSubject()));
      assertThat(Certificates.serialNumber(ours)).isEqualTo(der(fields.getSerialNumber()));
      assertThat(Certificates.subjectPublicKeyInfo(ours))
          .as(shown)
          .isEqualTo(der(fields.getSubjectPublicKeyInfo()));
      if (held != null) {
        assertThat(held.certificates()).as(shown).containsExactly(ours);
        assertThat(held.entries()).as(shown).hasSize(1);
        assertThat(Lookup.names(held.certificates())).as(shown).isNotEmpty();
      }
      if (anchor != null) {
        count("anchor");
        assertThat(anchor).as(shown).isEqualTo(ours);
        // Of an RSA key that is too large a report names the size.
        assertThat(held != null || !Certificates.size(ours).isReadable()).as(shown).isTrue();
      }
      X509Certificate theirs = null;
      try {
        theirs = (X509Certificate) jdk.generateCertificate(new ByteArrayInputStream(octets));
      } catch (GeneralSecurityException e) {
        count("refused by the JDK");
      }
      if (theirs != null && held != null) {
        assertThat(X500Name.getInstance(Certificates.subject(ours)))
            .as(shown)
            .isEqualTo(name(theirs.getSubjectX500Principal()));
        assertThat(X500Name.getInstance(Certificates.issuer(ours)))
            .as(shown)
            .isEqualTo(name(theirs.getIssuerX500Principal()));
        assertThat(Lookup.publicKey(ours)).as(shown).isEqualTo(Lookup.publicKey(theirs));
        assertThat(ours.getSerialNumber()).as(shown).isEqualTo(theirs.getSerialNumber());
      }
    }
    System.out.println("seed " + seed + ": " + counts);
    assertThat(counts.keySet()).contains("malformed", "read", "anchor");
  }

  @Test
  void d9_mutatedKeyFiles_holdAPair_orAreNamedAsDamaged() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (PrivateKey key :
        List.of(
            CA.issue("a@example.org").rsa(1024).build().privateKey(),
            CA.issue("a@example.org").ec("P-256").build().privateKey(),
            CA.issue("a@example.org").ed25519().build().privateKey(),
            CA.issue("a@example.org").x25519().build().privateKey())) {
      seeds.add(key.getEncoded());
      ASN1Encodable inside = PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey();
      if (key.getAlgorithm().startsWith("RSA") || key.getAlgorithm().startsWith("EC")) {
        seeds.add(der(inside));
      }
    }
    for (int i = 0; i < Samples.times(2_000); i++) {
      byte[] octets = mutant(seeds);
      String shown = "seed " + seed + ", mutant " + i;
      HeldKeys held = held(octets);
      count(held == null ? "damaged" : held.keys().isEmpty() ? "no key" : "key");
      if (held == null || held.keys().isEmpty()) {
        continue;
      }
      DecryptionKey key = held.keys().get(0);
      assertThat(isPair(key.privateKey(), key.publicKey())).as(shown).isTrue();
      PrivateKey theirs = null;
      try {
        theirs =
            KeyFactory.getInstance(key.publicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(octets));
      } catch (GeneralSecurityException | RuntimeException e) {
        count("refused by the JDK");
      }
      if (theirs instanceof RSAPrivateKey rsa) {
        count("key of the JDK");
        assertThat(((RSAPrivateKey) key.privateKey()).getModulus()).isEqualTo(rsa.getModulus());
      }
      if (theirs instanceof ECPrivateKey ec) {
        count("key of the JDK");
        assertThat(((ECPrivateKey) key.privateKey()).getS()).isEqualTo(ec.getS());
      }
    }
    System.out.println("seed " + seed + ": " + counts);
    assertThat(counts.keySet()).contains("damaged", "key");
  }

  private static boolean isPair(PrivateKey privateKey, PublicKey publicKey) throws Exception {
    // One without primes is not tried when it is read: that takes as long as opening a message.
    if (privateKey instanceof RSAPrivateCrtKey && publicKey instanceof RSAPublicKey) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
      byte[] text = new byte[((RSAPublicKey) publicKey).getModulus().bitLength() / 8];
      text[text.length - 1] = 2;
      cipher.init(Cipher.ENCRYPT_MODE, publicKey);
      byte[] encrypted = cipher.doFinal(text);
      cipher.init(Cipher.DECRYPT_MODE, privateKey);
      return Arrays.equals(cipher.doFinal(encrypted), text);
    }
    if (privateKey instanceof ECPrivateKey one && publicKey instanceof ECPublicKey other) {
      ECPoint point = EC5Util.convertSpec(one.getParams()).getG().multiply(one.getS()).normalize();
      return point.getAffineXCoord().toBigInteger().equals(other.getW().getAffineX());
    }
    return true;
  }

  @Test
  void aVersionUnderAnotherTag_isNamed_andTheOthersAreRead() throws Exception {
    Path attack = Outside.beside("attacks").resolve("third/cost/vera1.pem");
    Files.copy(attack, folder.resolve("vera1.pem"));
    byte[] good = CA.issue("alice@example.org").ec("P-256").build().certificate().getEncoded();
    Files.write(folder.resolve("good.crt"), good);
    KeyHistory history = KeyHistory.read(NO_PASSWORDS, folder);
    assertThat(history.entries()).hasSize(1);
    assertThat(history.skipped()).hasSize(1);
    assertThat(history.skipped().toString()).contains("vera1.pem", "not an X.509 certificate");
    assertThat(CertificateFiles.readCertificates(folder).certificates()).hasSize(1);
    assertThat(CertificateFiles.readCertificates(folder).skipped().toString()).contains("vera1");
  }

  private record Form(String name, int certificates, byte[] octets) {
    Form(String name, int certificates, String text) {
      this(name, certificates, text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static String armour(String label, byte[] octets) {
    return "-----BEGIN " + label + "-----\n" + lines(octets) + "-----END " + label + "-----\n";
  }

  private static String lines(byte[] octets) {
    return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets) + "\n";
  }

  private static List<Form> forms(byte[] one, byte[] two) throws Exception {
    String first = armour("CERTIFICATE", one);
    String both = first + armour("CERTIFICATE", two);
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificate(new X509CertificateHolder(one));
    generator.addCertificate(new X509CertificateHolder(two));
    byte[] bag = generator.generate(new CMSAbsentContent()).getEncoded();
    return List.of(
        new Form("DER", 1, one),
        new Form("one", 1, first),
        new Form("two", 2, both),
        new Form("with text", 2, "Bag Attributes\n  friendlyName: a\n" + both + "\nbye\n"),
        new Form("CRLF", 2, both.replace("\n", "\r\n")),
        new Form("old label", 1, armour("X509 CERTIFICATE", one)),
        new Form("trusted", 1, armour("TRUSTED CERTIFICATE", one)),
        new Form("another end", 1, first.replace("END CERTIFICATE", "END X509 CERTIFICATE")),
        new Form("unknown label", 1, armour("MY OWN", one)),
        new Form("headers", 1, first.replaceFirst("-\n", "-\nSubject: a\nX-Note: b\n\n")),
        new Form("DER of PKCS #7", 2, bag),
        new Form("PKCS7", 2, armour("PKCS7", bag)),
        new Form("PKCS #7 SIGNED DATA", 2, armour("PKCS #7 SIGNED DATA", bag)),
        new Form("CMS", 2, armour("CMS", bag)),
        new Form("bag as certificate", 2, armour("CERTIFICATE", bag)),
        new Form("bare Base64", 1, lines(one)),
        new Form("bare Base64 of PKCS #7", 2, "\n" + lines(bag)),
        new Form("UTF-16", 2, ("\uFEFF" + both).getBytes(StandardCharsets.UTF_16LE)),
        new Form("UTF-16BE", 2, ("\uFEFF" + both).getBytes(StandardCharsets.UTF_16BE)),
        new Form("UTF-8 with its mark", 2, ("\uFEFF" + both).getBytes(StandardCharsets.UTF_8)),
        new Form("a mark before Base64", 1, "\u00EF\u00BB\u00BF" + lines(one)),
        new Form("a beginning before it", 1, "-----BEGIN \n" + first),
        new Form("first without its end", 1, first.substring(0, 200) + "\n" + first));
  }

  @Test
  void aFileOfCertificates_holdsTheSame_whoeverReadsIt() throws Exception {
    byte[] one = CA.certificate().getEncoded();
    byte[] two = TestPki.authority("Another").certificate().getEncoded();
    for (Form form : forms(one, two)) {
      Path file = folder.resolve("form.pem");
      Files.write(file, form.octets);
      assertThat(CertificateFiles.readCertificates(file).certificates())
          .as(form.name)
          .hasSize(form.certificates);
      assertThat(KeyHistory.read(NO_PASSWORDS, file).entries())
          .as(form.name)
          .hasSize(form.certificates);
      assertThat(CertificateFileReader.ofAnswer(form.octets, Limits.standard()))
          .as(form.name)
          .hasSize(form.certificates);
    }
  }
}
