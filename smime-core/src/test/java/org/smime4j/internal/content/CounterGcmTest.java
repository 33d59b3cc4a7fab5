package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.spec.RC2ParameterSpec;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.conscrypt.OpenSSLProvider;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.provider.Providers;

/** What Conscrypt and Bouncy Castle make, put together, is what the JDK makes alone. */
class CounterGcmTest {

  private static final Providers CONSCRYPT = Providers.preferring(new OpenSSLProvider());

  @Test
  void conscryptsCounterModeAndTagsMakeTheGcmOfTheJdk() throws Exception {
    Random random = new Random(31);
    for (int keyOctets : new int[] {16, 24, 32}) {
      for (int size : new int[] {0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 200_000}) {
        for (byte[] additional : new byte[][] {null, new byte[20], new byte[70_000]}) {
          byte[] key = new byte[keyOctets];
          byte[] nonce = new byte[12];
          byte[] content = new byte[size];
          random.nextBytes(key);
          random.nextBytes(nonce);
          random.nextBytes(content);
          AeadTransform made = GcmEncryption.of(key, nonce, additional, 1 << 20, CONSCRYPT);
          assertThat(made).isInstanceOf(CounterGcm.class);
          assertThat(encrypted(made, content))
              .as("key %d, content %d", keyOctets, size)
              .isEqualTo(
                  encrypted(
                      GcmEncryption.of(
                          key, nonce, additional, GcmEncryption.SEGMENT, Providers.standard()),
                      content));
        }
      }
    }
  }

  private static byte[] encrypted(AeadTransform transform, byte[] content) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] out = new byte[1_000 + Transform.SLACK];
    for (int at = 0; at < content.length; at += 1_000) {
      int n = Math.min(1_000, content.length - at);
      all.write(out, 0, transform.update(content, at, n, out, 0));
    }
    all.write(out, 0, transform.finish(out, 0));
    all.write(Arrays.copyOf(transform.tag(), 16));
    return all.toByteArray();
  }

  @Test
  void versionsOfRc2AreThoseThatTheJdkReads() throws Exception {
    int known = 0;
    for (int version = 0; version <= 1_024; version++) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RC2", "SunJCE");
      parameters.init(new RC2CBCParameter(version, new byte[8]).getEncoded());
      int bits = parameters.getParameterSpec(RC2ParameterSpec.class).getEffectiveKeyBits();
      assertThat(Rc2Versions.bits(BigInteger.valueOf(version))).isEqualTo(bits);
      known += bits > 0 ? 1 : 0;
    }
    assertThat(known).isEqualTo(1_024);
    for (int none : new int[] {-1, 1_025, Integer.MAX_VALUE}) {
      assertThat(Rc2Versions.bits(BigInteger.valueOf(none))).isZero();
    }
    assertThat(Rc2Versions.bits(BigInteger.ONE.shiftLeft(40))).isZero();
  }
}
