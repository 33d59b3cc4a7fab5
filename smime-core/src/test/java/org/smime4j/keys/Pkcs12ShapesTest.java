package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.KeyHistory;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/**
 * The shapes of PKCS#12 in which a {@link java.security.KeyStore} loses keys or certificates, or
 * gives a key the wrong certificate. Here every key and every certificate comes out, and each key
 * has its own.
 */
class Pkcs12ShapesTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Shapes");

  private static final List<TestPki.Issued> YEARS =
      IntStream.range(0, 3).mapToObj(i -> ROOT.issue("a@example.org").rsa(1024).build()).toList();

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> threeKeysInEachShape() {
    return Stream.of(
        shape("windowsStyle_legacy", TestPfx.legacy("pw"), i -> "{GUID-" + i + "}", i -> id(i)),
        shape("windowsStyle_modern", TestPfx.modern("pw"), i -> "{GUID-" + i + "}", i -> id(i)),
        shape("sameFriendlyName", TestPfx.modern("pw"), i -> "me", i -> id(i)),
        shape(
            "friendlyNameDiffersOnlyInCase",
            TestPfx.modern("pw"),
            i -> List.of("me", "Me", "ME").get(i),
            i -> id(i)),
        shape("noFriendlyName", TestPfx.modern("pw"), i -> null, i -> id(i)),
        shape("noFriendlyNameNoLocalKeyId", TestPfx.modern("pw"), i -> null, i -> null),
        shape("sameLocalKeyId", TestPfx.modern("pw"), i -> "n" + i, i -> id(0)),
        shape("wrongLocalKeyId", TestPfx.modern("pw"), i -> "n" + i, i -> id(i), i -> id(2 - i)));
  }

  private interface PerKey<T> {
    T of(int i);
  }

  private DynamicTest shape(
      String name, TestPfx pfx, PerKey<String> friendlyName, PerKey<byte[]> localKeyId) {
    return shape(name, pfx, friendlyName, localKeyId, localKeyId);
  }

  private DynamicTest shape(
      String name,
      TestPfx pfx,
      PerKey<String> friendlyName,
      PerKey<byte[]> keysId,
      PerKey<byte[]> certificatesId) {
    for (int i = 0; i < YEARS.size(); i++) {
      pfx.key(YEARS.get(i).privateKey(), friendlyName.of(i), keysId.of(i));
      pfx.certificate(YEARS.get(i).certificate(), friendlyName.of(i), certificatesId.of(i));
    }
    return DynamicTest.dynamicTest(
        name,
        () -> {
          KeyHistory history = read(pfx);
          assertThat(history.keys()).hasSize(3);
          assertThat(history.certificates()).hasSize(3);
          for (TestPki.Issued year : YEARS) {
            holds(history, year, year.certificate());
          }
        });
  }

  @Test
  void renewedCertificate_oneKeyHasBoth() throws Exception {
    TestPki.Issued old = YEARS.get(0);
    TestPki.Issued renewed =
        ROOT.issue("a@example.org")
            .keyOf(old)
            .validity(TestPki.NOW, TestPki.NOW.plusSeconds(86400))
            .build();
    KeyHistory history =
        read(
            TestPfx.modern("pw")
                .key(old.privateKey(), "me", id(0))
                .certificate(old.certificate(), "me", id(0))
                .certificate(renewed.certificate(), null, null));
    assertThat(history.size()).isOne();
    holds(history, old, renewed.certificate(), old.certificate());
  }

  @Test
  void keyWithoutCertificate_isKept() throws Exception {
    KeyHistory history =
        read(
            TestPfx.modern("pw")
                .key(YEARS.get(0).privateKey(), "a", id(0))
                .key(YEARS.get(1).privateKey(), "b", id(1))
                .certificate(YEARS.get(0).certificate(), "a", id(0)));
    assertThat(history.size()).isEqualTo(2);
    holds(history, YEARS.get(0), YEARS.get(0).certificate());
    holds(history, YEARS.get(1));
  }

  @Test
  void certificateWithoutKey_isKept() throws Exception {
    KeyHistory history =
        read(
            TestPfx.modern("pw")
                .key(YEARS.get(0).privateKey())
                .certificate(YEARS.get(0).certificate())
                .certificate(ROOT.certificate()));
    assertThat(history.size()).isOne();
    assertThat(history.certificates())
        .containsExactlyInAnyOrder(YEARS.get(0).certificate(), ROOT.certificate());
    assertThat(history.identities())
        .singleElement()
        .satisfies(
            identity ->
                assertThat(identity.chain())
                    .containsExactly(YEARS.get(0).certificate(), ROOT.certificate()));
  }

  @TestFactory
  Stream<DynamicTest> everyKindOfKey_isPairedByItsPublicKey() {
    return Stream.of(
            "RSA-2048",
            "P-256",
            "P-384",
            "P-521",
            "brainpoolP256r1",
            "Ed25519",
            "Ed448",
            "X25519",
            "X448")
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind,
                    () -> {
                      TestPki.Issued leaf =
                          ROOT.issue("k@example.org").key(TestPki.generate(kind)).build();
                      KeyHistory history =
                          read(
                              TestPfx.modern("pw")
                                  .key(leaf.privateKey())
                                  .certificate(leaf.certificate()));
                      assertThat(history.keys()).hasSize(1);
                      holds(history, leaf, leaf.certificate());
                    }));
  }

  @Test
  void keysInPlainAndNestedBags_areRead() throws Exception {
    KeyHistory history =
        read(
            TestPfx.modern("pw")
                .plainKey(YEARS.get(0).privateKey())
                .key(YEARS.get(1).privateKey())
                .nested(3)
                .key(YEARS.get(2).privateKey())
                .together());
    assertThat(history.size()).isEqualTo(3);
  }

  @Test
  void pssKeyInTheCertificate_pairsWithAPlainRsaKey() throws Exception {
    TestPki.Issued plain = YEARS.get(0);
    var rsa =
        org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(plain.publicKey().getEncoded());
    var pss =
        new org.bouncycastle.asn1.x509.SubjectPublicKeyInfo(
            new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.id_RSASSA_PSS),
            rsa.parsePublicKey());
    assertThat(Lookup.publicKey(pss)).isEqualTo(Lookup.publicKey(rsa));
  }

  private KeyHistory read(TestPfx pfx) throws Exception {
    Path file = Files.write(folder.resolve("file.pfx"), pfx.build());
    KeyHistory history = KeyHistory.read(PasswordSource.of("pw".toCharArray()), file);
    assertThat(history.skipped()).isEmpty();
    return history;
  }

  /** The key is there with these certificates, the newest first, and the private key is its own. */
  private static void holds(
      KeyHistory history, TestPki.Issued issued, X509Certificate... certificates) {
    assertThat(history.keys())
        .filteredOn(
            key -> Lookup.publicKey(key.publicKey()).equals(Lookup.publicKey(issued.publicKey())))
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.certificates()).containsExactly(certificates);
              assertThat(PublicKeys.ofPrivate(key.privateKey()).map(Lookup::publicKey))
                  .contains(Lookup.publicKey(issued.publicKey()));
            });
  }

  private static byte[] id(int i) {
    return new byte[] {1, 0, 0, (byte) i};
  }
}
