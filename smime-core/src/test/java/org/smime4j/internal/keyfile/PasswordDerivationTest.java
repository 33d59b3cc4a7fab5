package org.smime4j.internal.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.internal.provider.DerivationHash;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Which key derivations one file may ask for by default, counted by what they cost. */
class PasswordDerivationTest {

  private static final byte[] SALT = new byte[16];

  private final PasswordDerivation file =
      new PasswordDerivation(Limits.standard(), PasswordDerivation.OF_OWN_KEYS);

  private void spend(int iterations, int blocks, DerivationHash hash) throws Unreadable {
    file.spend(BigInteger.valueOf(iterations), blocks, SALT, hash);
  }

  private static AlgorithmIdentifier scrypt(int cost, int block, int lanes) {
    return new AlgorithmIdentifier(
        new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11"),
        new DERSequence(
            new ASN1Encodable[] {
              new DEROctetString(SALT),
              new ASN1Integer(cost),
              new ASN1Integer(block),
              new ASN1Integer(lanes)
            }));
  }

  /** The MAC for two wrong passwords and the right one, certificates and keys. */
  @ParameterizedTest
  @CsvSource({
    "OpenSSL, 2048, 3, SHA1, 20",
    "OpenSSL 3, 2048, 2, SHA256, 20",
    "Java, 10000, 2, SHA256, 20",
    "older Java, 100000, 3, SHA1, 5",
    "Windows, 2000, 3, SHA1, 20",
    "newer NSS, 600000, 2, SHA256, 5",
    "a cautious user, 1000000, 2, SHA256, 2",
  })
  void a17_whatProgramsWrite_isWithinTheLimit(
      String program, int iterations, int blocks, String hash, int keys) throws Unreadable {
    DerivationHash by = hash.equals("SHA1") ? DerivationHash.SHA1 : DerivationHash.SHA256;
    for (int guess = 0; guess < 3; guess++) {
      spend(iterations, 1, by);
    }
    for (int i = 0; i < 1 + keys; i++) {
      spend(iterations, blocks, by);
    }
    assertThat(program).isNotEmpty();
  }

  /** As OpenSSL and KeePass choose its numbers, for wrong passwords and the right one. */
  @ParameterizedTest
  @CsvSource("16384, 8, 1, 3")
  void a17_usualScrypt_isWithinTheLimit(int cost, int block, int lanes, int guesses)
      throws Unreadable {
    for (int guess = 0; guess < guesses; guess++) {
      assertThat(file.derive(scrypt(cost, block, lanes), SALT, 32)).hasSize(32);
    }
  }

  @ParameterizedTest
  @Tag("thorough")
  @CsvSource({"32768, 8, 1, 3", "131072, 8, 1, 2", "16384, 8, 5, 3"})
  void a17_costlierScrypt_isWithinTheLimit(int cost, int block, int lanes, int guesses)
      throws Unreadable {
    a17_usualScrypt_isWithinTheLimit(cost, block, lanes, guesses);
  }

  @Test
  void a17_iterationsOfASlowHash_countByTheirCost() throws Unreadable {
    // As the tools of 1993 wrote it.
    spend(2_048, 1, DerivationHash.MD2);
    for (int iterations : List.of(200_000, 1_000_000)) {
      assertThatThrownBy(() -> spend(iterations, 1, DerivationHash.MD2))
          .isInstanceOf(Unreadable.class)
          .hasMessageContaining(Limit.KDF_ITERATIONS.name());
    }
  }

  @Test
  void a17_eachFunction_endsInALimit_afterTheSameTime() {
    BigInteger allowed = DerivationHash.allowance(Limits.standard(), 2);
    assertThat(allowed).isEqualTo(BigInteger.valueOf(170_000_000));
    BigInteger most = BigInteger.valueOf(1_000_000);
    assertThat(DerivationHash.SHA256.hmacCost(most, 32, 8)).isEqualTo(allowed);
    assertThat(DerivationHash.SHA256.hmacCost(most, 33, 8)).isGreaterThan(allowed);
    // A megabyte of salt before each of a hundred blocks.
    assertThat(DerivationHash.SHA256.cost(BigInteger.ONE, 500, 1_000_000)).isGreaterThan(allowed);
  }

  @Test
  void a17_scryptOfManyEntries_isCountedTogether() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 600; i++) {
                file.derive(scrypt(1024, 8, 1), SALT, 32);
              }
            })
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining(Limit.KDF_ITERATIONS.name());
  }
}
