package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.TestPki;

public class KeyStoreEntriesTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");

  @Test
  void storesOfTheJdk_haveFew_upTo2000() throws Exception {
    for (String type : List.of("JKS", "JCEKS")) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      for (int i = 0; i < 2_000; i++) {
        store.setCertificateEntry("certificate " + i, ROOT.certificate());
      }
      assertThat(KeyStoreEntries.areFew(octets(store))).as(type).isTrue();
      store.setCertificateEntry("one more", ROOT.certificate());
      assertThat(KeyStoreEntries.areFew(octets(store))).as(type).isFalse();
    }
  }

  /** The JDK tries to read as many as the number says. */
  @Test
  void c16_theNumberThatTheStoreStates_counts() throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(octets);
    out.writeInt(0xFEEDFEED);
    out.writeInt(2);
    out.writeInt(Integer.MAX_VALUE);
    assertThat(KeyStoreEntries.areFew(octets.toByteArray())).isFalse();
    assertThat(KeyStoreEntries.areFew(new byte[11])).isTrue();
  }

  private static byte[] octets(KeyStore store) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, "secret".toCharArray());
    return out.toByteArray();
  }
}
