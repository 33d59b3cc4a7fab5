package org.smime4j;

/**
 * What a stranger's input may demand, each with the default of {@link Limits#standard()}. The size
 * of a message is not limited: it streams.
 */
public enum Limit {
  /** Nesting of multiparts and message/rfc822. Clients that recurse fell over at some thousands. */
  MIME_DEPTH("MIME nesting", 32),
  /** Signed, encrypted and compressed layers of one message. Triple wrapping needs three. */
  CRYPTO_LAYERS("cryptographic layers", 8),
  /** MIME parts of one message. */
  PARTS("MIME parts", 1_000),
  /** Header fields of one entity. */
  HEADERS("header fields of one entity", 1_000),
  /** Octets of all header fields of one entity. */
  HEADER_BLOCK_OCTETS("octets in one header block", 256 * 1024),
  /** Octets of one header field, folding included (CVE class: quadratic unfolding). */
  HEADER_OCTETS("octets in one header field", 64 * 1024),
  /** Octets of one line outside Base64 bodies. */
  LINE_OCTETS("octets in one line", 1024 * 1024),
  /**
   * Octets of one text that is decoded by its charset. A part of any size can be read as octets.
   */
  TEXT_OCTETS("octets of one text", 16 * 1024 * 1024),
  /** ASN.1 nesting (CVE-2023-33202, CVE-2024-34447). */
  ASN1_DEPTH("ASN.1 nesting", 32),
  /** ASN.1 octets outside the content, all together; libksba stops at the same figure. */
  ASN1_OCTETS("ASN.1 octets outside the content", 16 * 1024 * 1024),
  /** Octets of one object identifier (CVE-2017-7792). */
  OID_OCTETS("octets of an object identifier", 128),
  /** RecipientInfos of one message. */
  RECIPIENTS("recipientInfos", 1_000),
  /** SignerInfos of one signature. */
  SIGNERS("signerInfos", 16),
  /** Certificates carried by one message. */
  CERTIFICATES("certificates in a message", 64),
  /** CRLs carried by one message. */
  CRLS("CRLs in a message", 16),
  /** Attributes in one set: of a signer, or beside encrypted content. */
  ATTRIBUTES("attributes", 64),
  /** Private-key operations spent on one message; an escrow sets it to its size. */
  KEY_TRIALS("private-key operations for one message", 10_000),
  /**
   * Milliseconds that may go by while keys are tried on one encrypted layer; looked at before each
   * private operation and each decryption of the whole content. Keys in a token or behind a service
   * take long; those in memory never come near.
   */
  KEY_TRIAL_MILLIS("milliseconds of trying keys on one message", 10 * 60 * 1000),
  /**
   * Decryptions of the whole content of one encrypted layer, however large it is: by keys that the
   * message names, and as many by others.
   */
  CONTENT_RUNS("decryptions of the whole content", 16),
  /**
   * Octets that these decryptions may work on together where they are more than {@link
   * #CONTENT_RUNS}: so hundreds of keys are tried on a small mail.
   */
  CONTENT_RUN_OCTETS("octets of all decryptions of the whole content", 64 * 1024 * 1024),
  /** Octets of an input stream that are kept in memory; past it a spool file is used. */
  SPOOL_THRESHOLD("octets kept in memory", 8 * 1024 * 1024),
  /**
   * Iterations of PBKDF2 and its kin; 9,000,000 took ten seconds (CVE-2026-13586). All passwords
   * that are tried on one message may together take sixteen times as many.
   */
  KDF_ITERATIONS("iterations of key derivation", 1_000_000),
  /** Octets of memory that scrypt or Argon2 may use. */
  KDF_MEMORY("octets of memory for key derivation", 256 * 1024 * 1024),
  /** Octets that compressed content may expand to. */
  INFLATED_OCTETS("octets of decompressed content", 64 * 1024 * 1024),
  /** Expansion ratio of compressed content, counted past {@link #INFLATE_GRACE}. */
  INFLATE_RATIO("expansion ratio of compressed content", 100),
  /** Octets that may be expanded before the ratio counts. */
  INFLATE_GRACE("octets expanded before the ratio counts", 1024 * 1024),
  /** Certificates in one path, the anchor not counted. */
  PATH_LENGTH("certificates in a path", 8),
  /**
   * Signatures of certificates, CRLs and OCSP responses that are checked for one message, all its
   * signers together; webpki allows 100 for the one chain of a TLS server.
   */
  PATH_SIGNATURES("signature checks on certificates for one message", 512),
  /**
   * Signatures of signerInfos that are checked for one message: keys times signers. All its
   * countersignatures may together cost as many once more.
   */
  SIGNATURE_CHECKS("signature checks for one message", 256),
  /** Countersignatures of one message; what is past them is noted, and not read. */
  COUNTERSIGNATURES("countersignatures of one message", 16),
  /** Countersignatures on one another; what is past them is noted, and not read. */
  COUNTERSIGNATURE_DEPTH("countersignatures on one another", 4),
  /**
   * Calls of a fetcher for one message, and as many for its time stamps, for its countersignatures
   * and for the stamps of these, as with all bounds of fetching and of {@link #PATH_SIGNATURES}; a
   * path of three names an OCSP responder and a CRL each.
   */
  FETCHES("fetches for one message", 8),
  /** Octets of all that is fetched for one message; CRLs of large authorities have megabytes. */
  FETCHED_OCTETS("octets fetched for one message", 16 * 1024 * 1024),
  /** Milliseconds that all fetches for one message may take. */
  FETCH_MILLIS("milliseconds of fetching for one message", 10_000),
  /**
   * Processor work for one message or file, estimated from sizes before it is done, in microseconds
   * of a processor of 2024. It stands behind all counts above, and holds for what none of them
   * counts.
   */
  WORK("units of processor work for one message", 400_000);

  private final String subject;
  private final long standard;

  Limit(String subject, long standard) {
    this.subject = subject;
    this.standard = standard;
  }

  /** What is counted, for a sentence. */
  String subject() {
    return subject;
  }

  /** The default. */
  long standard() {
    return standard;
  }
}
