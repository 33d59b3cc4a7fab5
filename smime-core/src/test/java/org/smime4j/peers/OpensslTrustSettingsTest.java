package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.TrustPolicy;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** A TRUSTED CERTIFICATE is an anchor for mail where {@code openssl verify} takes it for one. */
class OpensslTrustSettingsTest {

  private static final List<String> USES =
      List.of("emailProtection", "serverAuth", "anyExtendedKeyUsage", "clientAuth", "1.2.3.4");

  private static final TestPki.Authority ROOT = TestPki.authority("Settings Root");
  private static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").build();

  @TempDir Path folder;

  @Test
  void c9_eachSetting_isObeyed_asByOpenssl() throws Exception {
    Openssl openssl = Openssl.in(folder);
    Path root = openssl.file(ROOT.certificate());
    Path alice = openssl.file(ALICE.certificate());
    int accepted = 0;
    Random random = new Random(48);
    for (int n = 0; n < 60; n++) {
      StringBuilder file = new StringBuilder();
      List<String> settings = new ArrayList<>();
      for (int block = random.nextInt(5) == 0 ? 2 : 1; block > 0; block--) {
        List<Object> with = settings(random);
        settings.add(with.toString());
        file.append(
            new String(
                openssl.run("x509", "-in", root, "-trustout", with), StandardCharsets.US_ASCII));
      }
      Path anchors = Files.writeString(folder.resolve("anchors" + n), file);
      boolean isVerified =
          openssl
                  .tries(
                      "verify",
                      "-purpose",
                      "smimesign",
                      "-attime",
                      Long.toString(TestPki.NOW.getEpochSecond()),
                      "-CAfile",
                      anchors,
                      alice)
                  .exit()
              == 0;
      accepted += isVerified ? 1 : 0;
      CertificateFiles files = CertificateFiles.readCertificates(anchors);
      List<X509Certificate> expected = List.of(ROOT.certificate());
      assertThat(files.certificates())
          .as(settings.toString())
          .isEqualTo(isVerified ? expected : List.of());
      assertThat(files.rejected()).isEqualTo(isVerified ? List.of() : expected);
      if (isVerified) {
        assertThat(
                TrustPolicy.anchors(files.certificates())
                    .at(TestPki.NOW)
                    .judge(ALICE.certificate(), Purpose.SIGNING)
                    .findings())
            .isEmpty();
      }
    }
    assertThat(accepted).isBetween(10, 50);
  }

  private static List<Object> settings(Random random) {
    List<Object> settings = new ArrayList<>();
    for (String kind : List.of("-addtrust", "-addreject")) {
      for (int i = random.nextInt(kind.equals("-addtrust") ? 3 : 2); i > 0; i--) {
        settings.add(kind);
        settings.add(USES.get(random.nextInt(USES.size())));
      }
    }
    if (random.nextBoolean()) {
      settings.addAll(List.of("-setalias", "a root"));
    }
    return settings;
  }
}
