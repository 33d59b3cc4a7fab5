package org.smime4j.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.smime4j.TestPki;

class KeyStoreNamesTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final char[] PASSWORD = "secret".toCharArray();

  @Test
  void storesOfTheJdk_areSpread_withSecretKeysToo() throws Exception {
    for (String type : List.of("JKS", "JCEKS")) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      for (int i = 0; i < 1_000; i++) {
        store.setCertificateEntry("certificate " + i, ROOT.certificate());
      }
      for (int i = 0; i < 3; i++) {
        store.setKeyEntry("key " + i, ROOT.privateKey(), PASSWORD, chain());
      }
      if (type.equals("JCEKS")) {
        store.setKeyEntry("secret", new SecretKeySpec(new byte[16], "AES"), PASSWORD, null);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, PASSWORD);
      assertThat(KeyStoreNames.areSpread(out.toByteArray())).as(type).isTrue();
    }
  }

  @Test
  void manyHonestNames_areSpread() throws Exception {
    assertThat(
            KeyStoreNames.areSpread(store(IntStream.range(0, 100_000).mapToObj(i -> "key-" + i))))
        .isTrue();
  }

  @Test
  void c16_namesOfOneHashCode_areNot() throws Exception {
    assertThat(KeyStoreNames.areSpread(store(ofOneHash(256)))).isTrue();
    assertThat(KeyStoreNames.areSpread(store(ofOneHash(257)))).isFalse();
  }

  /** They share a place only as long as the table has one size. */
  @Test
  void c16_namesThatShareAPlace_areNot() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; names.size() < 1_000; i++) {
      String name = Integer.toString(i, Character.MAX_RADIX);
      if ((name.hashCode() & Integer.MAX_VALUE) % 1_535 == 0) {
        names.add(name);
      }
    }
    assertThat(KeyStoreNames.areSpread(store(names.stream()))).isFalse();
  }

  /** What is behind it cannot be seen. */
  @Test
  void c16_manyEntriesBehindASecretKey_areNot() throws Exception {
    assertThat(KeyStoreNames.areSpread(behindASecretKey(2_000))).isTrue();
    assertThat(KeyStoreNames.areSpread(behindASecretKey(2_001))).isFalse();
  }

  private static Stream<String> ofOneHash(int names) {
    return IntStream.range(0, names)
        .mapToObj(
            value -> {
              StringBuilder name = new StringBuilder();
              for (int i = 0; i < 10; i++) {
                name.append((value >> i & 1) == 1 ? "A}" : "b^");
              }
              return name.toString();
            });
  }

  private static byte[] store(Stream<String> names) throws Exception {
    List<String> all = names.toList();
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = begin(octets, all.size());
    for (String name : all) {
      out.writeInt(1);
      out.writeUTF(name);
      out.writeLong(0);
      out.writeInt(0);
      out.writeInt(0);
    }
    return octets.toByteArray();
  }

  private static byte[] behindASecretKey(int entries) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    DataOutputStream out = begin(octets, entries);
    out.writeInt(3);
    out.writeUTF("secret");
    out.writeLong(0);
    return octets.toByteArray();
  }

  private static DataOutputStream begin(ByteArrayOutputStream octets, int entries)
      throws Exception {
    DataOutputStream out = new DataOutputStream(octets);
    out.writeInt(0xFEEDFEED);
    out.writeInt(2);
    out.writeInt(entries);
    return out;
  }

  private static Certificate[] chain() {
    return ROOT.chain().toArray(new Certificate[0]);
  }
}
