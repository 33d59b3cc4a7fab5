package org.smime4j.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.findings.SmimeException;
import org.smime4j.testing.TestPki;

/** The JDK's and the system's anchors, as files that are made for the test. */
public class TrustStoresTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");

  @TempDir Path folder;

  private void store(Path file, String type) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    store.setCertificateEntry("root", ROOT.certificate());
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "changeit".toCharArray());
    }
  }

  @Test
  void theJdksAnchors_areRead_theLocalOnesBeforeThoseItCameWith() throws Exception {
    store(folder.resolve("lib/security/cacerts"), "JKS");
    assertThat(TrustStores.jdk(folder)).containsExactly(ROOT.certificate());
    Files.writeString(folder.resolve("lib/security/jssecacerts"), "not a store");
    assertThatThrownBy(() -> TrustStores.jdk(folder)).isInstanceOf(SmimeException.KeyFile.class);
  }

  @Test
  void theAnchorsOfThisJdk_areAtHand_andBelieved() throws Exception {
    List<X509Certificate> anchors = TrustStores.jdk();
    assertThat(anchors).isNotEmpty();
    assertThat(anchors).hasSizeGreaterThan(10);
  }

  @Test
  void theSystemsBundle_isTheFirstThatIsThere() throws Exception {
    Path bundle = folder.resolve("bundle.crt");
    Files.writeString(
        bundle,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(ROOT.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    assertThat(TrustStores.bundle(List.of(folder.resolve("missing"), bundle)))
        .containsExactly(ROOT.certificate());
  }

  @Test
  void c9_whereAnchorsAreKeptByPurpose_thoseForMailAreTaken() {
    assertThat(TrustStores.BUNDLES.subList(0, 2)).allMatch(place -> place.contains("email-ca"));
    assertThat(TrustStores.BUNDLES.subList(2, TrustStores.BUNDLES.size()))
        .noneMatch(place -> place.contains("email"));
  }

  @Test
  void b5_whatIsMissingEmptyOrUnknown_isAnError_neverAnEmptyList() throws Exception {
    assertThatThrownBy(() -> TrustStores.jdk(folder)).isInstanceOf(SmimeException.KeyFile.class);
    assertThatThrownBy(() -> TrustStores.bundle(List.of(folder.resolve("missing"))))
        .isInstanceOf(SmimeException.KeyFile.class);
    Path empty = Files.writeString(folder.resolve("empty.crt"), "# nothing\n");
    assertThatThrownBy(() -> TrustStores.bundle(List.of(empty)))
        .isInstanceOf(SmimeException.KeyFile.class);
    assertThatThrownBy(() -> TrustStores.store("NO-SUCH-STORE"))
        .isInstanceOf(SmimeException.KeyFile.class);
  }
}
