package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.SignatureReport;
import org.smime4j.settings.ContentCipher;

/** What JavaScript's libraries write and no standard has, read and reported by name. */
class JavascriptTrapsTest {

  @Test
  void forgeDoesNotSortSignedAttributes_whichIsTrustedAndSaid() throws Exception {
    try (NodePeer forge = NodePeer.forge()) {
      SignatureReport report = Reading.detached(Ours.CONTENT, forge.write(row("rsa-pkcs1-sha256")));
      Reading.trusted(report, 1);
      assertThat(report.deviations())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.SIGNED_ATTRIBUTES_NOT_DER);
    }
  }

  @Test
  void pkijsWritesGcmIntoEnvelopedData_whichIsForTheArchivePolicyOnly() throws Exception {
    try (NodePeer pkijs = NodePeer.pkijs()) {
      Row.Encrypted oaep = (Row.Encrypted) row("aes256-gcm, rsa-oaep-sha256");
      byte[] message = pkijs.gcmInEnvelopedData(oaep);
      assertThatThrownBy(() -> Reading.decryption(message, AlgorithmPolicy.standard()))
          .isInstanceOf(SmimeException.Refused.class);
      Decryption read = Reading.decryption(message, AlgorithmPolicy.archive());
      assertThat(Reading.content(read)).isEqualTo(Ours.CONTENT);
      assertThat(read.layer().cipher()).isEqualTo(ContentCipher.AES_256_GCM);
      assertThat(read.layer().deviations())
          .extracting(Finding::code)
          .containsAll(List.of(Finding.Code.AEAD_IN_ENVELOPED_DATA, Finding.Code.BARE_NONCE));
    }
  }

  private static Row row(String name) {
    return Rows.all().stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }
}
