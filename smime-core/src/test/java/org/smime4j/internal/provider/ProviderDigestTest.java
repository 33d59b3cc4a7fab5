package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.util.Memoable;
import org.junit.jupiter.api.Test;

/** A provider's digest in the place of Bouncy Castle's own. */
public class ProviderDigestTest {

  private static final Map<DigestAlgorithm, ExtendedDigest> OWN =
      Map.of(
          DigestAlgorithm.SHA1, new SHA1Digest(),
          DigestAlgorithm.SHA224, new SHA224Digest(),
          DigestAlgorithm.SHA256, new SHA256Digest(),
          DigestAlgorithm.SHA384, new SHA384Digest(),
          DigestAlgorithm.SHA512, new SHA512Digest());

  private static byte[] result(ExtendedDigest digest) {
    byte[] octets = new byte[digest.getDigestSize() + 3];
    assertThat(digest.doFinal(octets, 3)).isEqualTo(digest.getDigestSize());
    return octets;
  }

  @Test
  void eachStep_givesWhatBouncyCastlesOwnGives() {
    long seed = new Random().nextLong();
    System.out.println("ProviderDigestTest: seed " + seed);
    Random random = new Random(seed);
    OWN.forEach(
        (algorithm, own) -> {
          ExtendedDigest digest = ProviderDigest.of(algorithm);
          assertThat(digest.getDigestSize()).isEqualTo(own.getDigestSize());
          assertThat(digest.getByteLength()).isEqualTo(own.getByteLength());
          Memoable kept = ((Memoable) digest).copy();
          Memoable ownKept = ((Memoable) own).copy();
          for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(6)) {
              case 0 -> {
                digest.update((byte) i);
                own.update((byte) i);
              }
              case 1, 2 -> {
                byte[] octets = new byte[random.nextInt(300)];
                random.nextBytes(octets);
                int from = random.nextInt(octets.length + 1);
                digest.update(octets, from, octets.length - from);
                own.update(octets, from, octets.length - from);
              }
              case 3 -> {
                kept = ((Memoable) digest).copy();
                ownKept = ((Memoable) own).copy();
              }
              case 4 -> {
                ((Memoable) digest).reset(kept);
                ((Memoable) own).reset(ownKept);
              }
              default -> assertThat(result(digest)).isEqualTo(result(own));
            }
          }
          digest.reset();
          own.reset();
          assertThat(result(digest)).isEqualTo(result(own));
        });
  }

  @Test
  void aDigestWhoseBlockIsNotKnown_isNone() {
    assertThatThrownBy(() -> ProviderDigest.of(DigestAlgorithm.SHA3_256))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
