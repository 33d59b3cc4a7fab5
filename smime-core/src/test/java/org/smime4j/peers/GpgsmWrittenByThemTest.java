package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.findings.SmimeException;
import org.smime4j.testing.TestPki;

/** What we make of gpgsm's AES-GCM. Every algorithm: {@link InteropTest}. */
class GpgsmWrittenByThemTest {

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello from gpgsm.\r\n".repeat(100))
          .getBytes(StandardCharsets.US_ASCII);

  private static Gpgsm gpgsm;

  @BeforeAll
  static void prepare() {
    gpgsm = Gpgsm.trusting(People.ROOT.certificate(), People.RSA);
  }

  @AfterAll
  static void end() {
    if (gpgsm != null) {
      gpgsm.close();
    }
  }

  /**
   * Asked for AES-GCM by object identifier, gpgsm 2.4.7 pads the content as for CBC, writes
   * EnvelopedData without any tag, and cannot read it again: nothing says that it is authentic.
   */
  @Test
  void a6_gcmWithoutATag_isNotRead() throws Exception {
    byte[] message = encrypt("2.16.840.1.101.3.4.1.46", List.of(People.RSA));
    assertThatThrownBy(() -> Reading.decryption(message, AlgorithmPolicy.standard()))
        .isInstanceOf(SmimeException.Refused.class);
    assertThatThrownBy(() -> Reading.decryption(message, AlgorithmPolicy.archive()))
        .isInstanceOf(SmimeException.class);
  }

  private static byte[] encrypt(String cipher, List<TestPki.Issued> recipients) {
    List<Object> line = new java.util.ArrayList<>(List.of("--encrypt", "--cipher-algo", cipher));
    for (TestPki.Issued who : recipients) {
      line.add("-r");
      line.add(Gpgsm.fingerprint(who.certificate()));
    }
    line.add(gpgsm.file(CONTENT));
    return gpgsm.run(line.toArray()).out();
  }
}
