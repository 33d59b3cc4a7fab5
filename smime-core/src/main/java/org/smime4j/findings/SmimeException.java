package org.smime4j.findings;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * The base class of all failures that smime4j reports. A full disk or a broken stream causes an
 * ordinary {@link IOException}.
 *
 * <p>A {@code Decryptor} throws {@link Malformed}, {@link UnsupportedAlgorithm} and {@link Refused}
 * only before it uses a key. Every failure that depends on a secret is the same {@link
 * NotDecryptable}.
 *
 * <pre>{@code
 * try {
 *   mail.requireSigned().requireTrusted();
 * } catch (SmimeException.NotTrusted e) {
 *   System.err.println(e.finding() + ": " + e.getMessage());
 * }
 * }</pre>
 */
public abstract sealed class SmimeException extends IOException {

  private static final long serialVersionUID = 1L;

  private SmimeException(String message) {
    super(message);
  }

  /**
   * Thrown if the input violates its standard. Trying again does not help: the program needs other
   * input.
   */
  public static final class Malformed extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String where;
    private final long offset;

    /**
     * @param where the structure in which reading stopped, in the standard's terms
     * @param offset where reading stopped, in octets from the beginning of the data that was read,
     *     or -1 if unknown
     * @param what a sentence that says what is wrong
     */
    public Malformed(String where, long offset, String what) {
      super(where + (offset < 0 ? "" : " at octet " + offset) + ": " + what);
      this.where = where;
      this.offset = offset;
    }

    /** Returns the structure in which reading stopped. */
    public String where() {
      return where;
    }

    /**
     * Returns where reading stopped, in octets from the beginning of the data that was read, or -1
     * if unknown.
     */
    public long offset() {
      return offset;
    }
  }

  /**
   * Thrown if the input needs more than {@link Limits} allow. The input may still be legitimate:
   * {@link Limits#with} raises the limit.
   */
  public static final class LimitExceeded extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final Limit limit;
    private final long allowed;

    public LimitExceeded(Limit limit, long allowed) {
      super(
          "The input exceeds the limit of "
              + allowed
              + " for "
              + limit.subject()
              + "; raise Limit."
              + limit.name()
              + " if you expect such input");
      this.limit = limit;
      this.allowed = allowed;
    }

    /** Returns the limit that the input exceeds. */
    public Limit limit() {
      return limit;
    }

    /** Returns the value of the limit. */
    public long allowed() {
      return allowed;
    }
  }

  /** Thrown if the library does not support an algorithm, or does not support it in this role. */
  public static final class UnsupportedAlgorithm extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String oid;

    /**
     * @param oid the object identifier in dotted form, or a name if no object identifier is known
     * @param role the use of the algorithm, for example {@code content encryption}
     */
    public UnsupportedAlgorithm(String oid, String role) {
      super("The algorithm " + AlgorithmNames.spelt(oid) + " is not supported for " + role);
      this.oid = oid;
    }

    /** Returns an object identifier, behind the name of its algorithm if that is known. */
    public static String spelt(String oid) {
      return AlgorithmNames.spelt(oid);
    }

    /** Returns the object identifier in dotted form, or a name if no object identifier is known. */
    public String oid() {
      return oid;
    }

    /**
     * Returns the name, for example {@code camellia128-cbc}; empty if it is unknown. The
     * exception's message contains it too.
     */
    public Optional<String> algorithm() {
      return Optional.ofNullable(AlgorithmNames.of(oid));
    }
  }

  /**
   * Thrown if a rule forbids reading or writing a message. {@link #rule()} returns the rule. A
   * {@code Decryptor} decides this before it uses a key. {@code OpenedMail} and {@code MailPart}
   * decide {@link Rule#UNAUTHENTICATED} when you ask for the content.
   */
  public static final class Refused extends SmimeException {
    private static final long serialVersionUID = 1L;

    /** Stable names of the rules: first those for reading, then those for writing. */
    public enum Rule {
      /**
       * Encrypted content is not authenticated, and no trusted signature covers all of it. The rule
       * also applies if the policy forbids all unauthenticated content. {@code
       * unauthenticatedContent} returns the content, if you accept that it may have been changed.
       * When you write, it applies if you add an authenticated attribute and the cipher does not
       * authenticate.
       */
      UNAUTHENTICATED,
      /**
       * EnvelopedData uses an AEAD cipher, but has no field for its tag. {@code
       * AlgorithmPolicy.archive()} reads it.
       */
      AEAD_IN_ENVELOPED_DATA,
      /**
       * AuthEnvelopedData uses a cipher without authentication. Someone tampered with the message.
       */
      NOT_AEAD_IN_AUTH_ENVELOPED_DATA,
      /**
       * An AEAD cipher has no tag, or a cipher that is not AEAD has a tag. The two rules above
       * usually refuse such a message first.
       */
      CIPHER_OF_ANOTHER_CONTENT_TYPE,
      /**
       * The key is marked for authenticated encryption only, and the message is not authenticated.
       * Ask for a new message, or remove the mark.
       */
      AEAD_ONLY_KEY,
      /** The tag of an AEAD cipher has fewer than 12 octets. */
      TAG_LENGTH,
      /** The content is encrypted with DES. {@code AlgorithmPolicy.archive} reads it. */
      DES,
      /** The CAST5 key is shorter than any key that a known program writes. */
      CAST5_KEY_TOO_SHORT,
      /** The RC2 key has fewer than 32 effective bits. */
      RC2_KEY_TOO_SHORT,
      /**
       * Compressed content contains compressed content. When writing, leave out {@code
       * compressed()}.
       */
      NESTED_COMPRESSION,

      /**
       * The library does not accept a recipient's certificate. The exception's message gives the
       * reasons and the remedies.
       */
      RECIPIENT_CERTIFICATE,
      /**
       * No certificate may sign mail and is valid now, or the certificates of several people may
       * sign. The exception's message names them, with dates. Get a new certificate, or use the key
       * file of one person.
       */
      SIGNER_CERTIFICATE,
      /** No certificate was accepted, and a source of certificates failed. Try again later. */
      CERTIFICATE_SOURCE,
      /** An RSA key is shorter than the policy allows. Its owner needs a longer key. */
      RSA_KEY_TOO_SHORT,
      /**
       * The content is longer than 2^36-32 octets, the limit of AES-GCM. Write several messages.
       */
      GCM_LENGTH,
      /**
       * The message to encrypt has a Bcc field. Use {@code Outgoing.sealEach}, or remove the field.
       */
      BCC,
      /**
       * The message must consist of a header only, but it has content. Give {@code
       * Outgoing.receipt} and {@code Outgoing.certificates} the header alone.
       */
      CONTENT,
      /**
       * Programs read the header of the message in more than one way, or there is none. Correct it
       * before you sign.
       */
      HEADER_AMBIGUOUS,
      /**
       * A header field has a value that no header can contain, such as a line break. Correct the
       * value.
       */
      HEADER_VALUE,
      /** A part has an unknown transfer encoding. Encode it as base64. */
      TRANSFER_ENCODING
    }

    private final Rule rule;

    /**
     * @param rule the stable name of the rule
     * @param why a sentence that says what was refused and what to do
     */
    public Refused(Rule rule, String why) {
      super(rule + ": " + why);
      this.rule = rule;
    }

    /** Returns the stable name of the rule. */
    public Rule rule() {
      return rule;
    }
  }

  /**
   * Thrown if the message names none of the available keys. The library still tried those of a
   * suitable kind, and none of them opened the message. {@code OpenedMail.diagnosis} gives details.
   */
  public static final class NoMatchingKey extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final List<String> wanted;
    private final int held;
    private final List<String> removed;

    /**
     * @param wanted the message's recipient identifiers, readable
     * @param held the number of available keys
     * @param tried how many of them were tried, to follow the recipients
     * @param advice what to do, as sentences that follow another
     * @param removed identifiers of keys that fit, but were removed from the history
     */
    public NoMatchingKey(
        List<String> wanted, int held, String tried, String advice, List<String> removed) {
      super(
          "The message is encrypted for "
              + (wanted.isEmpty() ? "no recipient" : String.join("; ", wanted))
              + tried
              + (removed.isEmpty() ? "" : "; a removed one is named: " + String.join("; ", removed))
              + advice);
      this.wanted = List.copyOf(wanted);
      this.held = held;
      this.removed = List.copyOf(removed);
    }

    /** Returns the message's recipient identifiers in readable form. */
    public List<String> wanted() {
      return wanted;
    }

    /** Returns the number of available keys. */
    public int held() {
      return held;
    }

    /**
     * Returns a description of each removed key that would have fitted, with the day of its
     * removal.
     */
    public List<String> removed() {
      return removed;
    }
  }

  /**
   * Thrown if the message could not be decrypted. Every failure that depends on a secret throws
   * this exception with the same text, and without a cause. An attacker could otherwise learn
   * secrets from the differences.
   */
  public static final class NotDecryptable extends SmimeException {
    private static final long serialVersionUID = 1L;

    public NotDecryptable() {
      super("The message could not be decrypted with the keys at hand");
    }
  }

  /**
   * Thrown if a file of keys or certificates could not be read, or if a key could not be written.
   */
  public static final class KeyFile extends SmimeException {
    private static final long serialVersionUID = 1L;

    /** The reasons why a file could not be read or written. */
    public enum Reason {
      /** No given password opens the file. */
      WRONG_PASSWORD,
      /** The file contains no key and no certificate in a known format. */
      NOT_A_KEY_FILE,
      /** The file begins like a key file, but is damaged. Get another copy. */
      DAMAGED,
      /**
       * The file needs an unsupported algorithm, or more work than a limit allows. When writing: a
       * key cannot be exported.
       */
      UNSUPPORTED,
      /** The file is encrypted to key recovery agents, and the key of none of them was given. */
      NO_MATCHING_KEY
    }

    private final String file;
    private final Reason reason;
    private final String what;

    public KeyFile(String file, Reason reason, String what) {
      super(file + ": " + what);
      this.file = file;
      this.reason = reason;
      this.what = what;
    }

    /** Returns the exception's message without the file name. */
    public String what() {
      return what;
    }

    /** Returns the name under which the file was given. */
    public String file() {
      return file;
    }

    /** Returns the reason why the file could not be read or written. */
    public Reason reason() {
      return reason;
    }
  }

  /**
   * Thrown by {@code require…} methods, and by methods that need an intact or trusted signature, if
   * a signature does not satisfy them.
   */
  public static final class NotTrusted extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final Finding.Code finding;

    /**
     * @param finding the code of the worst finding
     * @param why a sentence with the evidence
     */
    public NotTrusted(Finding.Code finding, String why) {
      super(finding + ": " + why);
      this.finding = finding;
    }

    /** Returns the code of the worst finding. */
    public Finding.Code finding() {
      return finding;
    }
  }

  /**
   * Thrown if neither the Java runtime nor a given provider offers an algorithm that the message
   * needs.
   */
  public static final class ProviderUnavailable extends SmimeException {
    private static final long serialVersionUID = 1L;
    private final String algorithm;

    public ProviderUnavailable(String algorithm, String what) {
      super("No provider for " + algorithm + ": " + what);
      this.algorithm = algorithm;
    }

    /** Returns the name of the algorithm in the Java Cryptography Architecture. */
    public String algorithm() {
      return algorithm;
    }
  }

  /**
   * The names of algorithms that messages may use and that the library does not support in every
   * role.
   */
  private static final class AlgorithmNames {

    private static final Map<String, String> NAMES = new HashMap<>();

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
      // From draft-ietf-lamps-pq-composite-sigs and -kem, in the order of their identifiers.
      composites(
          37,
          "MLDSA44-RSA2048-PSS-SHA256",
          "MLDSA44-RSA2048-PKCS15-SHA256",
          "MLDSA44-Ed25519-SHA512",
          "MLDSA44-ECDSA-P256-SHA256",
          "MLDSA65-RSA3072-PSS-SHA512",
          "MLDSA65-RSA3072-PKCS15-SHA512",
          "MLDSA65-RSA4096-PSS-SHA512",
          "MLDSA65-RSA4096-PKCS15-SHA512",
          "MLDSA65-ECDSA-P256-SHA512",
          "MLDSA65-ECDSA-P384-SHA512",
          "MLDSA65-ECDSA-brainpoolP256r1-SHA512",
          "MLDSA65-Ed25519-SHA512",
          "MLDSA87-ECDSA-P384-SHA512",
          "MLDSA87-ECDSA-brainpoolP384r1-SHA512",
          "MLDSA87-Ed448-SHAKE256",
          "MLDSA87-RSA3072-PSS-SHA512",
          "MLDSA87-RSA4096-PSS-SHA512",
          "MLDSA87-ECDSA-P521-SHA512",
          "MLKEM768-RSA2048-SHA3-256",
          "MLKEM768-RSA3072-SHA3-256",
          "MLKEM768-RSA4096-SHA3-256",
          "MLKEM768-X25519-SHA3-256",
          "MLKEM768-ECDH-P256-SHA3-256",
          "MLKEM768-ECDH-P384-SHA3-256",
          "MLKEM768-ECDH-brainpoolP256r1-SHA3-256",
          "MLKEM1024-RSA3072-SHA3-256",
          "MLKEM1024-ECDH-P384-SHA3-256",
          "MLKEM1024-ECDH-brainpoolP384r1-SHA3-256",
          "MLKEM1024-X448-SHA3-256",
          "MLKEM1024-ECDH-P521-SHA3-256");
      // Curves.
      NAMES.put("1.3.132.0.1", "sect163k1");
      NAMES.put("1.3.132.0.8", "secp160r1");
      NAMES.put("1.2.840.10045.3.1.1", "secp192r1");
      NAMES.put("1.3.132.0.26", "sect233k1");
      NAMES.put("1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1");
      NAMES.put("1.2.156.10197.1.301", "sm2");
    }

    private AlgorithmNames() {}

    private static void composites(int first, String... names) {
      for (int i = 0; i < names.length; i++) {
        NAMES.put("1.3.6.1.5.5.7.6." + (first + i), names[i]);
      }
    }

    /** Returns the name, or null if it is unknown. */
    static @Nullable String of(String oid) {
      return NAMES.get(oid);
    }

    /** Returns the object identifier, after the name if the name is known. */
    static String spelt(String oid) {
      String name = of(oid);
      return name == null ? oid : name + " (" + oid + ")";
    }
  }
}
