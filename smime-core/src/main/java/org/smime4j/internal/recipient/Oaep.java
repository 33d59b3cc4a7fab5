package org.smime4j.internal.recipient;

import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Mgf1;
import org.smime4j.internal.provider.Providers;

/**
 * RSAES-OAEP over a raw RSA operation (RFC 8017 section 7.1.2): the JDK's own tells by an exception
 * where the padding was wrong (Manger, CRYPTO 2001), and tokens often know one hash only.
 *
 * @param hash the hash of the label
 * @param maskHash the hash of MGF1, which need not be the same
 * @param label the label, mostly empty
 */
@SuppressWarnings("ArrayRecordComponent") // parameters, never compared
public record Oaep(DigestAlgorithm hash, DigestAlgorithm maskHash, byte[] label) {

  private static final String WHERE = "RSAES-OAEP-params";

  /**
   * Reads RSAES-OAEP-params (RFC 4055 section 4.1). Absent or damaged parameters are never read as
   * some default: the sender said OAEP, and said it wrongly.
   */
  static Oaep parse(AlgorithmId algorithm) throws SmimeException {
    ASN1Sequence parameters = algorithm.parameterSequence(WHERE);
    DigestAlgorithm hash = DigestAlgorithm.SHA1;
    DigestAlgorithm maskHash = DigestAlgorithm.SHA1;
    byte[] label = new byte[0];
    int last = -1;
    for (int i = 0; i < parameters.size(); i++) {
      if (!(parameters.getObjectAt(i) instanceof ASN1TaggedObject tagged)
          || !tagged.isExplicit()
          || tagged.getTagNo() <= last
          || tagged.getTagNo() > 2) {
        throw new SmimeException.Malformed(
            WHERE, -1, "an element that is not one of the three parameters");
      }
      last = tagged.getTagNo();
      ASN1Primitive value = tagged.getExplicitBaseObject().toASN1Primitive();
      switch (last) {
        case 0 -> hash = digest(AlgorithmId.of(value, WHERE));
        case 1 -> {
          AlgorithmId mask = AlgorithmId.of(value, WHERE);
          if (!mask.oid().equals(Oids.MGF1)) {
            throw new SmimeException.UnsupportedAlgorithm(mask.oid(), "mask generation");
          }
          maskHash = digest(AlgorithmId.of(mask.parameters(), WHERE));
        }
        default -> {
          AlgorithmId source = AlgorithmId.of(value, WHERE);
          if (!source.oid().equals(Oids.P_SPECIFIED)
              || !(source.parameters() instanceof ASN1OctetString octets)) {
            throw new SmimeException.UnsupportedAlgorithm(source.oid(), "the label of OAEP");
          }
          label = octets.getOctets();
        }
      }
    }
    return new Oaep(hash, maskHash, label);
  }

  private static DigestAlgorithm digest(AlgorithmId algorithm) throws SmimeException {
    algorithm.requireNoParameters(WHERE);
    DigestAlgorithm digest =
        DigestAlgorithm.ofOid(algorithm.oid())
            .orElseThrow(() -> new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "OAEP"));
    if (digest.strength() == DigestAlgorithm.Strength.FORBIDDEN) {
      throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "OAEP");
    }
    return digest;
  }

  /**
   * Takes the padding off without a branch or an index that depends on the block.
   *
   * @param block the whole result of the RSA operation, as long as the modulus
   * @param otherwise what to return where anything is wrong; its length is that of the key
   */
  ParsedRecipient.UnwrappedKey unpad(byte[] block, byte[] otherwise, Providers providers)
      throws ProviderUnavailable {
    int h = hash.octets();
    int dbLength = block.length - h - 1;
    int start = dbLength - otherwise.length;
    if (start < h + 1) {
      return new ParsedRecipient.UnwrappedKey(otherwise.clone(), 0);
    }
    byte[] seed = Arrays.copyOfRange(block, 1, 1 + h);
    byte[] db = Arrays.copyOfRange(block, 1 + h, block.length);
    Mgf1.mask(maskHash, seed, db, providers);
    Mgf1.mask(maskHash, db, seed, providers);
    byte[] labelHash = providers.digest(hash).digest(label);
    int wrong = block[0];
    for (int i = 0; i < h; i++) {
      wrong |= db[i] ^ labelHash[i];
    }
    for (int i = h; i < start - 1; i++) {
      wrong |= db[i];
    }
    wrong |= db[start - 1] ^ 1;
    int right = ConstantTime.isZero(wrong);
    return new ParsedRecipient.UnwrappedKey(
        ConstantTime.select(right, db, start, otherwise), right);
  }

  /**
   * Puts the padding on (RFC 8017 section 7.1.1).
   *
   * @param length of the modulus in octets
   */
  byte[] pad(byte[] message, int length, Providers providers) throws SmimeException {
    int h = hash.octets();
    byte[] db = new byte[Math.max(0, length - h - 1)];
    int start = db.length - message.length;
    if (start < h + 1) {
      throw new SmimeException.UnsupportedAlgorithm(
          Oids.RSAES_OAEP, "a modulus of " + length + " octets");
    }
    System.arraycopy(providers.digest(hash).digest(label), 0, db, 0, h);
    db[start - 1] = 1;
    System.arraycopy(message, 0, db, start, message.length);
    byte[] seed = new byte[h];
    providers.random().nextBytes(seed);
    Mgf1.mask(maskHash, db, seed, providers);
    Mgf1.mask(maskHash, seed, db, providers);
    byte[] block = new byte[length];
    System.arraycopy(seed, 0, block, 1, h);
    System.arraycopy(db, 0, block, 1 + h, db.length);
    return block;
  }

  /** The same parameters, for providers that do not part with a raw result. */
  OAEPParameterSpec parameterSpec() {
    return new OAEPParameterSpec(
        hash.jcaName(),
        "MGF1",
        new MGF1ParameterSpec(maskHash.jcaName()),
        new PSource.PSpecified(label));
  }

  /** The name in reports. */
  String scheme() {
    return "rsa-oaep-"
        + name(hash)
        + (hash == maskHash ? "" : "-mgf1-" + name(maskHash))
        + (label.length == 0 ? "" : "-label");
  }

  private static String name(DigestAlgorithm digest) {
    return digest.micalg().replace("sha-", "sha");
  }
}
