package org.smime4j;

import java.util.ArrayList;
import java.util.List;

/**
 * What may be read and what is written, as one immutable value. Reading and writing are apart:
 * every policy that reads old algorithms still writes new ones only.
 *
 * <p>A message gets the first of {@link #mayWrite()} that every recipient opens. What is known of a
 * recipient decides: it comes from verified certificates and from signatures that were trusted (RFC
 * 8551, section 2.7.1). Of whom nothing is known, {@link #assumes(ContentCipher)} says what is
 * taken for granted.
 *
 * <pre>{@code
 * Policy policy = Policy.standard().writing(ContentCipher.CHACHA20_POLY1305).derivingContentKeys();
 * }</pre>
 */
public final class Policy {

  /**
   * What is written, the strongest first: what authenticates itself stands before what does not.
   */
  private static final List<ContentCipher> STRONGEST_FIRST =
      List.of(
          ContentCipher.AES_256_GCM,
          ContentCipher.CHACHA20_POLY1305,
          ContentCipher.AES_192_GCM,
          ContentCipher.AES_128_GCM,
          ContentCipher.AES_256_CBC,
          ContentCipher.AES_192_CBC,
          ContentCipher.AES_128_CBC);

  private static final int KEY_OCTETS_AGAINST_QUANTUM_COMPUTERS = 32;

  private final String name;
  private final Reading reading;
  private final Writing writing;

  private record Reading(boolean unauthenticated, boolean archive) {}

  /**
   * @param cipherForAll whether the ciphers are written to everybody who is not known to lack them
   * @param transportForAll the same of the key transport
   */
  private record Writing(
      ContentCipher cipher,
      boolean cipherForAll,
      ContentCipher weakest,
      KeyTransport transport,
      boolean transportForAll,
      boolean deriving,
      boolean postQuantum) {

    static Writing of(ContentCipher cipher, ContentCipher weakest, boolean forAll) {
      KeyTransport transport =
          cipher.aead() ? KeyTransport.RSA_OAEP_SHA256 : KeyTransport.RSA_PKCS1;
      return new Writing(cipher, forAll, weakest, transport, forAll, false, false);
    }
  }

  /** The best that every recipient is known to open, and else what everybody opens. */
  private static final Writing FOR_EVERYBODY =
      Writing.of(ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC, false);

  private Policy(String name, Reading reading, Writing writing) {
    this.name = name;
    this.reading = reading;
    this.writing = writing;
  }

  /**
   * Reads AEAD and CBC, and writes what recipients can open. Where each of them is known to open
   * AES-GCM it is AES-256-GCM, and RSA-OAEP to whom that is known of. Of whom nothing is known, it
   * is AES-256-CBC and RSA PKCS #1 v1.5, which every mail program opens; the content is then not
   * authenticated by its encryption: sign it.
   */
  public static Policy standard() {
    return new Policy("standard", new Reading(true, false), FOR_EVERYBODY);
  }

  /**
   * Adds for reading what only old archives hold: DES, RSA keys from 512 bits, AEAD ciphers in
   * EnvelopedData, raw 8-bit inner headers, an eContent that equals the signed part. Writes as
   * {@link #standard()}.
   */
  public static Policy archive() {
    return new Policy("archive", new Reading(true, true), FOR_EVERYBODY);
  }

  /**
   * Reads as {@link #standard()}; writes AES-256-GCM and RSA-OAEP to everybody who is not known to
   * lack them, and nothing below AES-256-CBC. Few mail programs open that: the note {@code
   * MAY_NOT_OPEN} names of whom it is not known.
   */
  public static Policy authenticated() {
    return new Policy(
        "authenticated",
        new Reading(true, false),
        Writing.of(ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC, true));
  }

  /**
   * Reads authenticated encryption only; anything else is refused before a key is used. Writes as
   * {@link #authenticated()}, and never CBC.
   */
  public static Policy authenticatedOnly() {
    return new Policy(
        "authenticated-only",
        new Reading(false, false),
        Writing.of(ContentCipher.AES_256_GCM, ContentCipher.AES_128_GCM, true));
  }

  /**
   * Writes AES-256-CBC and RSA PKCS #1 v1.5 to everybody, whatever is known of them: what Outlook,
   * NSS and Thunderbird open. The content is then not authenticated by its encryption; sign it.
   */
  public static Policy outlook() {
    return new Policy(
        "outlook",
        new Reading(true, false),
        Writing.of(ContentCipher.AES_256_CBC, ContentCipher.AES_256_CBC, true));
  }

  /**
   * For what must stay secret when there are quantum computers: as {@link #authenticated()}, with
   * content keys of 256 bits alone. Keys come in pairs for as long as not everybody reads ML-KEM
   * and ML-DSA: {@code CertificateBook.findPair} finds ML-KEM beside elliptic-curve recipients,
   * {@code Signer.with(identities, policy)} signs with ML-DSA beside a classical key. Whoever is
   * addressed by a classical key is named in the result, since that key will not keep the secret.
   */
  public static Policy postQuantum() {
    return new Policy(
        "post-quantum",
        new Reading(true, false),
        new Writing(
            ContentCipher.AES_256_GCM,
            true,
            ContentCipher.AES_256_CBC,
            KeyTransport.RSA_OAEP_SHA256,
            true,
            false,
            true));
  }

  /**
   * This policy, writing another content cipher to everybody who is not known to lack it. It must
   * be {@link ContentCipher#writable()}.
   */
  public Policy writing(ContentCipher cipher) {
    if (!cipher.writable()) {
      throw new IllegalArgumentException(cipher + " is for reading only");
    }
    return with(
        new Writing(
            cipher,
            true,
            writing.weakest,
            writing.transport,
            writing.transportForAll,
            writing.deriving,
            writing.postQuantum));
  }

  /** This policy, writing another key transport to all RSA recipients. */
  public Policy writing(KeyTransport transport) {
    return with(
        new Writing(
            writing.cipher,
            writing.cipherForAll,
            writing.weakest,
            transport,
            true,
            writing.deriving,
            writing.postQuantum));
  }

  /**
   * This policy, with another bound to what recipients may bring a message down to. {@code
   * AES_128_CBC} is what every S/MIME program since 2004 opens.
   */
  public Policy downTo(ContentCipher weakest) {
    if (!weakest.writable()) {
      throw new IllegalArgumentException(weakest + " is for reading only");
    }
    return with(
        new Writing(
            writing.cipher,
            writing.cipherForAll,
            weakest,
            writing.transport,
            writing.transportForAll,
            writing.deriving,
            writing.postQuantum));
  }

  /**
   * This policy, with content keys that are derived from what recipients get and from the name of
   * the cipher (CEK-HKDF, RFC 9709), so that nobody reads a message as if it were in another
   * cipher. Few programs open that yet; all of them that are known not to get it as before.
   */
  public Policy derivingContentKeys() {
    return with(
        new Writing(
            writing.cipher,
            writing.cipherForAll,
            writing.weakest,
            writing.transport,
            writing.transportForAll,
            true,
            writing.postQuantum));
  }

  private Policy with(Writing other) {
    return new Policy(name, reading, other);
  }

  /** The name: standard, archive, authenticated, authenticated-only, outlook or post-quantum. */
  public String name() {
    return name;
  }

  /** Whether content without integrity (EnvelopedData, CBC) is read at all. */
  public boolean readsUnauthenticated() {
    return reading.unauthenticated;
  }

  /** Whether the tolerances of {@link #archive()} hold. */
  public boolean readsArchive() {
    return reading.archive;
  }

  /** The cipher that new messages get where every recipient opens it. */
  public ContentCipher contentCipher() {
    return writing.cipher;
  }

  /**
   * The ciphers of new messages in the order in which they are taken: {@link #contentCipher()},
   * then what is left, the strongest first, down to the weakest that the policy allows.
   */
  public List<ContentCipher> mayWrite() {
    List<ContentCipher> all = new ArrayList<>();
    all.add(writing.cipher);
    for (ContentCipher each :
        STRONGEST_FIRST.subList(0, STRONGEST_FIRST.indexOf(writing.weakest) + 1)) {
      boolean longEnough =
          !writing.postQuantum || each.keyOctets() == KEY_OCTETS_AGAINST_QUANTUM_COMPUTERS;
      if (each != writing.cipher && longEnough) {
        all.add(each);
      }
    }
    return List.copyOf(all);
  }

  /** How RSA recipients of new messages get the key where they are taken to open it. */
  public KeyTransport keyTransport() {
    return writing.transport;
  }

  /** Whether a recipient of whom nothing is known is taken to open a cipher. */
  public boolean assumes(ContentCipher cipher) {
    return writing.cipherForAll || !cipher.aead();
  }

  /** Whether an RSA recipient of whom nothing is known is taken to open a key transport. */
  public boolean assumes(KeyTransport transport) {
    return writing.transportForAll || transport == KeyTransport.RSA_PKCS1;
  }

  /** Whether content keys are derived: see {@link #derivingContentKeys()}. */
  public boolean derivesContentKeys() {
    return writing.deriving;
  }

  /** Whether keys that quantum computers break are said so, and stand beside others. */
  public boolean isPostQuantum() {
    return writing.postQuantum;
  }

  /** The smallest RSA modulus, in bits, that decrypts. */
  public int minimumRsaBits() {
    return reading.archive ? 512 : 1024;
  }

  @Override
  public String toString() {
    return "Policy " + name;
  }
}
