package org.smime4j.internal.names;

import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;

/**
 * The names of algorithms that messages may use and that the library does not support in every
 * role.
 */
public final class AlgorithmNames {

  private static final Map<String, String> NAMES = new HashMap<>();

  /** Of draft-ietf-lamps-pq-composite-sigs and -kem, which Bouncy Castle names. */
  private static final String COMPOSITES = "1.3.6.1.5.5.7.6.";

  static {
    // Content encryption of other mail programs, other countries and other decades.
    NAMES.put("1.3.14.3.2.6", "des-ecb");
    NAMES.put("1.3.14.3.2.8", "des-ofb");
    NAMES.put("1.3.14.3.2.9", "des-cfb");
    NAMES.put("1.2.840.113549.3.4", "rc4");
    NAMES.put("1.2.840.113549.3.8", "rc5-cbc");
    NAMES.put("1.2.840.113549.3.9", "rc5-cbc-pad");
    NAMES.put("1.2.410.200046.1.1.2", "aria128-cbc");
    NAMES.put("1.2.410.200046.1.1.7", "aria192-cbc");
    NAMES.put("1.2.410.200046.1.1.12", "aria256-cbc");
    NAMES.put("1.2.643.2.2.21", "gost28147-89");
    NAMES.put("1.2.156.10197.1.104.2", "sm4-cbc");
    NAMES.put("1.2.840.113549.1.9.16.3.31", "cek-hkdf-sha256");
    String[] modes = {"ecb", "", "ofb", "cfb"};
    for (int mode = 0; mode < modes.length; mode++) {
      for (int size = 0; size < 3 && mode != 1; size++) {
        NAMES.put(
            "2.16.840.1.101.3.4.1." + (20 * size + mode + 1),
            "aes" + (128 + 64 * size) + "-" + modes[mode]);
      }
    }
    // Key management.
    NAMES.put("1.2.840.113549.1.9.16.3.5", "dh-ephemeral-static");
    NAMES.put("1.2.840.113549.1.9.16.3.10", "dh-static-static");
    NAMES.put("1.2.840.10046.2.1", "dh");
    NAMES.put("1.3.133.16.840.63.0.16", "ecmqv-sha1");
    NAMES.put("1.3.132.1.15.0", "ecmqv-sha224");
    NAMES.put("1.3.132.1.15.1", "ecmqv-sha256");
    NAMES.put("1.3.132.1.15.2", "ecmqv-sha384");
    NAMES.put("1.3.132.1.15.3", "ecmqv-sha512");
    NAMES.put("1.2.840.113549.1.9.16.3.14", "rsa-kem (RFC 5990)");
    NAMES.put("1.3.6.1.4.1.11591.4.11", "scrypt");
    NAMES.put("1.2.643.7.1.1.6.1", "gost-r-34.10-2012-256-agreement");
    NAMES.put("1.2.156.10197.1.301.3", "sm2-encryption");
    // Signatures and digests.
    NAMES.put("1.2.840.113549.2.2", "md2");
    NAMES.put("1.2.840.113549.2.4", "md4");
    NAMES.put("1.2.840.113549.2.5", "md5");
    NAMES.put("1.0.10118.3.0.55", "whirlpool");
    NAMES.put("1.2.643.7.1.1.2.2", "streebog-256");
    NAMES.put("1.2.643.7.1.1.2.3", "streebog-512");
    NAMES.put("1.2.156.10197.1.401", "sm3");
    NAMES.put("2.16.840.1.101.3.4.2.5", "sha-512/224");
    NAMES.put("2.16.840.1.101.3.4.2.6", "sha-512/256");
    NAMES.put("2.16.840.1.101.2.1.1.22", "kea");
    NAMES.put("1.2.840.113549.1.9.16.3.17", "hss-lms");
    NAMES.put("1.3.6.1.5.5.7.6.34", "xmss");
    NAMES.put("1.3.6.1.5.5.7.6.35", "xmss-mt");
    // Curves.
    NAMES.put("1.3.132.0.1", "sect163k1");
    NAMES.put("1.3.132.0.8", "secp160r1");
    NAMES.put("1.2.840.10045.3.1.1", "secp192r1");
    NAMES.put("1.3.132.0.26", "sect233k1");
    NAMES.put("1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1");
    NAMES.put("1.2.156.10197.1.301", "sm2");
  }

  private AlgorithmNames() {}

  /** Returns the object identifier, after the name if the name is known. */
  public static String spelt(String oid) {
    String name = NAMES.getOrDefault(oid, oid);
    if (name.equals(oid) && oid.startsWith(COMPOSITES)) {
      name = new DefaultAlgorithmNameFinder().getAlgorithmName(new ASN1ObjectIdentifier(oid));
    }
    return name.equals(oid) ? oid : name + " (" + oid + ")";
  }
}
