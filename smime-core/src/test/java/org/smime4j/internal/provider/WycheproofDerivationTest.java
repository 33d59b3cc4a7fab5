package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Json;
import org.smime4j.testing.Outside;

/** HKDF as Wycheproof (C2SP, Apache-2.0) has it: messages ask it for keys of ciphers alone. */
public class WycheproofDerivationTest {

  private static byte[] hex(Json.Entry vector, String name) {
    return HexFormat.of().parseHex(vector.string(name));
  }

  @Test
  void a11_hkdf_derivesWhatItSays() throws Exception {
    int derived = 0;
    for (Json.Entry group :
        Json.read(Outside.beside("wycheproof").resolve("hkdf_sha256_test.json"))
            .entries("testGroups")) {
      for (Json.Entry vector : group.entries("tests")) {
        byte[] salt = hex(vector, "salt");
        // More than 255 blocks are asked for: no cipher here has such a key.
        if (vector.string("result").equals("valid")) {
          assertThat(
                  KeyDerivation.hkdf(
                      DigestAlgorithm.SHA256,
                      salt.length == 0 ? new byte[32] : salt,
                      hex(vector, "ikm"),
                      hex(vector, "info"),
                      vector.number("size"),
                      Providers.standard()))
              .as("%s", vector.fields())
              .isEqualTo(hex(vector, "okm"));
          derived++;
        }
      }
    }
    assertThat(derived).isEqualTo(83);
  }
}
