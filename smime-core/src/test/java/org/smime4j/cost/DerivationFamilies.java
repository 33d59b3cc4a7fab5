package org.smime4j.cost;

import static org.smime4j.cost.HostileSignatures.der;
import static org.smime4j.cost.HostileSignatures.sequence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.smime4j.KeyHistory;
import org.smime4j.keys.PasswordSource;

/** Each function that derives a key from a password, at few iterations and at many, often. */
final class DerivationFamilies {

  /** Entries that fit into a megabyte. */
  private static final int MOST = 2_500;

  private static final int MEGABYTE = 900_000;
  private static final ASN1Encodable SALT = new DEROctetString(new byte[8]);
  private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";

  private DerivationFamilies() {}

  private static Object keys(byte[] file) throws IOException {
    return KeyHistory.read(
        file,
        "file",
        PasswordSource.of("one".toCharArray(), "two".toCharArray(), "three".toCharArray()));
  }

  private static ASN1Encodable algorithm(String oid, ASN1Encodable parameters) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters);
  }

  private static ASN1Encodable pbes2(ASN1Encodable function) {
    return algorithm(
        "1.2.840.113549.1.5.13",
        sequence(function, algorithm("2.16.840.1.101.3.4.1.42", new DEROctetString(new byte[16]))));
  }

  private static ASN1Encodable scrypt(int cost, int block, int lanes) {
    return pbes2(
        algorithm(
            SCRYPT,
            sequence(SALT, new ASN1Integer(cost), new ASN1Integer(block), new ASN1Integer(lanes))));
  }

  /** Each scheme at so many iterations. */
  private static Map<String, ASN1Encodable> schemes(int iterations) {
    Map<String, ASN1Encodable> all = new LinkedHashMap<>();
    ASN1Encodable parameters = sequence(SALT, new ASN1Integer(iterations));
    for (String pkcs5 : List.of("1", "3", "6", "10")) {
      all.put("PBES1 " + pkcs5, algorithm("1.2.840.113549.1.5." + pkcs5, parameters));
    }
    all.put("PKCS#12", algorithm("1.2.840.113549.1.12.1.3", parameters));
    for (String hmac : List.of("7", "9", "11", "13")) {
      all.put(
          "PBKDF2 " + hmac,
          pbes2(
              algorithm(
                  "1.2.840.113549.1.5.12",
                  sequence(
                      SALT,
                      new ASN1Integer(iterations),
                      algorithm("1.2.840.113549.2." + hmac, null)))));
    }
    all.put(
        "PBKDF2 SHA3",
        pbes2(
            algorithm(
                "1.2.840.113549.1.5.12",
                sequence(
                    SALT,
                    new ASN1Integer(iterations),
                    algorithm("2.16.840.1.101.3.4.2.16", null)))));
    return all;
  }

  private static Family entries(String name, ASN1Encodable scheme) {
    byte[] one =
        FileFamilies.pem(
            "ENCRYPTED PRIVATE KEY", der(sequence(scheme, new DEROctetString(new byte[64]))));
    return new Family(
        "entries whose keys are derived by " + name,
        MOST,
        n -> FileFamilies.copies(one, n * one.length),
        DerivationFamilies::keys);
  }

  /** Content of a megabyte, under the MAC of a password. */
  private static Family mac(String digest, int iterations) {
    ASN1ObjectIdentifier data = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
    ASN1Encodable mac =
        sequence(
            sequence(algorithm(digest, null), new DEROctetString(new byte[20])),
            SALT,
            new ASN1Integer(iterations));
    return new Family(
        "octets under a MAC of " + digest + " at " + iterations + " iterations",
        MEGABYTE,
        n ->
            der(
                sequence(
                    new ASN1Integer(3),
                    sequence(data, new DERTaggedObject(true, 0, new DEROctetString(new byte[n]))),
                    mac)),
        DerivationFamilies::keys);
  }

  private static Family ciphertext(String name, ASN1Encodable scheme) {
    return new Family(
        "octets encrypted by " + name,
        MEGABYTE,
        n -> der(sequence(scheme, new DEROctetString(new byte[n / 16 * 16]))),
        DerivationFamilies::keys);
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (int iterations : new int[] {1, 1_000, 100_000, 1_000_000}) {
      schemes(iterations)
          .forEach((name, scheme) -> all.add(entries(name + " at " + iterations, scheme)));
      for (String digest :
          List.of(
              "1.2.840.113549.2.2",
              "1.2.840.113549.2.5",
              "1.3.14.3.2.26",
              "1.3.36.3.2.1",
              "2.16.840.1.101.3.4.2.1",
              "2.16.840.1.101.3.4.2.3",
              "2.16.840.1.101.3.4.2.10")) {
        all.add(mac(digest, iterations));
      }
    }
    schemes(1).forEach((name, scheme) -> all.add(ciphertext(name, scheme)));
    for (int[] numbers :
        new int[][] {
          {2, 1, 1}, {2, 1, 1_000}, {2, 1_000, 1}, {1_024, 8, 1}, {16_384, 8, 1}, {131_072, 8, 2}
        }) {
      all.add(
          entries(
              "scrypt of " + numbers[0] + ", " + numbers[1] + ", " + numbers[2],
              scrypt(numbers[0], numbers[1], numbers[2])));
    }
    return all;
  }
}
