package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/**
 * The sender's point in all forms that SEC 1 section 2.3, RFC 5480 section 2.2 and RFC 7748 know:
 * those that are right give the key, all others one made-up key, whatever is wrong (A16).
 */
public class EcdhPointTableTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final Providers PROVIDERS = Providers.standard();
  private static final byte[] CEK = HEX.parseHex("0123456789abcdef".repeat(4));
  private static final Map<String, Agreed> AGREED = new ConcurrentHashMap<>();

  private record Agreed(KeyPair recipient, KeyPair ephemeral, byte[] encryptedKey) {}

  private static Agreed agreed(String kind) {
    return AGREED.computeIfAbsent(
        kind,
        k -> {
          try {
            KeyPair recipient = TestPki.generate(k);
            KeyPair ephemeral = TestPki.generate(k);
            byte[] secret =
                PrivateOperations.agree(
                    k.startsWith("X") ? k : "ECDH",
                    ephemeral.getPrivate(),
                    recipient.getPublic(),
                    PROVIDERS);
            byte[] kek = scheme().derive(secret, null, PROVIDERS);
            return new Agreed(recipient, ephemeral, KeyWrap.AES_256.wrap(kek, CEK, PROVIDERS));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static byte[] algorithm() {
    return new DerWriter()
        .sequence()
        .oid(KnownOids.STD_DH_SHA256_KDF)
        .raw(AlgorithmId.der(Oids.AES256_WRAP))
        .end()
        .toByteArray();
  }

  private static KeyAgreementScheme scheme() throws Exception {
    return KeyAgreementScheme.parse(algorithm());
  }

  private static final List<String> CURVES =
      List.of("P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP512r1");

  static Stream<Arguments> curves() {
    List<Arguments> rows = new ArrayList<>();
    for (String kind : CURVES) {
      byte[] point = point(kind);
      int n = point.length / 2;
      int odd = point[2 * n] & 1;
      byte[] x = Arrays.copyOfRange(point, 1, 1 + n);
      EllipticCurve curve =
          ((ECPublicKey) agreed(kind).ephemeral.getPublic()).getParams().getCurve();
      BigInteger p = ((ECFieldFp) curve.getField()).getP();
      row(rows, kind, "uncompressed", point, null, true);
      row(rows, kind, "uncompressed, and the curve is named", point, curveOf(kind), true);
      row(rows, kind, "compressed", form(2 + odd, x), null, true);
      // The other root is the negative point, and the secret is a coordinate that both share.
      row(rows, kind, "compressed, the other root", form(3 - odd, x), null, true);
      row(rows, kind, "hybrid", with(point, 0, 6 + odd), null, false);
      row(rows, kind, "hybrid of the other root", with(point, 0, 7 - odd), null, false);
      row(rows, kind, "the point at infinity", new byte[1], null, false);
      row(rows, kind, "infinity as long as a point", new byte[point.length], null, false);
      row(rows, kind, "zero and zero", with(new byte[point.length], 0, 4), null, false);
      row(rows, kind, "no octets", new byte[0], null, false);
      row(rows, kind, "one octet less", Arrays.copyOf(point, 2 * n), null, false);
      row(rows, kind, "one octet more", Arrays.copyOf(point, 2 * n + 2), null, false);
      row(rows, kind, "x alone", x, null, false);
      row(rows, kind, "form 01", with(point, 0, 1), null, false);
      row(rows, kind, "form 05", with(point, 0, 5), null, false);
      row(rows, kind, "form 84", with(point, 0, 0x84), null, false);
      row(rows, kind, "compressed, form 04", form(4, x), null, false);
      row(rows, kind, "off the curve", with(point, 2 * n, point[2 * n] ^ 1), null, false);
      row(rows, kind, "x past the field", past(point, n), null, false);
      row(rows, kind, "x and the field's prime", plus(point, n, p), null, false);
      row(rows, kind, "compressed, on the twist", form(2, twist(curve, p, n)), null, false);
      for (String other : CURVES) {
        if (!other.equals(kind)) {
          row(rows, kind, "of " + other, point(other), null, false);
          row(rows, kind, "named " + other, point, curveOf(other), false);
        }
      }
    }
    return rows.stream();
  }

  static Stream<Arguments> montgomery() {
    List<Arguments> rows = new ArrayList<>();
    byte[] u = point("X25519");
    row(rows, "X25519", "as sent", u, null, true);
    row(rows, "X25519", "with the bit that counts not", with(u, 31, u[31] | 0x80), null, true);
    for (String small :
        List.of(
            "00".repeat(32),
            "01" + "00".repeat(31),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ec" + "ff".repeat(30) + "7f",
            "ed" + "ff".repeat(30) + "7f",
            "ee" + "ff".repeat(30) + "7f",
            "00".repeat(31) + "80",
            "01" + "00".repeat(30) + "80")) {
      row(rows, "X25519", "small order " + small, HEX.parseHex(small), null, false);
    }
    row(rows, "X25519", "31 octets", Arrays.copyOf(u, 31), null, false);
    row(rows, "X25519", "33 octets", Arrays.copyOf(u, 33), null, false);
    row(rows, "X25519", "no octets", new byte[0], null, false);
    row(rows, "X25519", "of X448", point("X448"), null, false);
    byte[] v = point("X448");
    row(rows, "X448", "as sent", v, null, true);
    for (String small :
        List.of(
            "00".repeat(56),
            "01" + "00".repeat(55),
            "fe" + "ff".repeat(27) + "fe" + "ff".repeat(27),
            "ff".repeat(28) + "fe" + "ff".repeat(27),
            "00".repeat(28) + "ff".repeat(28))) {
      row(rows, "X448", "small order " + small, HEX.parseHex(small), null, false);
    }
    row(rows, "X448", "55 octets", Arrays.copyOf(v, 55), null, false);
    row(rows, "X448", "57 octets", Arrays.copyOf(v, 57), null, false);
    return rows.stream();
  }

  private static void row(
      List<Arguments> rows,
      String kind,
      String name,
      byte[] point,
      byte @Nullable [] curve,
      boolean right) {
    rows.add(Arguments.of(kind, name, point, curve, right));
  }

  private static byte[] point(String kind) {
    return SubjectPublicKeyInfo.getInstance(agreed(kind).ephemeral.getPublic().getEncoded())
        .getPublicKeyData()
        .getOctets();
  }

  private static byte[] curveOf(String kind) {
    return AlgorithmId.der(
        SubjectPublicKeyInfo.getInstance(agreed(kind).ephemeral.getPublic().getEncoded())
            .getAlgorithm()
            .getParameters());
  }

  private static byte[] with(byte[] octets, int at, int value) {
    byte[] changed = octets.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] form(int first, byte[] x) {
    byte[] compressed = new byte[1 + x.length];
    compressed[0] = (byte) first;
    System.arraycopy(x, 0, compressed, 1, x.length);
    return compressed;
  }

  private static byte[] past(byte[] point, int n) {
    byte[] past = point.clone();
    Arrays.fill(past, 1, 1 + n, (byte) 0xff);
    return past;
  }

  /** The same x, and the prime once more, where that has room; else what is past the field. */
  private static byte[] plus(byte[] point, int n, BigInteger p) {
    byte[] sum = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + n)).add(p).toByteArray();
    int from = sum[0] == 0 ? 1 : 0;
    if (sum.length - from > n) {
      return past(point, n);
    }
    byte[] changed = point.clone();
    Arrays.fill(changed, 1, 1 + n, (byte) 0);
    System.arraycopy(sum, from, changed, 1 + n - (sum.length - from), sum.length - from);
    return changed;
  }

  /** An x for which the curve's equation has no y: it belongs to the twist. */
  private static byte[] twist(EllipticCurve curve, BigInteger p, int n) {
    for (BigInteger x = BigInteger.TWO; ; x = x.add(BigInteger.ONE)) {
      BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
      BigInteger half = p.subtract(BigInteger.ONE).shiftRight(1);
      if (right.modPow(half, p).equals(p.subtract(BigInteger.ONE))) {
        byte[] octets = new byte[n];
        byte[] value = x.toByteArray();
        System.arraycopy(value, 0, octets, n - value.length, value.length);
        return octets;
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"curves", "montgomery"})
  void a16_rightPointsGiveTheKey_andAllOthersTheOneMadeUpKey(
      String kind, String name, byte[] point, byte @Nullable [] curve, boolean right)
      throws Exception {
    Agreed agreed = agreed(kind);
    String oid =
        kind.equals("X25519") ? Oids.X25519 : kind.equals("X448") ? Oids.X448 : Oids.EC_PUBLIC_KEY;
    DerWriter originator = new DerWriter().begin(0xa1).sequence().oid(oid);
    if (curve != null) {
      originator.raw(curve);
    }
    RecipientInfo.KeyAgree recipient =
        new RecipientInfo.KeyAgree(
            originator.end().bitString(point).end().toByteArray(),
            null,
            algorithm(),
            List.of(
                new RecipientInfo.RecipientEncryptedKey(
                    new Identifier(null, null, new byte[20]), agreed.encryptedKey)));
    UnwrappedKey key = Recipients.unwrap(recipient, agreed.recipient, CEK.length, PROVIDERS);
    assertThat(key.proof()).isEqualTo(right ? UnwrappedKey.PLAUSIBLE : 0);
    assertThat(key.unable()).isNull();
    assertThat(key.cek())
        .isEqualTo(
            right
                ? CEK
                : SyntheticKey.of(agreed.recipient.getPrivate(), agreed.encryptedKey, CEK.length));
  }
}
