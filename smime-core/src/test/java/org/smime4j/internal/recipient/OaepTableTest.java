package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;

/**
 * RSAES-OAEP-params as RFC 4055 section 4.1 and RFC 8017 appendix A.2.1 write them, and blocks as
 * RFC 8017 section 7.1.2 judges them; all octets are written here by hand.
 */
public class OaepTableTest {

  private static final String SHA256 = "0609608648016503040201";
  private static final String SHA1 = "06052b0e03021a";
  private static final String MGF1 = "06092a864886f70d010108";
  private static final String P_SPECIFIED = "06092a864886f70d010109";

  @ParameterizedTest
  @CsvSource({
    // All three parameters have defaults: SHA-1, MGF1 with SHA-1, no label.
    "3000, rsa-oaep-sha1",
    // hashAlgorithm SHA-256 with NULL, without, and each part alone.
    "300f a00d 300b SHA256, rsa-oaep-sha256-mgf1-sha1",
    "3011 a00f 300d SHA256 0500, rsa-oaep-sha256-mgf1-sha1",
    "301a a118 3016 MGF1 3009 SHA1 0500, rsa-oaep-sha1",
    "301c a11a 3018 MGF1 300b SHA256, rsa-oaep-sha1-mgf1-sha256",
    "302b a00d 300b SHA256 a11a 3018 MGF1 300b SHA256, rsa-oaep-sha256",
    "302f a00f 300d SHA256 0500 a11c 301a MGF1 300d SHA256 0500, rsa-oaep-sha256",
    // Defaults spelt out, which DER forbids and writers do.
    "300b a009 3007 SHA1, rsa-oaep-sha1",
    "3011 a20f 300d PSPEC 0400, rsa-oaep-sha1",
    "3013 a211 300f PSPEC 0402 cafe, rsa-oaep-sha1-label",
  })
  void parametersOfTheStandard(String hex, String scheme) throws Exception {
    assertThat(Oaep.parse(AlgorithmId.parse(algorithm(hex), "test")).scheme()).isEqualTo(scheme);
  }

  @ParameterizedTest
  @CsvSource({
    "NULL, M, absent parameters are not the default",
    "0500, M, nor is NULL",
    "0400, M, nor an OCTET STRING",
    "3100, M, nor a SET",
    "3003 020101, M, no element has this tag",
    "3011 800f 300d SHA256 0500, M, the tags are explicit",
    "300d 300b SHA256, M, and there",
    "3005 a303 020101, M, trailerField is no parameter of OAEP",
    "3002 a000, M, an empty tag",
    "3004 a002 3000, M, an empty AlgorithmIdentifier",
    "3011 a00f 300d SHA256 3000, M, parameters of a hash",
    "300b a109 3007 SHA1, U, mask generation that is none",
    "300f a10d 300b MGF1, M, MGF1 without its hash",
    "3011 a10f 300d MGF1 0500, M, MGF1 with NULL for it",
    "301c a20f 300d PSPEC 0400 a009 3007 SHA1, M, the order is fixed",
    "3016 a009 3007 SHA1 a009 3007 SHA1, M, each stands once",
    "300f a20d 300b PSPEC, U, a label source without a label",
    "3011 a20f 300d PSPEC 0500, U, a label that is NULL",
    "3013 a211 300f PSPEC 0c02 6162, U, a label that is text",
    "300b a209 3007 SHA1, U, a label source of another kind",
    "300e a00c 300a 06082a864886f70d0205, U, MD5",
    "3009 a007 3005 06032a0304, U, a hash that nobody knows",
  })
  void a10_otherParametersAreNeverReadAsTheDefault(String hex, String kind, String why) {
    Class<? extends SmimeException> expected =
        kind.equals("M") ? Malformed.class : UnsupportedAlgorithm.class;
    assertThatThrownBy(() -> Oaep.parse(AlgorithmId.parse(algorithm(hex), "test")))
        .as(why)
        .isInstanceOf(expected);
  }

  /**
   * RSAES-OAEP with parameters in hexadecimal; lengths that are wrong are an error of the table.
   */
  private static byte[] algorithm(String words) {
    HexFormat hex = HexFormat.of();
    String octets =
        words.equals("NULL")
            ? ""
            : words
                .replace("SHA256", SHA256)
                .replace("SHA1", SHA1)
                .replace("MGF1", MGF1)
                .replace("PSPEC", P_SPECIFIED)
                .replace(" ", "");
    byte[] parameters = hex.parseHex(octets);
    if (parameters.length > 0) {
      assertThat(parameters[1] + 2).as("length of %s", words).isEqualTo(parameters.length);
    }
    byte[] oid = hex.parseHex("06092a864886f70d010107");
    byte[] all = new byte[2 + oid.length + parameters.length];
    all[0] = 0x30;
    all[1] = (byte) (all.length - 2);
    System.arraycopy(oid, 0, all, 2, oid.length);
    System.arraycopy(parameters, 0, all, 2 + oid.length, parameters.length);
    return all;
  }

  /** Makes a block with whatever is wrong in it: Y, and DB before it is masked. */
  private static byte[] block(int y, byte[] db, byte[] seed) throws Exception {
    byte[] maskedDb = db.clone();
    xor(maskedDb, mgf1(seed, db.length));
    byte[] maskedSeed = seed.clone();
    xor(maskedSeed, mgf1(maskedDb, seed.length));
    byte[] block = new byte[1 + seed.length + db.length];
    block[0] = (byte) y;
    System.arraycopy(maskedSeed, 0, block, 1, seed.length);
    System.arraycopy(maskedDb, 0, block, 1 + seed.length, db.length);
    return block;
  }

  private static void xor(byte[] into, byte[] mask) {
    for (int i = 0; i < into.length; i++) {
      into[i] ^= mask[i];
    }
  }

  private static byte[] mgf1(byte[] seed, int length) throws Exception {
    byte[] mask = new byte[0];
    for (int counter = 0; mask.length < length; counter++) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      byte[] more = digest.digest(new byte[] {0, 0, 0, (byte) counter});
      int at = mask.length;
      mask = Arrays.copyOf(mask, at + more.length);
      System.arraycopy(more, 0, mask, at, more.length);
    }
    return mask;
  }

  private static byte[] db(int modulus, int keyOctets, String label) throws Exception {
    byte[] db = new byte[modulus - 33];
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(label.getBytes());
    System.arraycopy(hash, 0, db, 0, 32);
    db[db.length - keyOctets - 1] = 1;
    Arrays.fill(db, db.length - keyOctets, db.length, (byte) 0xaa);
    return db;
  }

  private static byte[] changed(int at, int value) throws Exception {
    byte[] db = db(128, 16, "");
    db[at < 0 ? db.length + at : at] = (byte) value;
    return db;
  }

  private static Arguments row(String name, int y, byte[] db, int keyOctets, boolean right) {
    return Arguments.of(name, y, db, keyOctets, right);
  }

  static Stream<Arguments> blocks() throws Exception {
    return Stream.of(
        row("a key of 16 octets", 0, db(128, 16, ""), 16, true),
        row("a key of 32", 0, db(128, 32, ""), 32, true),
        row("no padding between hash and key", 0, db(33 + 32 + 1 + 16, 16, ""), 16, true),
        row("a key of zeros", 0, zeroKey(), 16, true),
        row("first octet 01", 1, db(128, 16, ""), 16, false),
        row("first octet 80", 0x80, db(128, 16, ""), 16, false),
        row("the hash of another label", 0, db(128, 16, "x"), 16, false),
        row("the hash with one bit changed", 0, flipped(0), 16, false),
        row("the hash with its last bit changed", 0, flipped(31), 16, false),
        row("padding that begins with 01", 0, changed(32, 1), 16, false),
        row("padding that is not zero", 0, changed(40, 0x80), 16, false),
        row("padding that ends with 01", 0, changed(-18, 1), 16, false),
        row("separator 00", 0, changed(-17, 0), 16, false),
        row("separator 02", 0, changed(-17, 2), 16, false),
        row("separator 81", 0, changed(-17, 0x81), 16, false),
        row("a key one octet longer", 0, db(128, 17, ""), 16, false),
        row("a key one octet shorter", 0, db(128, 15, ""), 16, false),
        row("no room for the key", 0, db(33 + 32 + 1 + 8, 8, ""), 16, false),
        row("nothing but zeros", 0, new byte[95], 16, false));
  }

  private static byte[] zeroKey() throws Exception {
    byte[] db = db(128, 16, "");
    Arrays.fill(db, db.length - 16, db.length, (byte) 0);
    return db;
  }

  private static byte[] flipped(int at) throws Exception {
    byte[] db = db(128, 16, "");
    db[at] ^= 1;
    return db;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void a11_rightBlocksGiveTheKey_andAllOthersTheMadeUpOneWithNoProof(
      String name, int y, byte[] db, int keyOctets, boolean right) throws Exception {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 0x71);
    byte[] otherwise = new byte[keyOctets];
    Arrays.fill(otherwise, (byte) 0x33);
    UnwrappedKey key =
        new Oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, new byte[0])
            .unpad(block(y, db, seed), otherwise, Providers.standard());
    assertThat(key.proof()).isEqualTo(right ? UnwrappedKey.PLAUSIBLE : 0);
    assertThat(key.unable()).isNull();
    assertThat(key.cek())
        .isEqualTo(right ? Arrays.copyOfRange(db, db.length - keyOctets, db.length) : otherwise);
  }

  @Test
  void theSeedIsAnother_eachTime() throws Exception {
    Oaep oaep = new Oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, new byte[0]);
    byte[] once = oaep.pad(new byte[16], 256, Providers.standard());
    byte[] again = oaep.pad(new byte[16], 256, Providers.standard());
    assertThat(Arrays.copyOfRange(once, 1, 33)).isNotEqualTo(Arrays.copyOfRange(again, 1, 33));
    assertThat(Arrays.copyOfRange(once, 33, 256)).isNotEqualTo(Arrays.copyOfRange(again, 33, 256));
  }

  @Test
  void whatIsPaddedHereHasTheFormOfTheStandard() throws Exception {
    byte[] message = new byte[16];
    Oaep oaep = new Oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, new byte[0]);
    UnwrappedKey back =
        oaep.unpad(
            oaep.pad(message, 33 + 32 + 1 + 16, Providers.standard()),
            new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
            Providers.standard());
    assertThat(back.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
    assertThat(back.cek()).isEqualTo(message);
    @Nullable String oid = null;
    try {
      oaep.pad(message, 33 + 32 + 16, Providers.standard());
    } catch (UnsupportedAlgorithm e) {
      oid = e.oid();
    }
    assertThat(oid).as("a modulus too short by one octet").isEqualTo(Oids.RSAES_OAEP);
  }
}
