package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.Deviation;
import org.smime4j.TestPki;
import org.smime4j.internal.base.Deviations;
import org.smime4j.internal.crypto.Certificates;

/** Certificates in a message that cannot be read are left out, and named. */
class MessageCertificatesTest {

  private static final X509Certificate ALICE =
      TestPki.authority("Carried").issue("alice@example.org").ec("P-256").build().certificate();

  private static byte[] damaged(byte[] certificate) {
    byte[] damaged = certificate.clone();
    // The tag of the serial number.
    damaged[damaged.length / 2] ^= 0x40;
    for (int i = 4; i < 24; i++) {
      damaged[i] = 0x05;
    }
    return damaged;
  }

  @Test
  void c20_whatWasLeftOut_isCounted() throws Exception {
    byte[] right = ALICE.getEncoded();
    List<Deviation> deviations = new ArrayList<>();
    assertThat(
            MessageCertificates.readable(
                List.of(damaged(right), right, new byte[] {0x30, 0}, right),
                Certificates::parse,
                deviations))
        .containsExactly(ALICE);
    assertThat(deviations)
        .containsExactly(Deviations.of(Deviation.Code.CERTIFICATE_DAMAGED, "number 1, 3 of 4"));
    deviations.clear();
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      many.add(new byte[] {0x30, 0});
    }
    assertThat(MessageCertificates.readable(many, Certificates::parse, deviations)).isEmpty();
    assertThat(deviations.get(0).detail()).isEqualTo("number 1, 2, 3, 4, 5 and others of 7");
  }

  @Test
  void whereAllCanBeRead_nothingIsSaid() throws Exception {
    List<Deviation> deviations = new ArrayList<>();
    assertThat(
            MessageCertificates.readable(
                List.of(ALICE.getEncoded()), Certificates::parse, deviations))
        .containsExactly(ALICE);
    assertThat(deviations).isEmpty();
  }
}
