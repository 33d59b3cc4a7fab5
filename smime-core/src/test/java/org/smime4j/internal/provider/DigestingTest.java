package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;

public class DigestingTest {

  @Property(tries = 200)
  void anyWayOfFeedingGivesTheSameDigest(
      @ForAll long seed, @ForAll @IntRange(max = 100_000) int size) throws Exception {
    byte[] text = new byte[size + 10];
    new Random(seed).nextBytes(text);
    MessageDigest reference = MessageDigest.getInstance("SHA-256");
    reference.update(text, 7, size);
    byte[] expected = reference.digest();
    ByteSource streamed =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.empty();
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(text, 7, size);
          }
        };
    Providers providers = Providers.standard();
    assertThat(
            Digesting.digest(DigestAlgorithm.SHA256, ArrayOctets.of(text, 7, 7 + size), providers))
        .isEqualTo(expected);
    assertThat(Digesting.digest(DigestAlgorithm.SHA256, streamed, providers)).isEqualTo(expected);
    MessageDigest one = providers.digest(DigestAlgorithm.SHA256);
    MessageDigest other = providers.digest(DigestAlgorithm.SHA1);
    Digesting.update(List.of(one, other), streamed);
    assertThat(one.digest()).isEqualTo(expected);
    reference = MessageDigest.getInstance("SHA-1");
    reference.update(text, 7, size);
    assertThat(other.digest()).isEqualTo(reference.digest());
  }
}
