package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Decryptor;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.names.AlgorithmNames;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** What is not supported is said by name, and stands in docs/interop-algorithms.md. */
@Tag("thorough")
class UnsupportedAlgorithmTest {

  @ParameterizedTest
  @MethodSource("org.smime4j.peers.Unsupported#all")
  void itIsNamed_andNothingElseIsSaid(Unsupported unsupported) throws Exception {
    String name = name(unsupported);
    byte[] message = unsupported.message();
    switch (unsupported.as()) {
      case DIGEST, SIGNATURE -> {
        SignatureReport report = Reading.opaque(message);
        assertThat(report.signers()).hasSize(1);
        SignerVerdict verdict = report.signers().get(0);
        assertThat(verdict).doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        assertThat(verdict.isIntact() || verdict.isAltered()).isFalse();
        assertThat(verdict.findings())
            .filteredOn(finding -> finding.code() == Finding.Code.UNSUPPORTED_ALGORITHM)
            .singleElement()
            .satisfies(
                finding ->
                    assertThat(finding.sentence()).contains(name + " (" + unsupported.oid() + ")"));
      }
      default -> {
        Decryptor decryptor =
            Decryptor.with(Reading.everybody())
                .withRecipientPassword(PasswordSource.of(Ours.PASSWORD.toCharArray()));
        UnsupportedAlgorithm thrown =
            catchThrowableOfType(
                UnsupportedAlgorithm.class, () -> decryptor.decrypt(ByteSource.of(message)));
        assertThat(thrown).isNotNull();
        assertThat(thrown.oid()).isEqualTo(unsupported.oid());
        assertThat(thrown).hasMessageEndingWith("for " + unsupported.as().role());
        assertThat(thrown).hasMessageContaining(name + " (" + unsupported.oid() + ")");
      }
    }
  }

  @Test
  void thePageNamesEachOfThem() throws Exception {
    assertThat(Files.readString(Outside.root().resolve("docs/interop-algorithms.md")))
        .contains(InteropPage.unsupported());
  }

  static String name(Unsupported unsupported) {
    String spelt = AlgorithmNames.spelt(unsupported.oid());
    assertThat(spelt).as("has a name").endsWith(" (" + unsupported.oid() + ")");
    return spelt.substring(0, spelt.lastIndexOf(" ("));
  }
}
