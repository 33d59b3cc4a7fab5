package org.smime4j.findings;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the library found out about a message, a signer or a certificate. It has a stable code for
 * programs, and a sentence for people. The severity of its code says whether it lowers a verdict.
 * The page {@code docs/codes.md} of the project lists all codes.
 *
 * <p>The sentence is made from a pattern and its arguments, so an application can say it in another
 * language. The file {@code META-INF/smime4j/sentences.properties} in the library's jar has all
 * patterns, by code. Findings are equal if code and sentence are equal.
 *
 * @param code the stable name, for programs
 * @param pattern the sentence with {@code {0}}, {@code {1}} and so on for the arguments, as {@link
 *     java.text.MessageFormat} reads it: an apostrophe is written twice
 * @param arguments the evidence, such as names, addresses and serial numbers. An argument is a
 *     {@link Number}, an {@link Instant}, the text of any other object, or words: a finding whose
 *     sentence is a part of this one, and whose pattern is in the same file
 */
public record Finding(Code code, String pattern, List<Object> arguments)
    implements Comparable<Finding> {

  /**
   * Stable names, worst first. Of several findings, the first in this order is the headline. Of the
   * notes, those of opened messages come first, then those of signers, of recipients, and of
   * written messages.
   *
   * <p>Later versions may add constants: give a {@code switch} a {@code default}.
   */
  public enum Code {
    /**
     * The structure of the signature violates its standard. Ask the sender to send the message
     * again.
     */
    STRUCTURE,
    /** The content was changed after it was signed. Get the original message. */
    DIGEST_MISMATCH,
    /**
     * The key of the certificate did not make this signature over the signed data, or its
     * algorithms name different digests. Do not trust the signer.
     */
    SIGNATURE_INVALID,
    /**
     * A signed attribute is missing, occurs twice, or contradicts the message. Do not trust the
     * signer.
     */
    ATTRIBUTES_INVALID,
    /**
     * A detached signature also contains content. {@code AlgorithmPolicy.archive} accepts it if
     * both contents are equal.
     */
    ECONTENT_PRESENT,

    /**
     * {@code TrustPolicy.distrusting} names the key of the certificate, or of an authority in the
     * path. No other path makes it trusted.
     */
    DISTRUSTED,
    /** The digest is MD2, MD4 or MD5. The verifier does not check such a signature. */
    FORBIDDEN_DIGEST,
    /**
     * The signature uses an unsupported algorithm and was not checked, or a certificate in the path
     * has a key with such an algorithm. Add a provider with {@code Verifier.using}.
     */
    UNSUPPORTED_ALGORITHM,
    /**
     * A certificate in the path was revoked. The sentence says when and why. A trusted time stamp
     * from before helps, if the reason does not affect older signatures.
     */
    REVOKED,
    /**
     * No path leads from the certificate to an anchor. Give the missing intermediate certificate to
     * {@code TrustPolicy.intermediates}, or name its root as an anchor if you trust it.
     */
    NO_PATH,
    /**
     * A path leads to an anchor, but violates a rule of RFC 5280 or the constraints of the anchor
     * (RFC 5937). The issuer must correct the certificate.
     */
    PATH_INVALID,
    /**
     * An authority in the path certified a name that its name constraints forbid. Do not trust the
     * name.
     */
    NAME_CONSTRAINTS,
    /**
     * The path lacks certificate policies that you, or an authority in the path, require (RFC
     * 9618). Check what {@code TrustPolicy.requiringPolicies} requires.
     */
    CERTIFICATE_POLICY,
    /**
     * Programs read the message in more than one way, so the verifier confirms no address of the
     * message's signer, for example because an attachment has two names that differ. The sentence
     * names up to four of the places. For a recipient: accepted certificates write the address
     * differently, so they may belong to different people.
     */
    AMBIGUOUS,
    /**
     * The certificate does not contain the expected address, such as that in From. The sender may
     * be forged.
     */
    ADDRESS_MISMATCH,
    /**
     * The certificate contains no mail address. Check the signer yourself ({@code
     * ExpectedSigner.anyone}).
     */
    NO_ADDRESS,
    /**
     * The time that the signer claims differs from the Date of the message, or from the time of
     * judging if the message has no Date. {@code Verifier.allowingSkew} allows a larger difference.
     */
    DATE_MISMATCH,
    /**
     * The key usage of the certificate does not allow this use. The signer needs another
     * certificate.
     */
    KEY_USAGE,
    /**
     * The extended key usage of the certificate does not allow mail. The signer needs another
     * certificate.
     */
    EXTENDED_KEY_USAGE,
    /**
     * A certificate in the path has expired. For old mail, set the time with {@code
     * TrustPolicy.at}, or the authorities of time stamps with {@code
     * Verifier.believingTimestampsOf}.
     */
    EXPIRED,
    /** A certificate in the path is not valid yet. Check the clock, and {@code TrustPolicy.at}. */
    NOT_YET_VALID,
    /** The signature or the path uses SHA-1 or RIPEMD-160, both too weak. */
    WEAK_DIGEST,
    /** A key is too short, such as RSA below 2,048 bits, or of a kind that is too weak. */
    WEAK_KEY,

    /**
     * The signer's certificate is missing. Give it to {@code TrustPolicy.intermediates}. For a
     * recipient: no certificate is known for the address.
     */
    CERTIFICATE_MISSING,
    /**
     * The signature is detached, and its content is missing. Give the content to {@code
     * MailReader.withDetachedContent}. For a countersignature: the signature that it covers could
     * not be checked.
     */
    CONTENT_MISSING,
    /**
     * No signature covers the whole message. Only {@code OpenedMail.requireSigned} reports this
     * code; no verdict has it. {@code OpenedMail.layers} has the signatures of parts.
     */
    NOT_SIGNED,
    /** The policy has no trust anchor. Name your anchors with {@code TrustPolicy.anchors}. */
    NO_ANCHORS,
    /**
     * The policy checks revocation, but no CRL or OCSP response says whether the certificate was
     * revoked. Provide a newer CRL or OCSP response, or accept the risk with {@code
     * Revocation.soft}.
     */
    REVOCATION_UNKNOWN,

    /** The field From inside the protection differs from the field outside. Use the one inside. */
    FROM_MISMATCH,
    /**
     * The author encrypted the message, but it arrived unencrypted. Assume that someone else has
     * read it.
     */
    ENCRYPTION_REMOVED,
    /**
     * The protected To and Cc name none of the reader's addresses. The message may be a blind copy,
     * or a recipient may have forwarded it.
     */
    NOT_ADDRESSED_TO_READER,
    /**
     * A protected field differs outside, and the author did not cause the difference. Show the
     * field inside.
     */
    FIELD_ALTERED,
    /**
     * A protected field is missing outside, and the author did not hide it. Show the field inside.
     */
    FIELD_MISSING,
    /** The outer header has a field that the protected header lacks. Do not use it for a reply. */
    FIELD_ADDED,
    /**
     * The header inside has no signature, or not all of its signers are trusted. Treat the header
     * as unverified.
     */
    HEADER_UNVERIFIED,
    /**
     * You told the verifier to accept any signer, and programs read this message in more than one
     * way. Show the content, but do not attribute it to the signer.
     */
    READ_DIFFERENTLY,
    /** Sender differs from From. No signature confirms Sender. */
    SENDER_DIFFERS,
    /** Replies go to another address than From. Check the address before you reply. */
    REPLY_TO_DIFFERS,
    /** All signatures are outside the encryption. Do not attribute the content to the signer. */
    SIGNED_CIPHERTEXT,
    /**
     * An attacker may have replaced the identifier of the cipher in the message. The key has opened
     * authenticated mail before, but this message is not authenticated. Do not render it with
     * remote content.
     */
    DOWNGRADE_POSSIBLE,
    /** A signature covers only a part of the message. Use its verdict for that part only. */
    PART_SIGNED,
    /**
     * A part of the message is encrypted. {@code MailReader.decryptingErrant} opens it; show its
     * content separately.
     */
    PART_ENCRYPTED,
    /**
     * A gateway wrote a field again with the same value. Programs read one value. You need not do
     * anything.
     */
    FIELD_REPEATED,

    /**
     * The caller gave no expected signer, so the verifier did not compare addresses. Set one with
     * {@code Verifier.expecting}, or open the whole mail and not only its CMS.
     */
    ADDRESS_NOT_CHECKED,
    /**
     * The local parts of the address in the certificate and of the expected address differ in case.
     * Use {@code ExpectedSigner.exact} if they may belong to different people.
     */
    LOCAL_PART_CASE,
    /**
     * The certificate belongs to a whole domain. Show the domain, and not a person, as the signer.
     */
    DOMAIN_BOUND,
    /** A mail address is malformed. It matches no other address. */
    ADDRESS_MALFORMED,
    /**
     * A wrong time zone explains the difference between the signing time and the message's Date.
     * You need not do anything.
     */
    DATE_ZONE,
    /**
     * The signing time and the message's Date differ by more than an hour. The signer gets this
     * note and not {@code DATE_MISMATCH} if no address is expected of this signer, or if {@code
     * Verifier.allowingSkew} allows the difference.
     */
    DATE_SKEW,
    /**
     * The signing time or the message's Date is missing, or mail programs read the Date
     * differently, so a comparison proves nothing. A signer gets this note only on mail, and if an
     * address is expected of this signer: that in From, or the verifier's. If only Date is missing,
     * and the time of verification is further from the signing time than an hour, or than {@code
     * Verifier.allowingSkew} allows, the signer gets {@code DATE_MISMATCH} instead.
     */
    DATE_NOT_CHECKED,
    /** The signature does not identify its certificate by hash. You need not do anything. */
    SIGNING_CERTIFICATE_ABSENT,
    /**
     * The verifier does not use a time stamp of the signature; the sentence says why. {@code
     * Verifier.believingTimestampsOf} sets the accepted authorities; without it there is no note.
     */
    TIMESTAMP_NOT_BELIEVED,
    /**
     * A countersignature is malformed or exceeds a limit, and was not read. {@code
     * Limit.COUNTERSIGNATURES} or {@code COUNTERSIGNATURE_DEPTH} allows more.
     */
    COUNTERSIGNATURE_NOT_READ,
    /** A countersignature deviates from its standard; the sentence begins with the deviation. */
    COUNTERSIGNATURE_DEVIATES,
    /**
     * The content of a detached signature is missing, and there are further reasons against the
     * signer. The signer gets one note for each reason. Supply the content with {@code
     * MailReader.withDetachedContent}.
     */
    SIGNER_DOUBTFUL,
    /**
     * Revocation was not checked: the policy has no sources ({@code TrustPolicy.revocation}), the
     * certificate is an anchor, or its issuer publishes none (RFC 9608).
     */
    REVOCATION_NOT_CHECKED,
    /**
     * No CRL or OCSP response covers the certificate, and {@code Revocation.soft} accepts that.
     * Supply newer CRLs or OCSP responses.
     */
    REVOCATION_UNKNOWN_ACCEPTED,
    /** The certificate belongs to a certification authority. You need not do anything. */
    CERTIFICATION_AUTHORITY,
    /** The certificate of the anchor has expired. Replace the anchor. */
    ANCHOR_EXPIRED,
    /**
     * The library refused to fetch from an address. You need not do anything: a stranger chose that
     * address.
     */
    FETCH_REFUSED,
    /** A fetch returned nothing usable. Try again later. */
    FETCH_FAILED,

    /** A source of certificates could not answer. Try again later. */
    SOURCE_FAILED,
    /**
     * A source has more certificates for an address than the library checks. Remove old ones from
     * the source.
     */
    CANDIDATES_LEFT_OUT,
    /**
     * A directory has more entries for an address than the library reads. Remove old ones from the
     * directory.
     */
    ENTRIES_LEFT_OUT,
    /**
     * An attribute in a directory has more values than the library reads. Remove old ones from the
     * directory.
     */
    VALUES_LEFT_OUT,
    /** A value in a directory is not a readable certificate. Correct the entry. */
    VALUE_UNREADABLE,
    /**
     * A directory refers to other servers, which the library does not query. Add those servers as
     * sources.
     */
    REFERRAL_NOT_FOLLOWED,

    /**
     * The encryption does not detect changes to the content, and nothing inside it is signed. Sign
     * the message too: {@code Outgoing.signedBy} before {@code encryptedBy}.
     */
    NOT_AUTHENTICATED,
    /**
     * The library does not know whether a recipient's software can open the message. Ask the
     * recipient. {@code AlgorithmPolicy.standard} may help, or in place of ML-KEM a certificate
     * with an RSA or EC key.
     */
    MAY_NOT_OPEN,
    /**
     * The message uses CBC, because a recipient is known not to support AEAD ciphers. {@code
     * AlgorithmPolicy.authenticatedOnly} never writes CBC.
     */
    CBC_FOR_RECIPIENT,
    /**
     * Some recipients have RSA keys, and others have keys of another kind. Some programs cannot
     * open such a message; send separate messages with {@code Outgoing.sealEach}.
     */
    OTHER_KEY_BESIDE_RSA,
    /**
     * You called {@code derivingContentKeys}, but a recipient is known not to support derived
     * content keys, so the library derived none. Send this recipient a separate message.
     */
    CONTENT_KEY_NOT_DERIVED,
    /** Quantum computers will break a recipient's key. Use a certificate with ML-KEM. */
    CLASSICAL_KEY,
    /** An address in To or Cc is in no recipient's certificate. Add its owner as a recipient. */
    ADDRESS_WITHOUT_CERTIFICATE,
    /** The signer's certificate had expired at the signing time. Sign with a newer certificate. */
    SIGNER_EXPIRED,
    /**
     * The signer's certificate was not yet valid at the signing time. Sign later, or with another
     * certificate.
     */
    SIGNER_NOT_YET_VALID,
    /**
     * The signer's certificate does not hold the address in From. Sign with the author's
     * certificate.
     */
    SIGNER_NOT_FROM,
    /**
     * The keys or chosen schemes of several signers have no digest in common. Choose schemes that
     * share one.
     */
    DIFFERENT_DIGESTS,
    /**
     * A message that is only signed has a Bcc field, which all recipients see. Remove it before you
     * send.
     */
    BCC_SHOWN,
    /**
     * The header fields are not hidden: the message is not encrypted, or it was already signed,
     * encrypted or compressed. Add all layers with one {@code Outgoing}.
     */
    NOT_HIDDEN,
    /**
     * The library could not make a part 7-bit. A relay may change this part and so break the
     * signature. Encode it before you sign.
     */
    MAY_BREAK_IN_TRANSIT,
    /**
     * A signed message has no From, so readers have no author to compare with the signer. Add the
     * field.
     */
    NO_FROM,
    /** The message is compressed, which most mail programs cannot read. Leave out compression. */
    COMPRESSED,
    /**
     * Most mail programs support neither keys on X25519 and X448, nor signatures by EdDSA, ML-DSA
     * or SLH-DSA. Use an RSA or ECDSA key too, or ask the recipients.
     */
    RARE_ALGORITHM,
    /**
     * The message names its recipients by key identifiers, as you asked. Some programs then find no
     * key. Leave out {@code Encryptor.namingKeyIdentifiers}.
     */
    KEY_IDENTIFIERS,

    /** EnvelopedData uses an AEAD cipher, with its tag after the ciphertext. */
    AEAD_IN_ENVELOPED_DATA,
    /**
     * The attributes of AuthEnvelopedData have the tags of AuthenticatedData (RFC 5083, section
     * 2.1).
     */
    ATTRIBUTES_TAG,
    /** PEM or Base64 in place of binary CMS. */
    ARMOURED_CMS,
    /** Base64 text with lines longer than 76, characters outside its alphabet, or wrong padding. */
    BASE64_IRREGULAR,
    /** AEAD parameters that consist of the nonce alone. */
    BARE_NONCE,
    /** SignedData without the ContentInfo around it. */
    BARE_SIGNED_DATA,
    /** A certificate in the message is damaged. The library ignores it. */
    CERTIFICATE_DAMAGED,
    /** The final delimiter of a multipart is missing. */
    CLOSE_DELIMITER_MISSING,
    /** The content is wrapped in one more OCTET STRING inside the ciphertext. */
    CONTENT_IN_OCTET_STRING,
    /**
     * digestAlgorithm names a signature algorithm. The library uses the digest of that algorithm.
     */
    DIGEST_ALGORITHM,
    /** The signature of a multipart/signed also contains content, which equals the signed part. */
    ECONTENT_EQUAL,
    /** eContent is not an OCTET STRING but another type, as in PKCS #7 before CMS. */
    ECONTENT_NOT_OCTET_STRING,
    /**
     * The encrypted key is shorter than the RSA modulus, because the sender dropped its leading
     * zeros.
     */
    ENCRYPTED_KEY_SHORT,
    /** An INTEGER, such as a serial number, with more leading octets than BER allows. */
    INTEGER_PADDED,
    /**
     * The key wrap algorithm has another key size than the content cipher (RFC 8551, section 2.3).
     */
    KEY_WRAP_SIZE,
    /** The micalg parameter does not name the digest that was used. */
    MICALG_MISMATCH,
    /**
     * Another media type than the standard's, such as application/octet-stream or an x- type, or a
     * MIME entity in place of CMS.
     */
    MEDIA_TYPE,
    /**
     * A multipart/signed claims to be quoted-printable, as Apple Mail writes it. Every program
     * ignores this value.
     */
    MULTIPART_ENCODING,
    /**
     * Decrypted, unauthenticated content that is neither MIME, text nor BER. A wrong key passes
     * once in 256 times.
     */
    NOT_MIME,
    /** The protocol parameter of a multipart/signed is missing or names another type. */
    PROTOCOL_PARAMETER,
    /** An inner header contains raw 8-bit octets. */
    RAW_8BIT_HEADER,
    /**
     * The message names no certificate that came with the private key. Either it names another
     * certificate with the same public key, which you hold from another source, or the library
     * found the key by trial.
     */
    RECIPIENT_BY_TRIAL,
    /**
     * The message names the recipient in another form than its certificate. Examples: other string
     * types, a serial number with another sign, the subject as issuer, or a key identifier computed
     * in another way.
     */
    RECIPIENT_IDENTIFIER,
    /**
     * The scheme of the signature does not name a digest (EdDSA, ML-DSA, SLH-DSA), and the message
     * digest is not one that the standard allows for it (RFC 8419, 9882, 9814).
     */
    SCHEME_DIGEST,
    /**
     * The signed attributes are not in DER. Or the library could not fully check that: they exceed
     * 64 KiB or have an unreadable value. The sentence says whether the signature is valid for them
     * as received, or in DER.
     */
    SIGNED_ATTRIBUTES_NOT_DER,
    /** The signature has no signed attributes. */
    SIGNED_ATTRIBUTES_ABSENT,
    /**
     * The signature is valid only after the library changes line ends, or the last line, of the
     * signed part.
     */
    SIGNED_FORM,
    /** The smime-type parameter is missing or names another content. */
    SMIME_TYPE,
    /** The AEAD tag is shorter than 16 octets. */
    SHORT_TAG,
    /** Octets follow the complete CMS object. */
    TRAILING_DATA,
    /** A preamble or an epilogue contains text. */
    UNSIGNED_TEXT_AROUND,
    /** The content is encrypted with 3DES, RC2, DES, CAST5, IDEA or Blowfish. */
    WEAK_CIPHER;

    /** Returns how much a finding with this code lowers a verdict, if it does. */
    public Severity severity() {
      if (compareTo(DISTRUSTED) < 0) {
        return Severity.BROKEN;
      } else if (compareTo(CERTIFICATE_MISSING) < 0) {
        return Severity.UNTRUSTED;
      } else if (compareTo(FROM_MISMATCH) < 0) {
        return Severity.UNKNOWN;
      }
      return compareTo(AEAD_IN_ENVELOPED_DATA) < 0 ? Severity.NOTE : Severity.DEVIATION;
    }
  }

  /**
   * How much a finding lowers a verdict, worst first.
   *
   * <p>Later versions may add constants: give a {@code switch} a {@code default}.
   */
  public enum Severity {
    /** The signature proves nothing. */
    BROKEN,
    /** The signature is right, and something speaks against its signer. */
    UNTRUSTED,
    /** Something that is needed for a judgement is missing. */
    UNKNOWN,
    /** A fact about a message, a signer or a recipient. It lowers no verdict and stops nothing. */
    NOTE,
    /**
     * The input deviates from its standard, and the library tolerated it. A deviation never makes a
     * message trusted and never lowers its verdict.
     */
    DEVIATION
  }

  public Finding {
    Object[] kept = arguments.toArray();
    for (int i = 0; i < kept.length; i++) {
      if (!(kept[i] instanceof Number
          || kept[i] instanceof Instant
          || kept[i] instanceof Finding)) {
        kept[i] = String.valueOf(kept[i]);
      }
    }
    arguments = List.of(kept);
  }

  /** A finding with these arguments, or none. */
  public Finding(Code code, String pattern, @Nullable Object... arguments) {
    this(code, pattern, Arrays.asList(arguments));
  }

  /**
   * Returns the finding in words, with the evidence. Of a deviation it is what was seen, and may be
   * empty.
   */
  public String sentence() {
    StringBuilder sentence = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      int argument = pattern.startsWith("}", i + 2) ? pattern.charAt(i + 1) - '0' : -1;
      if (pattern.charAt(i) == '{' && argument >= 0 && argument < arguments.size()) {
        Object each = arguments.get(argument);
        sentence.append(each instanceof Finding part ? part.sentence() : each);
        i += 2;
      } else {
        sentence.append(pattern.charAt(i));
        i += pattern.startsWith("''", i) ? 1 : 0;
      }
    }
    return sentence.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Finding finding && compareTo(finding) == 0;
  }

  @Override
  public int hashCode() {
    return sentence().hashCode();
  }

  /** Worst first; findings of one code by their sentences. */
  @Override
  public int compareTo(Finding other) {
    int byCode = code.compareTo(other.code);
    return byCode != 0 ? byCode : sentence().compareTo(other.sentence());
  }

  @Override
  public String toString() {
    if (code.severity() != Severity.DEVIATION) {
      return code + ": " + sentence();
    }
    // Text from a sender must not start a new line.
    return sentence().isEmpty()
        ? code.name()
        : code.name()
            + " ("
            + sentence().replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?")
            + ")";
  }
}
