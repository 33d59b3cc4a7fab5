package org.smime4j.internal.base;

import java.util.ArrayList;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.ContentCipher;
import org.smime4j.KeyTransport;

/**
 * What an {@link AlgorithmPolicy} says.
 *
 * @param readsUnauthenticated whether content without integrity (EnvelopedData, CBC) is read at all
 * @param readsArchive whether the tolerances of {@link AlgorithmPolicy#archive()} hold
 * @param contentCipher the cipher that new messages get where every recipient opens it
 * @param cipherForAll whether the ciphers are written to everybody who is not known to lack them
 * @param weakest what recipients may bring a message down to
 * @param keyTransport how RSA recipients of new messages get the key where they are taken to open
 *     it
 * @param transportForAll whether it is written to everybody who is not known to lack it
 * @param derivesContentKeys whether content keys are derived (RFC 9709)
 * @param isPostQuantum whether keys that quantum computers break are said so, and stand beside
 *     others
 */
public record PolicyRules(
    boolean readsUnauthenticated,
    boolean readsArchive,
    ContentCipher contentCipher,
    boolean cipherForAll,
    ContentCipher weakest,
    KeyTransport keyTransport,
    boolean transportForAll,
    boolean derivesContentKeys,
    boolean isPostQuantum) {

  private static final RootAccess ROOT = RootHolder.access();

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

  /** What a policy says. */
  public static PolicyRules of(AlgorithmPolicy policy) {
    return ROOT.rules(policy);
  }

  /** These rules, reading something else. */
  public PolicyRules reading(boolean unauthenticated, boolean archive) {
    return new PolicyRules(
        unauthenticated,
        archive,
        contentCipher,
        cipherForAll,
        weakest,
        keyTransport,
        transportForAll,
        derivesContentKeys,
        isPostQuantum);
  }

  /** These rules, writing another cipher to everybody who is not known to lack it. */
  public PolicyRules cipherForAll(ContentCipher cipher) {
    return new PolicyRules(
        readsUnauthenticated,
        readsArchive,
        cipher,
        true,
        weakest,
        keyTransport,
        transportForAll,
        derivesContentKeys,
        isPostQuantum);
  }

  /** These rules, writing another key transport to everybody who is not known to lack it. */
  public PolicyRules transportForAll(KeyTransport transport) {
    return new PolicyRules(
        readsUnauthenticated,
        readsArchive,
        contentCipher,
        cipherForAll,
        weakest,
        transport,
        true,
        derivesContentKeys,
        isPostQuantum);
  }

  /** These rules, with another bound to what recipients may bring a message down to. */
  public PolicyRules downTo(ContentCipher bound) {
    return new PolicyRules(
        readsUnauthenticated,
        readsArchive,
        contentCipher,
        cipherForAll,
        bound,
        keyTransport,
        transportForAll,
        derivesContentKeys,
        isPostQuantum);
  }

  /** These rules, deriving content keys. */
  public PolicyRules derivingContentKeys() {
    return new PolicyRules(
        readsUnauthenticated,
        readsArchive,
        contentCipher,
        cipherForAll,
        weakest,
        keyTransport,
        transportForAll,
        true,
        isPostQuantum);
  }

  /** These rules, against quantum computers too. */
  public PolicyRules postQuantum() {
    return new PolicyRules(
        readsUnauthenticated,
        readsArchive,
        contentCipher,
        cipherForAll,
        weakest,
        keyTransport,
        transportForAll,
        derivesContentKeys,
        true);
  }

  /**
   * The ciphers of new messages in the order in which they are taken: {@link #contentCipher()},
   * then what is left, the strongest first, down to the weakest that the policy allows.
   */
  public List<ContentCipher> mayWrite() {
    List<ContentCipher> all = new ArrayList<>();
    all.add(contentCipher);
    for (ContentCipher each : STRONGEST_FIRST.subList(0, STRONGEST_FIRST.indexOf(weakest) + 1)) {
      if (each != contentCipher && (!isPostQuantum || hasLongKey(each))) {
        all.add(each);
      }
    }
    return List.copyOf(all);
  }

  /** Whether a quantum computer leaves enough of the key: 256 bits do. */
  private static boolean hasLongKey(ContentCipher cipher) {
    return switch (cipher) {
      case AES_256_GCM, CHACHA20_POLY1305, AES_256_CBC -> true;
      default -> false;
    };
  }

  /** Whether a recipient of whom nothing is known is taken to open a cipher. */
  public boolean assumes(ContentCipher cipher) {
    return cipherForAll || !cipher.aead();
  }

  /** Whether an RSA recipient of whom nothing is known is taken to open a key transport. */
  public boolean assumes(KeyTransport transport) {
    return transportForAll || transport == KeyTransport.RSA_PKCS1;
  }

  /** The smallest RSA modulus, in bits, that decrypts. */
  public int minimumRsaBits() {
    return readsArchive ? 512 : 1024;
  }
}
