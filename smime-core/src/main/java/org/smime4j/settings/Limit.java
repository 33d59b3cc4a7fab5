package org.smime4j.settings;

/**
 * The limits on the work that one message may cause, each with its default, which {@code
 * Limits.standard().get(limit)} returns. No limit applies to the size of a message, because the
 * library streams messages. The limit {@link #WORK} is higher for a larger message. A few
 * algorithms must hash the content several times. With large content, these algorithms can exceed
 * {@code WORK}. {@link Limits#allowing} changes a limit.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum Limit {
  /**
   * Nesting of multiparts and message/rfc822. Recursive mail clients have crashed at several
   * thousand levels.
   */
  MIME_DEPTH("MIME nesting", 32),
  /** Signed, encrypted and compressed layers of one message. Triple wrapping needs three. */
  CRYPTO_LAYERS("cryptographic layers", 8),
  /**
   * MIME parts of one message. A part may be as small as a few octets, and the reader keeps an
   * object for each part.
   */
  PARTS("MIME parts", 1_000),
  /** Header fields of one entity. The reader keeps all of them in memory. */
  HEADERS("header fields of one entity", 1_000),
  /** Octets of all header fields of one entity. */
  HEADER_BLOCK_OCTETS("octets in one header block", 256 * 1024),
  /**
   * Octets of one header field, folding included. Several programs had vulnerabilities because
   * unfolding took quadratic time.
   */
  HEADER_OCTETS("octets in one header field", 64 * 1024),
  /**
   * Octets of one line outside Base64 bodies. RFC 5322 allows 998, but some programs write longer
   * lines.
   */
  LINE_OCTETS("octets in one line", 1024 * 1024),
  /**
   * Octets of one text that the library decodes from its charset. You can read a part of any size
   * as bytes.
   */
  TEXT_OCTETS("octets of one text", 16 * 1024 * 1024),
  /** ASN.1 nesting (CVE-2023-33202, CVE-2024-34447). */
  ASN1_DEPTH("ASN.1 nesting", 32),
  /** ASN.1 octets outside the content, in total. libksba has the same limit. */
  ASN1_OCTETS("ASN.1 octets outside the content", 16 * 1024 * 1024),
  /** Octets of one object identifier (CVE-2017-7792). */
  OID_OCTETS("octets of an object identifier", 128),
  /** RecipientInfos of one message. Each may lead to operations with several keys. */
  RECIPIENTS("recipientInfos", 1_000),
  /** SignerInfos of one signature. Each may need a signature check and a certificate path. */
  SIGNERS("signerInfos", 16),
  /** Certificates in one message. The search for certificate paths considers each of them. */
  CERTIFICATES("certificates in a message", 64),
  /** CRLs in one message. Each may need a signature check. */
  CRLS("CRLs in a message", 16),
  /**
   * Attributes in one set: those of a signer, or those of an encrypted layer. The reader reads each
   * of them.
   */
  ATTRIBUTES("attributes", 64),
  /**
   * Nominal milliseconds of private-key operations for one message. No clock is read: each
   * operation has a cost by the kind and size of the key, for example 0.95 for RSA-2048, 7 for
   * RSA-4096, 113 for RSA-8192 and 0.36 for P-256. From the third recipient on an operation counts
   * two and a half times. A key in a token or a service counts like one in memory. Keys that the
   * message names come first, and the first 16 operations with them cost nothing. If a key escrow
   * has more than 1,000 keys, raise this limit to the milliseconds that all of them need.
   */
  PRIVATE_KEY_MILLIS("nominal milliseconds of private-key operations for one message", 1_000),
  /**
   * How often the library may compute the tag of the whole content of one encrypted layer, each
   * time with another key, however large the content is. {@link #CONTENT_RUN_OCTETS} can allow more
   * for small content. After {@code Decryptor.tryingOtherKeys()} the other keys may use the same
   * number again. With a slow cipher, such as AES-CCM, all layers and keys together may use a fifth
   * of it, and each layer at least one. Content without a tag is decrypted once.
   */
  CONTENT_RUNS("decryptions of the whole content", 16),
  /**
   * Allows more decryptions than {@link #CONTENT_RUNS} if the content is small. The library divides
   * this number by the size of the content. If the quotient is larger than {@link #CONTENT_RUNS},
   * the library allows as many decryptions as the quotient. It can therefore try hundreds of keys
   * on a small message. All layers of a message together have this number of octets. An octet under
   * triple DES counts as 22, under another slow cipher as 9.
   */
  CONTENT_RUN_OCTETS("octets of all decryptions of the whole content", 64 * 1024 * 1024),
  /** Octets of an input stream that stay in memory. A longer stream goes to a temporary file. */
  SPOOL_THRESHOLD("octets kept in memory", 8 * 1024 * 1024),
  /**
   * Iterations of one key derivation by PBKDF2 or a similar function. 9,000,000 iterations took ten
   * seconds (CVE-2026-13586). All derivations of one message or file of certificates together, for
   * all passwords, may take as long as twice this number of iterations of PBKDF2 with HMAC-SHA-256,
   * those of a key file four and a half times. The library estimates their time from the function,
   * the hash and the lengths.
   */
  KDF_ITERATIONS("iterations of key derivation", 1_000_000),
  /** Bytes of memory that scrypt or Argon2 may use. */
  KDF_MEMORY("octets of memory for key derivation", 256 * 1024 * 1024),
  /** Octets of compressed content after decompression; by default 67,108,864 (64 MiB). */
  INFLATED_OCTETS("octets of decompressed content", 64 * 1024 * 1024),
  /**
   * Expansion ratio of compressed content: octets after decompression for each octet before it; by
   * default 100. It applies only after the first {@link #INFLATE_GRACE} octets.
   */
  INFLATE_RATIO("expansion ratio of compressed content", 100),
  /**
   * Octets of decompressed content before {@link #INFLATE_RATIO} applies; by default 1,048,576 (1
   * MiB).
   */
  INFLATE_GRACE("octets expanded before the ratio counts", 1024 * 1024),
  /** Certificates in one path, without the anchor. */
  PATH_LENGTH("certificates in a path", 8),
  /**
   * Signature checks on certificates, CRLs and OCSP responses for all signers of one message
   * together. For comparison, webpki allows 100 for the single chain of a TLS server.
   */
  PATH_SIGNATURES("signature checks on certificates for one message", 512),
  /**
   * Signature checks on signerInfos for one message. The verifier may have to check each signerInfo
   * with several keys, and each check counts. All countersignatures of the message together may use
   * the same number again.
   */
  SIGNATURE_CHECKS("signature checks for one message", 256),
  /** Countersignatures of one message. The verifier does not read further ones, and adds a note. */
  COUNTERSIGNATURES("countersignatures of one message", 16),
  /**
   * Levels of countersignatures on countersignatures. The verifier does not read deeper ones, and
   * adds a note.
   */
  COUNTERSIGNATURE_DEPTH("countersignatures on one another", 4),
  /**
   * Calls of a fetcher for one message. A path of three certificates names an OCSP responder and a
   * CRL for each, so it needs up to six calls.
   *
   * <p>The same number of calls is allowed again for the time stamps of the message, again for its
   * countersignatures, and again for the time stamps of the countersignatures. This also holds for
   * {@link #FETCHED_OCTETS}, {@link #FETCH_MILLIS} and {@link #PATH_SIGNATURES}.
   */
  FETCHES("fetches for one message", 8),
  /**
   * Octets of everything fetched for one message. CRLs of large authorities have several megabytes.
   */
  FETCHED_OCTETS("octets fetched for one message", 16 * 1024 * 1024),
  /** Milliseconds that all fetches for one message may take. */
  FETCH_MILLIS("milliseconds of fetching for one message", 10_000),
  /**
   * Processor time for one message or file, in microseconds of a processor of 2024. The library
   * estimates it from sizes before it does the work. The limit grows with the size of the message.
   * It covers all work except private-key operations and key derivation, which {@link
   * #PRIVATE_KEY_MILLIS} and {@link #KDF_ITERATIONS} limit.
   */
  WORK("units of processor work for one message", 400_000);

  private final String subject;
  private final long standard;

  Limit(String subject, long standard) {
    this.subject = subject;
    this.standard = standard;
  }

  /** Returns the words for the counted quantity in a sentence. */
  public String subject() {
    return subject;
  }

  /** Returns the default. */
  long standard() {
    return standard;
  }
}
