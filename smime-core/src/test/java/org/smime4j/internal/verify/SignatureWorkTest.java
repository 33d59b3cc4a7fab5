package org.smime4j.internal.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.Credential;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.signature.KeySize;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** What the check of a signature draws from the budget of work, before it is made. */
public class SignatureWorkTest {

  private static final byte[] CONTENT = "work\r\n".getBytes(US_ASCII);

  private final TestPki.Authority root = TestPki.authority("Work");
  private final Verifier verifier =
      Verifier.trusting(TrustPolicy.anchors(List.of(root.certificate())).at(TestPki.NOW));

  private static byte[] signed(TestPki.Issued signer) throws IOException {
    return Signer.with(Credential.of(signer.privateKey(), signer.certificate()))
        .signOpaque(ByteSource.of(CONTENT));
  }

  /** Returns the least value of {@link Limit#WORK} under which verifying throws nothing. */
  private long needed(byte[] cms) throws IOException {
    long tooLittle = 0;
    long enough = Limits.standard().get(Limit.WORK);
    while (enough - tooLittle > 1) {
      long middle = (tooLittle + enough) / 2;
      try {
        verifier.within(Limits.standard().allowing(Limit.WORK, middle)).verify(ByteSource.of(cms));
        enough = middle;
      } catch (LimitExceeded e) {
        assertThat(e.limit()).isEqualTo(Limit.WORK);
        tooLittle = middle;
      }
    }
    return enough;
  }

  @Test
  void c16_theCheckOfALargerKey_needsTheWorkOfThatKey() throws Exception {
    TestPki.Issued small = root.issue("small@example.org").ec("P-256").build();
    TestPki.Issued large = root.issue("large@example.org").ec("P-521").build();
    long difference =
        Work.verifying(KeySize.of(large.publicKey()))
            - Work.verifying(KeySize.of(small.publicKey()));
    assertThat(difference).isPositive();
    // The larger message brings a few units of its own.
    assertThat(needed(signed(large)) - needed(signed(small)))
        .isBetween(difference * 9 / 10, difference * 11 / 10);
  }

  @Test
  void c16_eachSignature_needsItsOwnWork() throws Exception {
    TestPki.Issued one = root.issue("one@example.org").ec("P-521").build();
    TestPki.Issued two = root.issue("two@example.org").ec("P-521").newKey().build();
    byte[] both =
        Signer.with(Credential.of(one.privateKey(), one.certificate()))
            .and(Credential.of(two.privateKey(), two.certificate()))
            .signOpaque(ByteSource.of(CONTENT));
    assertThat(needed(both) - needed(signed(one)))
        .isGreaterThan(Work.verifying(KeySize.of(two.publicKey())) * 9 / 10);
  }
}
