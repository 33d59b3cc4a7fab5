package org.smime4j.internal.recipient;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.content.CbcParameters;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DerivationHash;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * PasswordRecipientInfo (RFC 5652 section 6.2.4): PBKDF2, then the double encryption of RFC 3211.
 * What it costs stands in the message, so it is checked before any of it is done.
 *
 * @param iterations the iterations of the key derivation
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record PasswordRecipient(
    CbcParameters cipher, byte[] salt, int iterations, DerivationHash hash, byte[] wrapped)
    implements ParsedRecipient {

  private static final String WHERE = "PasswordRecipientInfo";

  static PasswordRecipient parse(RecipientInfo.Password info, Limits limits) throws SmimeException {
    byte[] derivation = info.keyDerivationAlgorithm();
    ParsedRecipient.checkFields(derivation, info.keyEncryptionAlgorithm(), info.encryptedKey());
    if (derivation == null) {
      throw new SmimeException.UnsupportedAlgorithm(
          "no keyDerivationAlgorithm", "password recipients");
    }
    AlgorithmId wrap = AlgorithmId.parse(info.keyEncryptionAlgorithm(), WHERE);
    if (!wrap.oid().equals(Oids.PWRI_KEK)) {
      throw new SmimeException.UnsupportedAlgorithm(wrap.oid(), "password recipients");
    }
    AlgorithmId inner = AlgorithmId.of(wrap.parameters(), WHERE);
    ContentCipher known =
        CipherForm.cipher(inner.oid())
            .filter(cipher -> CipherForm.of(cipher).mode() == CipherForm.Mode.CBC)
            .orElseThrow(
                () -> new SmimeException.UnsupportedAlgorithm(inner.oid(), "password recipients"));
    CbcParameters cipher = CbcParameters.parse(known, inner, WHERE);
    AlgorithmId kdf = AlgorithmId.parse(derivation, WHERE);
    if (!kdf.oid().equals(Oids.PBKDF2)) {
      throw new SmimeException.UnsupportedAlgorithm(kdf.oid(), "key derivation from a password");
    }
    ASN1Sequence parameters = kdf.parameterSequence(WHERE);
    if (parameters.size() < 2
        || !(parameters.getObjectAt(0) instanceof ASN1OctetString salt)
        || !(parameters.getObjectAt(1) instanceof ASN1Integer count)) {
      throw new SmimeException.Malformed(WHERE, -1, "PBKDF2-params without salt or iterationCount");
    }
    if (count.getValue().signum() <= 0) {
      throw new SmimeException.Malformed(WHERE, -1, "an iterationCount that is not positive");
    }
    Bound.check(
        limits,
        Limit.KDF_ITERATIONS,
        count.getValue().bitLength() > 62 ? Long.MAX_VALUE : count.getValue().longValue());
    DerivationHash hash = DerivationHash.SHA1;
    for (int i = 2; i < parameters.size(); i++) {
      ASN1Encodable part = parameters.getObjectAt(i);
      if (part instanceof ASN1Integer length) {
        if (!length.hasValue(cipher.keyOctets())) {
          throw new SmimeException.Malformed(WHERE, -1, "keyLength is not that of the cipher");
        }
      } else {
        hash = hash(AlgorithmId.of(part, WHERE).oid());
      }
    }
    return new PasswordRecipient(
        cipher, salt.getOctets(), count.intValueExact(), hash, info.encryptedKey());
  }

  private static DerivationHash hash(String prf) throws UnsupportedAlgorithm {
    DerivationHash hash = DerivationHash.ofHmac(prf);
    if (hash == null) {
      throw new SmimeException.UnsupportedAlgorithm(prf, "key derivation from a password");
    }
    return hash;
  }

  /** The scheme's name in reports. */
  public String label() {
    return "password";
  }

  /** What one password costs, in nanoseconds. */
  public BigInteger cost() {
    return hash.hmacCost(BigInteger.valueOf(iterations), cipher.keyOctets(), salt.length);
  }

  /**
   * The key inside, or a synthetic one where the check octets are wrong.
   *
   * @param password its octets in UTF-8
   */
  public UnwrappedKey unwrap(byte[] password, int cekOctets, Providers providers)
      throws SmimeException {
    byte[] otherwise = SyntheticKey.of(null, wrapped, cekOctets);
    byte[] iv = cipher.iv();
    int block = iv.length;
    if (wrapped.length < 2 * block
        || wrapped.length % block != 0
        || wrapped.length > 256
        || otherwise.length + 4 > wrapped.length
        || otherwise.length < 3) {
      return new UnwrappedKey(otherwise.clone(), 0);
    }
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(hash.digest());
    pbkdf2.init(password, salt, iterations);
    byte[] kek = ((KeyParameter) pbkdf2.generateDerivedParameters(8 * cipher.keyOctets())).getKey();
    byte[] inner;
    try {
      int last = wrapped.length - block;
      byte[] tail =
          decrypt(
              kek,
              Arrays.copyOfRange(wrapped, last - block, last),
              Arrays.copyOfRange(wrapped, last, wrapped.length),
              providers);
      byte[] head = decrypt(kek, tail, Arrays.copyOf(wrapped, last), providers);
      byte[] once = Arrays.copyOf(head, wrapped.length);
      System.arraycopy(tail, 0, once, last, block);
      inner = decrypt(kek, iv, once, providers);
    } catch (GeneralSecurityException e) {
      return new UnwrappedKey(otherwise.clone(), 0);
    }
    int wrong = inner[0] ^ otherwise.length;
    for (int i = 0; i < 3; i++) {
      wrong |= (inner[1 + i] ^ inner[4 + i]) ^ 0xff;
    }
    int right = ConstantTime.isZero(wrong);
    return new UnwrappedKey(ConstantTime.select(right, inner, 4, otherwise), right);
  }

  private byte[] decrypt(byte[] kek, byte[] from, byte[] octets, Providers providers)
      throws GeneralSecurityException, SmimeException {
    return cipher.decrypting(kek, from, providers).doFinal(octets);
  }
}
