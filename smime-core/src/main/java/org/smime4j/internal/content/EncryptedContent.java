package org.smime4j.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.Refused;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/**
 * Encrypted content as a message says it; all is checked before any key is used.
 *
 * @param authAttrsAsSet the authenticated attributes as received, under the SET tag
 * @param mac the mac field of AuthEnvelopedData; null in EnvelopedData
 * @param tagInsideCiphertext the content is an AEAD's in EnvelopedData, its tag the last octets
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record EncryptedContent(
    ContentAlgorithm algorithm,
    ByteSource ciphertext,
    byte @Nullable [] authAttrsAsSet,
    byte @Nullable [] mac,
    boolean tagInsideCiphertext) {

  private static final String WHERE = "contentEncryptionAlgorithm";

  private static final int LONGEST_NONCE = 64;
  private static final int LEAST_TAG = 12;
  private static final int WHOLE_TAG = 16;

  /** The parameters of an AEAD cipher. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Aead(byte[] nonce, int tagOctets) {}

  /**
   * The content to be decrypted.
   *
   * @param deviations takes BARE_NONCE, SHORT_TAG and WEAK_CIPHER
   */
  public ContentDecryption decryption(Providers providers, List<Finding> deviations)
      throws IOException {
    return decryption(providers, deviations, GcmEncryption.SEGMENT);
  }

  ContentDecryption decryption(Providers providers, List<Finding> deviations, long segment)
      throws IOException {
    ContentCipher cipher = algorithm.cipher();
    AlgorithmId identifier = AlgorithmId.parse(algorithm.identifier(), WHERE);
    if (cipher.isAead() ? mac == null && !tagInsideCiphertext : mac != null) {
      // CVE-2026-34182: a mac that nobody computes, or a cipher whose tag nobody carries.
      throw new SmimeException.Refused(
          Refused.Rule.CIPHER_OF_ANOTHER_CONTENT_TYPE,
          cipher.label() + (cipher.isAead() ? " without a tag" : " in AuthEnvelopedData"));
    }
    long size = sizeOf(ciphertext);
    ContentDecryption decryption =
        cipher.isAead()
            ? aead(parameters(identifier, deviations), size, segment, providers)
            : cbc(cipher, identifier, ciphertext, size, providers, deviations);
    return algorithm.keyed(decryption, providers);
  }

  private Aead parameters(AlgorithmId identifier, List<Finding> deviations) throws SmimeException {
    ContentCipher cipher = algorithm.cipher();
    Aead aead;
    if (CipherForm.of(cipher).mode() == CipherForm.Mode.CHACHA20_POLY1305) {
      aead = new Aead(octets(identifier.parameters(), 12, 12), WHOLE_TAG);
    } else if (identifier.parameters() instanceof ASN1OctetString bare) {
      aead = new Aead(nonce(cipher, bare), mac == null ? WHOLE_TAG : mac.length);
      deviations.add(new Finding(Finding.Code.BARE_NONCE, ""));
    } else {
      ASN1Sequence parameters = identifier.parameterSequence(WHERE);
      if (parameters.size() < 1 || parameters.size() > 2) {
        throw new SmimeException.Malformed(
            WHERE, -1, "the parameters are not a nonce and the length of the tag");
      }
      aead =
          new Aead(
              nonce(cipher, parameters.getObjectAt(0)),
              parameters.size() == 1 ? LEAST_TAG : integer(parameters.getObjectAt(1)));
    }
    checkTag(cipher, aead.tagOctets, deviations);
    return aead;
  }

  private ContentDecryption aead(Aead parameters, long size, long segment, Providers providers)
      throws IOException {
    byte[] nonce = parameters.nonce;
    byte[] tag = mac;
    ByteSource encrypted = ciphertext;
    long length = size;
    if (tag == null) {
      length -= parameters.tagOctets;
      if (length < 0) {
        throw new SmimeException.Malformed("encryptedContent", -1, "too short to hold a tag");
      }
      tag = ciphertext.slice(length, size).bytes();
      encrypted = ciphertext.slice(0, length);
    } else if (tag.length != parameters.tagOctets) {
      throw new SmimeException.Malformed(
          "mac",
          -1,
          "it has " + tag.length + " octets where " + parameters.tagOctets + " are declared");
    }
    return switch (CipherForm.of(algorithm.cipher()).mode()) {
      case GCM -> {
        checkSize(length, GcmEncryption.MOST);
        yield new GcmDecryption(encrypted, length, nonce, authAttrsAsSet, tag, segment, providers);
      }
      case CCM -> {
        checkSize(length, CcmDecryption.most(nonce.length));
        yield new CcmDecryption(encrypted, length, nonce, authAttrsAsSet, tag, providers);
      }
      case CHACHA20_POLY1305 -> {
        checkSize(length, ChaChaDecryption.MOST);
        yield new ChaChaDecryption(encrypted, length, nonce, authAttrsAsSet, tag, providers);
      }
      case CBC -> throw new IllegalStateException("is not authenticated");
    };
  }

  private static ContentDecryption cbc(
      ContentCipher cipher,
      AlgorithmId algorithm,
      ByteSource ciphertext,
      long size,
      Providers providers,
      List<Finding> deviations)
      throws SmimeException {
    CbcParameters parameters = CbcParameters.parse(cipher, algorithm, WHERE);
    if (size == 0 || size % parameters.block() != 0) {
      throw new SmimeException.Malformed(
          "encryptedContent", -1, size + " octets are not whole blocks");
    }
    if (CipherForm.isWeak(cipher)) {
      int bits = parameters.effectiveBits();
      deviations.add(
          bits == 0
              ? new Finding(Finding.Code.WEAK_CIPHER, "{0}", cipher.label())
              : new Finding(Finding.Code.WEAK_CIPHER, "{0}, {1} bits", cipher.label(), bits));
    }
    return new CbcDecryption(ciphertext, size, parameters, providers);
  }

  private static void checkTag(ContentCipher cipher, int tagOctets, List<Finding> deviations)
      throws SmimeException {
    if (tagOctets < LEAST_TAG) {
      throw new SmimeException.Refused(
          Refused.Rule.TAG_LENGTH,
          "a tag of " + tagOctets + " octets; at least 12 are needed (RFC 5084)");
    }
    boolean odd = CipherForm.of(cipher).mode() == CipherForm.Mode.CCM && tagOctets % 2 != 0;
    if (tagOctets > WHOLE_TAG || odd) {
      throw new SmimeException.Malformed(
          WHERE, -1, "no tag of " + cipher.label() + " has " + tagOctets + " octets");
    }
    if (tagOctets < WHOLE_TAG) {
      deviations.add(new Finding(Finding.Code.SHORT_TAG, "{0} octets", tagOctets));
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
    throw new SmimeException.Malformed(
        WHERE, -1, "the nonce or initialisation vector is missing or of no length");
  }

  private static int integer(ASN1Encodable value) throws Malformed {
    if (value.toASN1Primitive() instanceof ASN1Integer integer
        && integer.getValue().signum() >= 0
        && integer.getValue().bitLength() < 16) {
      return integer.getValue().intValue();
    }
    throw new SmimeException.Malformed(WHERE, -1, "the length of the tag is not a small number");
  }

  private static void checkSize(long size, long most) throws Malformed {
    if (size > most) {
      throw new SmimeException.Malformed(
          "encryptedContent", -1, size + " octets are more than the cipher allows");
    }
  }

  private static long sizeOf(ByteSource octets) throws IOException {
    OptionalLong known = octets.sizeIfKnown();
    if (known.isPresent()) {
      return known.getAsLong();
    }
    long size = 0;
    byte[] buffer = new byte[Pieces.CHUNK];
    try (InputStream in = octets.open()) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        size += n;
      }
    }
    return size;
  }
}
