package org.smime4j.internal.recipient;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.KeyDerivation;
import org.smime4j.internal.provider.Providers;

/**
 * keyEncryptionAlgorithm of a KeyAgreeRecipientInfo, taken apart (RFC 5753 section 7.1, RFC 8418).
 *
 * @param hkdf whether the key is derived by HKDF, else by X9.63
 * @param wrap how the content-encryption key is wrapped
 * @param wrapAlgorithm the wrap's AlgorithmIdentifier as received
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record KeyAgreementScheme(
    DigestAlgorithm hash, boolean hkdf, boolean cofactor, KeyWrap wrap, byte[] wrapAlgorithm) {

  private static final String WHERE = "keyEncryptionAlgorithm";

  private static final Map<String, DigestAlgorithm> STANDARD =
      digests("1.3.133.16.840.63.0.2", Oids.STD_DH_KDF);

  private static final Map<String, DigestAlgorithm> COFACTOR =
      digests("1.3.133.16.840.63.0.3", "1.3.132.1.14");

  private static final Map<String, DigestAlgorithm> HKDF =
      Map.of(
          Oids.STD_DH_HKDF_SHA256, DigestAlgorithm.SHA256,
          Oids.STD_DH_HKDF_SHA384, DigestAlgorithm.SHA384,
          Oids.STD_DH_HKDF_SHA512, DigestAlgorithm.SHA512);

  /** X9.63 calls SHA-1 by an identifier of its own (RFC 5753 section 7.1.4). */
  private static Map<String, DigestAlgorithm> digests(String sha1, String arc) {
    return Map.of(
        sha1,
        DigestAlgorithm.SHA1,
        arc + ".0",
        DigestAlgorithm.SHA224,
        arc + ".1",
        DigestAlgorithm.SHA256,
        arc + ".2",
        DigestAlgorithm.SHA384,
        arc + ".3",
        DigestAlgorithm.SHA512);
  }

  static KeyAgreementScheme parse(byte[] keyEncryptionAlgorithm) throws SmimeException {
    AlgorithmId algorithm = AlgorithmId.parse(keyEncryptionAlgorithm, WHERE);
    String oid = algorithm.oid();
    DigestAlgorithm hash = STANDARD.getOrDefault(oid, COFACTOR.getOrDefault(oid, HKDF.get(oid)));
    if (hash == null) {
      throw new SmimeException.UnsupportedAlgorithm(oid, "key agreement");
    }
    if (algorithm.parameters() == null) {
      throw new SmimeException.Malformed(WHERE, -1, "the key wrap algorithm is missing");
    }
    KeyWrap wrap = KeyWrap.of(AlgorithmId.of(algorithm.parameters(), WHERE));
    return new KeyAgreementScheme(
        hash,
        HKDF.containsKey(oid),
        COFACTOR.containsKey(oid),
        wrap,
        algorithm.parameterOctets(keyEncryptionAlgorithm, WHERE));
  }

  /** The key-encryption key for a secret. */
  byte[] derive(byte[] secret, byte @Nullable [] ukm, Providers providers) throws SmimeException {
    byte[] info = KeyDerivation.sharedInfo(wrapAlgorithm, ukm, wrap.octets());
    return hkdf
        ? KeyDerivation.hkdf(hash, secret, info, wrap.octets(), providers)
        : KeyDerivation.x963(hash, secret, info, wrap.octets(), providers);
  }

  /** The name in reports, without the curve. */
  String scheme() {
    return (cofactor ? "cofactor-" : "")
        + (hkdf ? "hkdf-" : "")
        + hash.micalg().replace("sha-", "sha")
        + "-"
        + wrap.label();
  }
}
