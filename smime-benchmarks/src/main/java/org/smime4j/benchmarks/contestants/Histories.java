package org.smime4j.benchmarks.contestants;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;
import org.smime4j.Credential;

/**
 * Keys for histories of any size. Certificates carry no real signature: nobody judges one when a
 * key is looked up.
 */
public final class Histories {

  private static final int POINT = 65;

  /** One inversion in the field serves so many points. */
  private static final int NORMALISED_TOGETHER = 1_000;

  private static final long SERIAL = 0x4455_6677_8899_AABBL;

  private Histories() {}

  /**
   * One P-256 key that works, and as many others as are asked for: distinct points in certificates
   * of distinct serial numbers, whose private keys are handles, as those of a token are.
   *
   * @return the one that works first
   */
  public static List<Credential> p256(int count) throws Exception {
    KeyPair owner = KeyPairs.one(Material.Keys.P_256);
    Certificates authority = Certificates.pretended();
    X509Certificate certificate = authority.issue("owner", 1, owner.getPublic());
    X509Certificate person = authority.issue("person", SERIAL, owner.getPublic());
    byte[] der = person.getEncoded();
    byte[] key = owner.getPublic().getEncoded();
    LightCertificate.Template template =
        new LightCertificate.Template(
            person,
            der,
            key,
            find(der, Arrays.copyOfRange(key, key.length - POINT, key.length)),
            find(der, ByteBuffer.allocate(Long.BYTES).putLong(SERIAL).array()));
    List<Credential> identities = new ArrayList<>();
    identities.add(Credential.of(owner.getPrivate(), certificate));
    List<byte[]> points = points(count - 1);
    identities.addAll(
        IntStream.range(0, count - 1)
            .parallel()
            .mapToObj(
                i ->
                    Credential.of(
                        new Handle(),
                        new LightCertificate(template, points.get(i), SERIAL + 1 + i)))
            .toList());
    return identities;
  }

  /** Multiples of the base point, one after the other: an addition each. */
  private static List<byte[]> points(int count) {
    ECPoint base = ECNamedCurveTable.getByName("P-256").getG();
    List<byte[]> encoded = new ArrayList<>(count);
    ECPoint last = base.twice();
    while (encoded.size() < count) {
      ECPoint[] some = new ECPoint[Math.min(NORMALISED_TOGETHER, count - encoded.size())];
      for (int i = 0; i < some.length; i++) {
        last = last.add(base);
        some[i] = last;
      }
      base.getCurve().normalizeAll(some);
      last = some[some.length - 1];
      for (ECPoint point : some) {
        encoded.add(point.getEncoded(false));
      }
    }
    return encoded;
  }

  private static int find(byte[] in, byte[] wanted) {
    for (int at = 0; at <= in.length - wanted.length; at++) {
      if (Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new IllegalStateException("not in the certificate");
  }

  /** P-256 keys that all work; the last is oldest. */
  public static List<Credential> working(int count) throws Exception {
    return issued(KeyPairs.ec(count));
  }

  /** RSA-2048 keys that all work, of distinct moduli, see {@code KeyPairs}; the last is oldest. */
  public static List<Credential> rsa2048(int count) throws Exception {
    return issued(KeyPairs.rsa(count));
  }

  /** As many certificates of one RSA-2048 key. */
  public static List<Credential> reissued(int count) throws Exception {
    return issued(Collections.nCopies(count, KeyPairs.one(Material.Keys.RSA_2048)));
  }

  private static List<Credential> issued(List<KeyPair> pairs) {
    Certificates authority = Certificates.pretended();
    return IntStream.range(0, pairs.size())
        .parallel()
        .mapToObj(
            i -> {
              KeyPair pair = pairs.get(i);
              try {
                return Credential.of(
                    pair.getPrivate(), authority.issue("person" + i, i + 1, pair.getPublic()));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  /** A certificate of another serial number for the same key: no history knows it. */
  public static X509Certificate reissued(Credential identity) throws Exception {
    return Certificates.pretended()
        .issue("reissued", 7_000_000, identity.certificate().getPublicKey());
  }

  /** A private key that this process does not hold. */
  @SuppressWarnings("serial")
  private static final class Handle implements PrivateKey {
    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }
}
