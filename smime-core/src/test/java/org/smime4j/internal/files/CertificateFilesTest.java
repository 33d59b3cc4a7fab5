package org.smime4j.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cert.jcajce.JcaCRLStore;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.testing.TestPki;

public class CertificateFilesTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority OTHER = TestPki.authority("Other");
  private static final X509CRL CRL = ROOT.crl();

  /** The last element of a serialised store. */
  private static final byte[] END = new byte[12];

  private static final Provider BC = new BouncyCastleProvider();

  @TempDir Path directory;

  @Test
  void der_pem_andBareBase64() throws Exception {
    byte[] der = ROOT.certificate().getEncoded();
    assertThat(read("a", der)).containsExactly(ROOT.certificate());
    assertThat(read("b", pem("CERTIFICATE", der))).containsExactly(ROOT.certificate());
    assertThat(read("c", Base64.getMimeEncoder().encode(der))).containsExactly(ROOT.certificate());
    assertThat(readCrls("d", CRL.getEncoded())).containsExactly(CRL);
    assertThat(readCrls("e", pem("X509 CRL", CRL.getEncoded()))).containsExactly(CRL);
  }

  @Test
  void c14_aCertificateWhoseNamesAreNone_doesNotSpoilTheAnchorsBesideIt() throws Exception {
    byte[] sound = OTHER.certificate().getEncoded();
    byte[] name = OTHER.certificate().getIssuerX500Principal().getEncoded();
    int at = Collections.indexOfSubList(octets(sound), octets(name));
    assertThat(at).isPositive();
    byte[] frame = sound.clone();
    frame[at + 2] = (byte) 0xA1; // of the first RDN, which is a SET
    byte[] string = sound.clone();
    assertThat(string[at + 11]).as("UTF8String").isEqualTo((byte) 0x0C);
    string[at + 13] = (byte) 0xFF; // shows only when names are compared
    for (byte[] damaged : List.of(frame, string)) {
      byte[] both =
          (new String(pem("CERTIFICATE", damaged))
                  + new String(pem("CERTIFICATE", ROOT.certificate().getEncoded())))
              .getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> read("a", damaged)).isInstanceOf(SmimeException.KeyFile.class);
      assertThat(TrustPolicy.anchors(read("b", both))).isNotNull();
      assertThat(read("b", both)).containsExactly(ROOT.certificate());
      CertificateFiles found =
          CertificateFiles.readCertificates(Files.write(directory.resolve("c"), both));
      assertThat(found.certificates()).containsExactly(ROOT.certificate());
      assertThat(found.skipped())
          .containsExactly("c: left out as malformed or too large: 1 certificate");
    }
  }

  @Test
  void c14_whatIsMalformedInAFile_isCountedByItsLabel_andSoughtOrNot() throws Exception {
    String text =
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
            + "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n"
            + "-----BEGIN X509 CRL-----\ngarbage\n-----END X509 CRL-----\n"
            + "-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n"
            + "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
    Path none = Files.writeString(directory.resolve("none"), text);
    assertThatThrownBy(() -> CertificateFiles.readCertificates(none))
        .isInstanceOf(SmimeException.KeyFile.class)
        .hasMessageEndingWith("known; malformed or too large: 1 certificate, 1 bundle");
    assertThatThrownBy(() -> CertificateFiles.readCrls(none))
        .isInstanceOf(SmimeException.KeyFile.class)
        .hasMessageEndingWith("known; malformed or too large: 2 CRLs, 1 bundle");
    Path some =
        Files.writeString(
            directory.resolve("some"), text + new String(pem("X509 CRL", CRL.getEncoded())));
    CertificateFiles found = CertificateFiles.readCrls(some);
    assertThat(found.crls()).containsExactly(CRL);
    assertThat(found.skipped())
        .containsExactly("some: left out as malformed or too large: 2 CRLs, 1 bundle");
  }

  /** The lists are written by hand: trusted, and rejected under a tag. */
  @Test
  void c9_aCertificateThatItsTrustSettingsRejectForMail_isNoAnchor() throws Exception {
    String mail = "06082b06010505070304";
    String server = "06082b06010505070301";
    String any = "0604551d2500";
    for (String forMail :
        List.of(
            "",
            "3000",
            "300c" + "300a" + mail,
            "3016" + "3014" + server + mail,
            "3008" + "3006" + any,
            "300c" + "a00a" + server,
            "3002a000",
            "3007" + "0c05" + "68656c6c6f")) {
      CertificateFiles found = trusted(forMail);
      assertThat(found.certificates()).as(forMail).containsExactly(ROOT.certificate());
      assertThat(found.rejected()).isEmpty();
      assertThat(found.skipped()).isEmpty();
    }
    for (String other :
        List.of(
            "300c" + "300a" + server,
            "300c" + "a00a" + mail,
            "3008" + "a006" + any,
            "3002" + "3000",
            "3018" + "300a" + mail + "a00a" + mail)) {
      CertificateFiles found = trusted(other);
      assertThat(found.certificates()).as(other).isEmpty();
      assertThat(found.rejected()).containsExactly(ROOT.certificate());
      assertThat(found.skipped())
          .containsExactly("trusted: left out, as their trust settings reject mail: 1");
    }
    for (String malformed :
        List.of("30", "0500", "3003020100", "30023001", "3003a00106", "3004300205", "3080")) {
      assertThatThrownBy(() -> trusted(malformed))
          .as(malformed)
          .isInstanceOf(SmimeException.KeyFile.class)
          .hasMessageEndingWith("malformed or too large: 1 certificate");
    }
  }

  private CertificateFiles trusted(String settings) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(ROOT.certificate().getEncoded());
    block.writeBytes(HexFormat.of().parseHex(settings));
    return CertificateFiles.readCertificates(
        Files.write(directory.resolve("trusted"), pem("TRUSTED CERTIFICATE", block.toByteArray())));
  }

  @Test
  void c9_ofTwoSettingsForOneCertificate_theFirstCounts_inAFileAndInADirectory() throws Exception {
    byte[] root = ROOT.certificate().getEncoded();
    byte[] forServers =
        HexFormat.of().parseHex(HexFormat.of().formatHex(root) + "300c300a06082b06010505070301");
    byte[] plain = pem("CERTIFICATE", root);
    byte[] rejected = pem("TRUSTED CERTIFICATE", forServers);
    for (boolean plainFirst : new boolean[] {true, false}) {
      byte[] first = plainFirst ? plain : rejected;
      byte[] second = plainFirst ? rejected : plain;
      Path file = directory.resolve("both" + plainFirst);
      Files.writeString(file, new String(first) + new String(second));
      Path folder = Files.createDirectory(directory.resolve("folder" + plainFirst));
      Files.write(folder.resolve("a"), first);
      Files.write(folder.resolve("b"), second);
      for (Path place : List.of(file, folder)) {
        CertificateFiles found = CertificateFiles.readCertificates(place);
        assertThat(found.certificates()).hasSize(plainFirst ? 1 : 0);
        assertThat(found.rejected()).hasSize(plainFirst ? 0 : 1);
      }
    }
  }

  /** A list that is lost on the way may be the one that revokes. */
  @Test
  void c12_aBlockThatIsCutOff_isCounted_andThoseAroundItAreRead() throws Exception {
    String whole = new String(pem("X509 CRL", CRL.getEncoded()), StandardCharsets.US_ASCII);
    X509CRL last = OTHER.crl();
    String other = new String(pem("X509 CRL", last.getEncoded()), StandardCharsets.US_ASCII);
    String cut = whole.substring(0, whole.length() / 2);
    Path file = Files.writeString(directory.resolve("cut"), whole + cut + "\n" + other + cut);
    CertificateFiles found = CertificateFiles.readCrls(file);
    assertThat(found.crls()).containsExactly(CRL, last);
    assertThat(found.skipped()).containsExactly("cut: left out as malformed or too large: 2 CRLs");
  }

  @Test
  void aMessageInPlaceOfABundle_isNamed() throws Exception {
    byte[] data = {
      0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 7, 1, -96, 0
    };
    Path file =
        Files.writeString(
            directory.resolve("data"),
            new String(pem("PKCS7", data)) + new String(pem("X509 CRL", CRL.getEncoded())));
    assertThat(CertificateFiles.readCrls(file).skipped())
        .containsExactly("data: left out as malformed or too large: 1 bundle");
  }

  private static List<Byte> octets(byte[] array) {
    List<Byte> octets = new ArrayList<>();
    for (byte each : array) {
      octets.add(each);
    }
    return octets;
  }

  @Test
  void severalBlocks_withTextAndKeysBetween() throws Exception {
    String text =
        "subject=/CN=Root\r\n"
            + new String(pem("CERTIFICATE", ROOT.certificate().getEncoded()))
            + new String(pem("PRIVATE KEY", ROOT.privateKey().getEncoded()))
            + "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n"
            + new String(pem("X509 CRL", CRL.getEncoded()))
            + new String(pem("CERTIFICATE", OTHER.certificate().getEncoded()))
            + new String(pem("CERTIFICATE", ROOT.certificate().getEncoded()));
    byte[] file = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(read("a", file)).containsExactly(ROOT.certificate(), OTHER.certificate());
    assertThat(readCrls("a", file)).containsExactly(CRL);
  }

  @Test
  void bundles_derAndBer_binaryAndArmoured() throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificates(new JcaCertStore(List.of(ROOT.certificate(), OTHER.certificate())));
    generator.addCRLs(new JcaCRLStore(List.of(CRL)));
    CMSSignedData bundle = generator.generate(new CMSAbsentContent(), false);
    byte[] der = bundle.toASN1Structure().getEncoded("DER");
    byte[] ber = bundle.toASN1Structure().getEncoded("BER");
    assertThat(ber).isNotEqualTo(der);
    for (byte[] each : List.of(der, ber, pem("PKCS7", der), pem("CMS", ber))) {
      assertThat(read("bundle", each))
          .containsExactlyInAnyOrder(ROOT.certificate(), OTHER.certificate());
      assertThat(readCrls("bundle", each)).containsExactly(CRL);
    }
  }

  @Test
  void keyStores_withAndWithoutPassword() throws Exception {
    for (String type : List.of("JKS", "PKCS12")) {
      char[] password = "secret".toCharArray();
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      store.setCertificateEntry("root", ROOT.certificate());
      store.setKeyEntry("other", OTHER.privateKey(), password, chain(OTHER));
      Path file = directory.resolve(type);
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, password);
      }
      assertThat(
              CertificateFiles.readCertificates(
                      file, PasswordSource.of("wrong".toCharArray(), password))
                  .certificates())
          .as(type)
          .containsExactlyInAnyOrder(ROOT.certificate(), OTHER.certificate());
    }
    assertThat(CertificateFiles.readCertificates(directory.resolve("JKS")).certificates())
        .hasSize(2);
  }

  /** Keys of a PKCS#12 have no say in which of its certificates are read. */
  @Test
  void aPkcs12_givesAllItsCertificates_ofWhateverKey_byEachProtection() throws Exception {
    List<OutputEncryptor> protections =
        Arrays.asList(
            null,
            protection(PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC, 2048),
            protection(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, 2048),
            protection(NISTObjectIdentifiers.id_aes256_CBC, 2048));
    for (OutputEncryptor each : protections) {
      assertThat(
              CertificateFiles.readCertificates(
                  pkcs12(each, 2048), PasswordSource.of("secret".toCharArray())))
          .extracting(CertificateFiles::certificates)
          .isEqualTo(List.of(ROOT.certificate(), OTHER.certificate()));
      Path file = pkcs12(each, 2048);
      if (each == null) {
        assertThat(CertificateFiles.readCertificates(file).certificates()).hasSize(2);
      } else {
        assertThatThrownBy(
                () ->
                    CertificateFiles.readCertificates(
                        file, PasswordSource.of("wrong".toCharArray())))
            .isInstanceOf(SmimeException.KeyFile.class)
            .hasMessageContaining("holds no certificate");
      }
    }
  }

  @Test
  void c16_aPkcs12ThatAsksForMoreIterationsThanItMay_isNotRead() throws Exception {
    for (Path file :
        List.of(
            pkcs12(null, 1_000_001),
            pkcs12(ofIterations(1_000_001), 2048),
            pkcs12(ofIterations(Integer.MAX_VALUE), 2048))) {
      assertThatThrownBy(
              () ->
                  CertificateFiles.readCertificates(
                      file, PasswordSource.of("secret".toCharArray())))
          .isInstanceOfSatisfying(
              SmimeException.KeyFile.class,
              e -> assertThat(e.reason()).isEqualTo(SmimeException.KeyFile.Reason.UNSUPPORTED))
          .hasMessageContaining("iterations of key derivation");
    }
  }

  /** A key of many blocks takes the iterations for each of them. */
  @Test
  void c16_aPkcs12WhoseMacHasALongerKeyThanAnyNeeds_isNotRead() throws Exception {
    char[] password = "secret".toCharArray();
    assertThat(
            CertificateFiles.readCertificates(withPbmac1(64), PasswordSource.of(password))
                .certificates())
        .hasSize(2);
    Path longer = withPbmac1(65);
    assertThatThrownBy(() -> CertificateFiles.readCertificates(longer, PasswordSource.of(password)))
        .isInstanceOf(SmimeException.KeyFile.class)
        .hasMessageContaining("holds no certificate");
  }

  private Path withPbmac1(int keyOctets) throws Exception {
    Pfx made =
        Pfx.getInstance(
            Files.readAllBytes(
                pkcs12(protection(NISTObjectIdentifiers.id_aes256_CBC, 2048), 2048)));
    byte[] salt = new byte[8];
    SecretKey key =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256", "SunJCE")
            .generateSecret(new PBEKeySpec("secret".toCharArray(), salt, 1000, 8 * keyOctets));
    Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
    mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
    AlgorithmIdentifier hmac =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
    AlgorithmIdentifier derived =
        new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, 1000, keyOctets, hmac));
    DigestInfo digest =
        new DigestInfo(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBMAC1, new PBMAC1Params(derived, hmac)),
            mac.doFinal(ASN1OctetString.getInstance(made.getAuthSafe().getContent()).getOctets()));
    return Files.write(
        directory.resolve("pbmac1-" + keyOctets + ".p12"),
        new Pfx(made.getAuthSafe(), new MacData(digest, salt, 1)).getEncoded());
  }

  @Test
  void c16_aPkcs12OfLessThanOneIteration_isNotRead() throws Exception {
    for (int iterations : new int[] {0, -1, Integer.MIN_VALUE}) {
      Path file = pkcs12(ofIterations(iterations), 2048);
      assertThatThrownBy(
              () ->
                  CertificateFiles.readCertificates(
                      file, PasswordSource.of("secret".toCharArray())))
          .isInstanceOf(SmimeException.KeyFile.class)
          .hasMessageContaining("holds no certificate");
    }
  }

  /** A PKCS#12 of two certificates, a part for each. */
  private Path pkcs12(OutputEncryptor protection, int iterationsOfMac) throws Exception {
    PKCS12PfxPduBuilder builder = new PKCS12PfxPduBuilder();
    for (X509Certificate each : List.of(ROOT.certificate(), OTHER.certificate())) {
      PKCS12SafeBag bag = new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(each)).build();
      if (protection == null) {
        builder.addData(bag);
      } else {
        builder.addEncryptedData(protection, bag);
      }
    }
    // Nothing derives what a limit refuses, here neither.
    boolean honest = iterationsOfMac < 10_000;
    PKCS12PfxPdu pfx =
        builder.build(
            new JcePKCS12MacCalculatorBuilder()
                .setIterationCount(honest ? iterationsOfMac : 1)
                .setProvider(BC),
            "secret".toCharArray());
    Pfx made = pfx.toASN1Structure();
    MacData mac = made.getMacData();
    return Files.write(
        directory.resolve("two.p12"),
        new Pfx(
                made.getAuthSafe(),
                honest ? mac : new MacData(mac.getMac(), mac.getSalt(), iterationsOfMac))
            .getEncoded());
  }

  private static OutputEncryptor protection(ASN1ObjectIdentifier scheme, int iterations)
      throws Exception {
    return new JcePKCSPBEOutputEncryptorBuilder(scheme)
        .setIterationCount(iterations)
        .setProvider(BC)
        .build("secret".toCharArray());
  }

  /** Says that its key takes so many iterations. */
  private static OutputEncryptor ofIterations(int iterations) throws Exception {
    OutputEncryptor honest =
        protection(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, 2048);
    return new OutputEncryptor() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return new AlgorithmIdentifier(
            honest.getAlgorithmIdentifier().getAlgorithm(),
            new PKCS12PBEParams(new byte[8], iterations));
      }

      @Override
      public OutputStream getOutputStream(OutputStream out) {
        return honest.getOutputStream(out);
      }

      @Override
      public GenericKey getKey() {
        return honest.getKey();
      }
    };
  }

  @Test
  void aDirectory_passesOverWhatIsNone_andSaysSo() throws Exception {
    Files.write(directory.resolve("1.pem"), pem("CERTIFICATE", ROOT.certificate().getEncoded()));
    Files.writeString(directory.resolve("2-readme.txt"), "MIXED notes, no certificate");
    Files.write(directory.resolve("3.crl"), CRL.getEncoded());
    Files.write(directory.resolve("4.der"), OTHER.certificate().getEncoded());
    Files.write(directory.resolve("5-empty"), new byte[0]);
    Files.write(directory.resolve("6-cut"), Arrays.copyOf(ROOT.certificate().getEncoded(), 99));
    Files.createDirectory(directory.resolve("below"));
    CertificateFiles found = CertificateFiles.readCertificates(directory);
    assertThat(found.certificates()).containsExactly(ROOT.certificate(), OTHER.certificate());
    assertThat(found.skipped())
        .satisfiesExactly(
            skipped -> assertThat(skipped).startsWith("2-readme.txt: "),
            skipped -> assertThat(skipped).startsWith("3.crl: "),
            skipped -> assertThat(skipped).startsWith("5-empty: "),
            skipped -> assertThat(skipped).startsWith("6-cut: "));
    assertThat(CertificateFiles.readCrls(directory).crls()).containsExactly(CRL);
  }

  @Test
  void aFileThatIsNone_isAnError() throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "nothing");
    assertThatThrownBy(() -> CertificateFiles.readCertificates(file))
        .isInstanceOfSatisfying(
            SmimeException.KeyFile.class,
            e -> {
              assertThat(e.reason()).isEqualTo(SmimeException.KeyFile.Reason.NOT_A_KEY_FILE);
              assertThat(e).hasMessageStartingWith("notes.txt: ");
            });
    assertThatThrownBy(() -> CertificateFiles.readCertificates(directory.resolve("absent")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  /** An element of MS-OSHARED, sections 2.3.2.5.1 and 2.3.2.5.3. */
  private static byte[] element(int number, int length, byte[] value) {
    return ByteBuffer.allocate(12 + value.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(number)
        .putInt(1)
        .putInt(length)
        .put(value)
        .array();
  }

  private static byte[] element(int number, byte[] value) {
    return element(number, value.length, value);
  }

  private static byte[] serialisedStore(byte[]... elements) {
    return org.bouncycastle.util.Arrays.concatenate(
        new byte[] {0, 0, 0, 0, 'C', 'E', 'R', 'T'},
        org.bouncycastle.util.Arrays.concatenate(elements));
  }

  @Test
  void aSerialisedStoreOfWindows_givesItsCertificatesAndCrls_whateverStandsBeside()
      throws Exception {
    byte[] thumbprint = MessageDigest.getInstance("SHA-1").digest(ROOT.certificate().getEncoded());
    byte[] name = "Root\0".getBytes(StandardCharsets.UTF_16LE);
    byte[] store =
        serialisedStore(
            element(3, thumbprint),
            element(11, name),
            element(0x20, ROOT.certificate().getEncoded()),
            element(0x21, CRL.getEncoded()),
            element(0x22, new byte[40]),
            element(104, new byte[0]),
            element(0x20, OTHER.certificate().getEncoded()),
            END);
    assertThat(read("a.sst", store)).containsExactly(ROOT.certificate(), OTHER.certificate());
    assertThat(readCrls("b.sst", store)).containsExactly(CRL);
    byte[] malformed =
        serialisedStore(
            element(0x20, new byte[0]), element(0x20, ROOT.certificate().getEncoded()), END);
    Path file = Files.write(directory.resolve("c.sst"), malformed);
    CertificateFiles found = CertificateFiles.readCertificates(file);
    assertThat(found.certificates()).containsExactly(ROOT.certificate());
    assertThat(found.skipped())
        .containsExactly("c.sst: left out as malformed or too large: 1 certificate");
  }

  @Test
  void aSerialisedStoreThatIsCut_orWhoseLengthsLie_givesNothing() throws Exception {
    byte[] whole =
        serialisedStore(
            element(3, new byte[20]), element(0x20, ROOT.certificate().getEncoded()), END);
    for (int length = 8; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), SmimeException.KeyFile.Reason.DAMAGED);
    }
    refused(Arrays.copyOf(whole, 7), SmimeException.KeyFile.Reason.NOT_A_KEY_FILE);
    refused(serialisedStore(END), SmimeException.KeyFile.Reason.NOT_A_KEY_FILE);
    for (int number : new int[] {3, 0x20, 0x21}) {
      for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 24, 21}) {
        refused(
            serialisedStore(element(number, length, new byte[8]), END),
            SmimeException.KeyFile.Reason.DAMAGED);
      }
    }
  }

  @Test
  void aSerialisedStoreOfMoreCertificatesThanAnyNeeds_isNotRead() throws Exception {
    byte[] element = element(0x20, new byte[0]);
    byte[] many = new byte[8 + 100_001 * element.length];
    System.arraycopy(serialisedStore(), 0, many, 0, 8);
    for (int i = 0; i <= 100_000; i++) {
      System.arraycopy(element, 0, many, 8 + i * element.length, element.length);
    }
    refused(many, SmimeException.KeyFile.Reason.UNSUPPORTED);
  }

  private void refused(byte[] octets, SmimeException.KeyFile.Reason reason) throws Exception {
    Path file = Files.write(directory.resolve("refused.sst"), octets);
    assertThatThrownBy(() -> CertificateFiles.readCertificates(file))
        .isInstanceOfSatisfying(
            SmimeException.KeyFile.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private List<X509Certificate> read(String name, byte[] octets) throws Exception {
    Path file = Files.write(directory.resolve(name), octets);
    return CertificateFiles.readCertificates(file).certificates();
  }

  private List<X509CRL> readCrls(String name, byte[] octets) throws Exception {
    Path file = Files.write(directory.resolve(name), octets);
    return CertificateFiles.readCrls(file).crls();
  }

  private static X509Certificate[] chain(TestPki.Issued issued) {
    return issued.chain().toArray(new X509Certificate[0]);
  }

  private static byte[] pem(String label, byte[] der) {
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + label
            + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
