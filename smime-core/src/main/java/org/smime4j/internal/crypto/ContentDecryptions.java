package org.smime4j.internal.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;
import org.smime4j.ContentCipher;
import org.smime4j.Deviation;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.Malformed;
import org.smime4j.SmimeException.Refused;
import org.smime4j.internal.base.Deviations;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.io.Pieces;

/** Checks what a message says about its content encryption, before any key is used. */
public final class ContentDecryptions {

  private static final String WHERE = "contentEncryptionAlgorithm";

  private static final int LONGEST_NONCE = 64;
  private static final int LEAST_TAG = 12;
  private static final int WHOLE_TAG = 16;

  private ContentDecryptions() {}

  /**
   * A content to be decrypted.
   *
   * @param cipher the cipher that the algorithm identifier names
   * @param algorithmIdentifier {@link ContentAlgorithm#identifier()}
   * @param authAttrsAsSet the authenticated attributes as received, under the SET tag
   * @param mac the mac field of AuthEnvelopedData; null in EnvelopedData
   * @param tagInsideCiphertext the content is an AEAD's in EnvelopedData, its tag the last octets
   * @param deviations takes BARE_NONCE, SHORT_TAG and WEAK_CIPHER
   */
  public static ContentDecryption of(
      ContentCipher cipher,
      byte[] algorithmIdentifier,
      Octets ciphertext,
      byte @Nullable [] authAttrsAsSet,
      byte @Nullable [] mac,
      boolean tagInsideCiphertext,
      Providers providers,
      List<Deviation> deviations)
      throws IOException {
    return of(
        cipher,
        algorithmIdentifier,
        ciphertext,
        authAttrsAsSet,
        mac,
        tagInsideCiphertext,
        providers,
        deviations,
        GcmEncryption.SEGMENT);
  }

  static ContentDecryption of(
      ContentCipher cipher,
      byte[] algorithmIdentifier,
      Octets ciphertext,
      byte @Nullable [] authAttrsAsSet,
      byte @Nullable [] mac,
      boolean tagInsideCiphertext,
      Providers providers,
      List<Deviation> deviations,
      long segment)
      throws IOException {
    AlgorithmId algorithm = AlgorithmId.parse(algorithmIdentifier, WHERE);
    if (!algorithm.oid().equals(CipherForm.of(cipher).oid())) {
      throw new IllegalArgumentException(cipher + " is not what the identifier names");
    }
    if (cipher.aead() ? mac == null && !tagInsideCiphertext : mac != null) {
      // CVE-2026-34182: a mac that nobody computes, or a cipher whose tag nobody carries.
      throw Failures.refused(
          Refused.Rule.CIPHER_OF_ANOTHER_CONTENT_TYPE,
          cipher.label() + (cipher.aead() ? " without a tag" : " in AuthEnvelopedData"));
    }
    long size = sizeOf(ciphertext);
    if (!cipher.aead()) {
      return cbc(cipher, algorithm, ciphertext, size, providers, deviations);
    }
    boolean bare = algorithm.parameters() instanceof ASN1OctetString;
    byte[] nonce;
    int tagOctets;
    if (CipherForm.of(cipher).mode() == CipherForm.Mode.CHACHA20_POLY1305) {
      nonce = octets(algorithm.parameters(), 12, 12);
      tagOctets = WHOLE_TAG;
    } else if (bare) {
      nonce = nonce(cipher, algorithm.parameters());
      tagOctets = mac == null ? WHOLE_TAG : mac.length;
      deviations.add(Deviations.of(Deviation.Code.BARE_NONCE));
    } else {
      ASN1Sequence parameters = algorithm.parameterSequence(WHERE);
      if (parameters.size() < 1 || parameters.size() > 2) {
        throw Failures.malformed(
            WHERE, -1, "the parameters are not a nonce and the length of the tag");
      }
      nonce = nonce(cipher, parameters.getObjectAt(0));
      tagOctets = parameters.size() == 1 ? LEAST_TAG : integer(parameters.getObjectAt(1));
    }
    checkTag(cipher, tagOctets, deviations);
    byte[] tag;
    if (mac != null) {
      if (mac.length != tagOctets) {
        throw Failures.malformed(
            "mac", -1, "it has " + mac.length + " octets where " + tagOctets + " are declared");
      }
      tag = mac;
    } else {
      size -= tagOctets;
      if (size < 0) {
        throw Failures.malformed("encryptedContent", -1, "too short to hold a tag");
      }
      tag = ciphertext.slice(size, size + tagOctets).bytes();
      ciphertext = ciphertext.slice(0, size);
    }
    return switch (CipherForm.of(cipher).mode()) {
      case GCM -> {
        checkSize(size, GcmEncryption.MOST);
        yield new GcmDecryption(ciphertext, size, nonce, authAttrsAsSet, tag, segment, providers);
      }
      case CCM -> {
        checkSize(size, CcmDecryption.most(nonce.length));
        yield new CcmDecryption(ciphertext, size, nonce, authAttrsAsSet, tag, providers);
      }
      case CHACHA20_POLY1305 -> {
        checkSize(size, ChaChaDecryption.MOST);
        yield new ChaChaDecryption(ciphertext, size, nonce, authAttrsAsSet, tag, providers);
      }
      case CBC -> throw new IllegalStateException("is not authenticated");
    };
  }

  /**
   * How long the content-encryption key is that an algorithm identifier asks for.
   *
   * @throws Refused for RC2 and CAST5 with fewer than 32 bits
   */
  public static int cekOctets(byte[] algorithmIdentifier) throws SmimeException {
    ContentAlgorithm content = ContentAlgorithm.parse(algorithmIdentifier);
    AlgorithmId algorithm = AlgorithmId.parse(content.identifier(), WHERE);
    ContentCipher cipher = content.cipher();
    return cipher.aead()
        ? CipherForm.of(cipher).keyOctets()
        : CbcParameters.keyOctets(cipher, algorithm, WHERE);
  }

  private static ContentDecryption cbc(
      ContentCipher cipher,
      AlgorithmId algorithm,
      Octets ciphertext,
      long size,
      Providers providers,
      List<Deviation> deviations)
      throws SmimeException {
    CbcParameters parameters = CbcParameters.parse(cipher, algorithm, WHERE);
    if (size == 0 || size % parameters.block() != 0) {
      throw Failures.malformed("encryptedContent", -1, size + " octets are not whole blocks");
    }
    if (CipherForm.isWeak(cipher)) {
      int bits = parameters.effectiveBits();
      deviations.add(
          Deviations.of(
              Deviation.Code.WEAK_CIPHER,
              cipher.label() + (bits == 0 ? "" : ", " + bits + " bits")));
    }
    return new CbcDecryption(ciphertext, size, parameters, providers);
  }

  private static void checkTag(ContentCipher cipher, int tagOctets, List<Deviation> deviations)
      throws SmimeException {
    if (tagOctets < LEAST_TAG) {
      throw Failures.refused(
          Refused.Rule.TAG_LENGTH,
          "a tag of " + tagOctets + " octets; at least 12 are needed (RFC 5084)");
    }
    boolean odd = CipherForm.of(cipher).mode() == CipherForm.Mode.CCM && tagOctets % 2 != 0;
    if (tagOctets > WHOLE_TAG || odd) {
      throw Failures.malformed(
          WHERE, -1, "no tag of " + cipher.label() + " has " + tagOctets + " octets");
    }
    if (tagOctets < WHOLE_TAG) {
      deviations.add(Deviations.of(Deviation.Code.SHORT_TAG, tagOctets + " octets"));
    }
  }

  private static byte[] nonce(ContentCipher cipher, @Nullable ASN1Encodable value)
      throws Malformed {
    return CipherForm.of(cipher).mode() == CipherForm.Mode.CCM
        ? octets(value, 7, 13)
        : octets(value, 1, LONGEST_NONCE);
  }

  private static byte[] octets(@Nullable ASN1Encodable value, int least, int most)
      throws Malformed {
    if (value != null && value.toASN1Primitive() instanceof ASN1OctetString string) {
      byte[] octets = string.getOctets();
      if (octets.length >= least && octets.length <= most) {
        return octets;
      }
    }
    throw Failures.malformed(
        WHERE, -1, "the nonce or initialisation vector is missing or of no length");
  }

  private static int integer(ASN1Encodable value) throws Malformed {
    if (value.toASN1Primitive() instanceof ASN1Integer integer
        && integer.getValue().signum() >= 0
        && integer.getValue().bitLength() < 16) {
      return integer.getValue().intValue();
    }
    throw Failures.malformed(WHERE, -1, "the length of the tag is not a small number");
  }

  private static void checkSize(long size, long most) throws Malformed {
    if (size > most) {
      throw Failures.malformed(
          "encryptedContent", -1, size + " octets are more than the cipher allows");
    }
  }

  private static long sizeOf(Octets octets) throws IOException {
    long size = octets.size();
    if (size >= 0) {
      return size;
    }
    size = 0;
    byte[] buffer = new byte[Pieces.CHUNK];
    try (InputStream in = octets.open()) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        size += n;
      }
    }
    return size;
  }
}
