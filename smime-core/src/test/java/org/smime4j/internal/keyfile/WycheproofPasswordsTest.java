package org.smime4j.internal.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.smime4j.settings.Limits;
import org.smime4j.testing.Json;
import org.smime4j.testing.Outside;

/**
 * What Wycheproof (C2SP, Apache-2.0) has of passwords: contents that are no private key, for which
 * the class is asked that decrypts those of key files, and keys that are no cipher's.
 */
class WycheproofPasswordsTest {

  private static final AlgorithmIdentifier PRF =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private static byte[] hex(Json.Entry vector, String name) {
    return HexFormat.of().parseHex(vector.string(name));
  }

  private static List<Json.Entry> vectors(String file) throws Exception {
    return Json.read(Outside.beside("wycheproof").resolve(file)).entries("testGroups").stream()
        .flatMap(group -> group.entries("tests").stream())
        .toList();
  }

  /** A password whose octets are none of UTF-8 cannot be typed. */
  private static Password typed(byte[] octets) {
    String text = new String(octets, java.nio.charset.StandardCharsets.UTF_8);
    return new Password(text.toCharArray());
  }

  @Test
  void a17_pbes2_opensWhatItMade() throws Exception {
    int opened = 0;
    int unsaid = 0;
    for (Json.Entry vector : vectors("pbes2_hmacsha256_aes_256_test.json")) {
      byte[] octets = hex(vector, "password");
      Password password = typed(octets);
      if (password.utf8().stream().noneMatch(each -> java.util.Arrays.equals(each, octets))) {
        unsaid++;
        continue;
      }
      PBES2Parameters parameters =
          new PBES2Parameters(
              new KeyDerivationFunc(
                  PKCSObjectIdentifiers.id_PBKDF2,
                  new PBKDF2Params(hex(vector, "salt"), vector.number("iterationCount"), 32, PRF)),
              new EncryptionScheme(
                  NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(hex(vector, "iv"))));
      byte[] message = hex(vector, "msg");
      Boolean right =
          new PasswordDecryption(
                  new PasswordDerivation(Limits.standard(), PasswordDerivation.OF_OWN_KEYS),
                  new Passwords(List.of()))
              .decryptOctets(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
                  hex(vector, "ct"),
                  password,
                  false,
                  plaintext -> java.util.Arrays.equals(plaintext, message) ? true : null);
      assertThat(right).as("%s", vector.fields()).isEqualTo(true);
      opened++;
    }
    System.out.println("PBES2: " + opened + " opened, " + unsaid + " cannot be typed");
    assertThat(opened).isGreaterThan(unsaid);
  }

  @Test
  void a17_pbkdf2_derivesWhatItSays() throws Exception {
    for (Json.Entry vector : vectors("pbkdf2_hmacsha256_test.json")) {
      byte[] derived =
          new PasswordDerivation(Limits.standard(), PasswordDerivation.OF_OWN_KEYS)
              .derive(
                  new AlgorithmIdentifier(
                      PKCSObjectIdentifiers.id_PBKDF2,
                      new PBKDF2Params(hex(vector, "salt"), vector.number("iterationCount"), PRF)),
                  hex(vector, "password"),
                  vector.number("dkLen"));
      assertThat(derived).as("%s", vector.fields()).isEqualTo(hex(vector, "dk"));
    }
  }
}
