package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.KnownCertificates;
import org.smime4j.testing.TestPki;

/** What is remembered is found for the same octets, and for none that a sender makes of them. */
public class DigestCacheTest {

  private static final X509Certificate ALICE =
      TestPki.authority("Root").issue("alice@example.org").build().certificate();

  @Test
  void d6_certificatesAreReadOnce_andOnlyForTheirOwnOctets() throws Exception {
    byte[] encoded = ALICE.getEncoded();
    KnownCertificates known = new KnownCertificates();
    X509Certificate first = known.parse(encoded.clone());
    assertThat(known.parse(encoded.clone())).isSameAs(first).isEqualTo(ALICE);
    for (int at = 0; at < encoded.length; at++) {
      byte[] altered = encoded.clone();
      altered[at] ^= 1;
      X509Certificate expected = parsed(altered);
      if (expected == null) {
        assertThatThrownBy(() -> known.parse(altered)).isInstanceOf(IOException.class);
      } else {
        assertThat(known.parse(altered).getEncoded()).isEqualTo(expected.getEncoded());
        assertThat(known.parse(altered)).isNotSameAs(first);
      }
    }
    assertThat(known.parse(encoded)).isEqualTo(ALICE);
  }

  private static X509Certificate parsed(byte[] encoded) {
    try {
      return Certificates.parse(encoded);
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void c14_whatCannotBeRead_failsEachTime() {
    KnownCertificates known = new KnownCertificates();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> known.parse(new byte[] {0x30, 0x00})).isInstanceOf(Malformed.class);
      assertThatThrownBy(() -> known.parse(new byte[0])).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aKeyTellsSeveralOctetsApart() throws Exception {
    byte[] a = {1};
    byte[] ab = {1, 2};
    byte[] b = {2};
    List<byte[]> keys =
        List.of(
            DigestCache.key(ab),
            DigestCache.key(a, b),
            DigestCache.key(b, a),
            DigestCache.key(ab, new byte[0]),
            DigestCache.key(new byte[0], ab));
    for (int i = 0; i < keys.size(); i++) {
      for (int j = i + 1; j < keys.size(); j++) {
        assertThat(keys.get(i)).isNotEqualTo(keys.get(j));
      }
    }
    assertThat(DigestCache.key(a.clone(), b)).isEqualTo(keys.get(1));
  }

  @Test
  void aMillionStrangers_takeNoMoreThanTheirPlaces() throws Exception {
    DigestCache<Integer> recall = new DigestCache<>(16);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      byte[] key = DigestCache.key(new byte[] {(byte) (i >> 8), (byte) i});
      recall.put(key, i);
      assertThat(recall.get(key)).isEqualTo(i);
      keys.add(key);
    }
    int left = 0;
    for (int i = 0; i < keys.size(); i++) {
      Integer found = recall.get(keys.get(i));
      assertThat(found == null || found == i).isTrue();
      left += found == null ? 0 : 1;
    }
    assertThat(left).isLessThanOrEqualTo(16);
    assertThatThrownBy(() -> new DigestCache<>(10)).isInstanceOf(IllegalArgumentException.class);
  }
}
