package org.smime4j.internal.provider;

import java.util.ArrayList;
import java.util.List;
import org.smime4j.internal.io.Options;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;

/** What an {@code AlgorithmPolicy} says. */
public final class PolicyRules extends Options<PolicyRules> {

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

  /** The rules of the standard policy. */
  public static final PolicyRules STANDARD =
      new PolicyRules("standard", ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC, false);

  /** The rules of the policy that knows nothing but authenticated encryption. */
  public static final PolicyRules AUTHENTICATED_ONLY =
      new PolicyRules(
              "authenticated-only", ContentCipher.AES_256_GCM, ContentCipher.AES_128_GCM, true)
          .reading(false, false);

  private String name;
  private boolean readsUnauthenticated = true;
  private boolean readsArchive;
  private ContentCipher contentCipher;
  private boolean cipherForAll;
  private ContentCipher weakest;
  private KeyTransport keyTransport;
  private boolean transportForAll;
  private boolean derivesContentKeys;
  private boolean isPostQuantum;

  /**
   * Reads what authenticates itself and what does not.
   *
   * @param name as reports and errors say it
   * @param cipher what new messages get where every recipient opens it
   * @param weakest what recipients may bring a message down to
   * @param forAll whether everybody gets it who is not known to lack it
   */
  public PolicyRules(String name, ContentCipher cipher, ContentCipher weakest, boolean forAll) {
    this.name = name;
    contentCipher = cipher;
    this.weakest = weakest;
    keyTransport = cipher.isAead() ? KeyTransport.RSA_OAEP_SHA256 : KeyTransport.RSA_PKCS1;
    cipherForAll = forAll;
    transportForAll = forAll;
  }

  /** These rules under another name. */
  public PolicyRules named(String other) {
    return with(changed -> changed.name = other);
  }

  /** These rules, reading something else. */
  public PolicyRules reading(boolean unauthenticated, boolean archive) {
    return with(
        changed -> {
          changed.readsUnauthenticated = unauthenticated;
          changed.readsArchive = archive;
        });
  }

  /** These rules, writing another cipher to everybody who is not known to lack it. */
  public PolicyRules cipherForAll(ContentCipher cipher) {
    return with(
        changed -> {
          changed.contentCipher = cipher;
          changed.cipherForAll = true;
        });
  }

  /** These rules, writing another key transport to everybody who is not known to lack it. */
  public PolicyRules transportForAll(KeyTransport transport) {
    return with(
        changed -> {
          changed.keyTransport = transport;
          changed.transportForAll = true;
        });
  }

  /** These rules, with another bound to what recipients may bring a message down to. */
  public PolicyRules downTo(ContentCipher bound) {
    return with(changed -> changed.weakest = bound);
  }

  /** These rules, deriving content keys. */
  public PolicyRules derivingContentKeys() {
    return with(changed -> changed.derivesContentKeys = true);
  }

  /** These rules, against quantum computers too. */
  public PolicyRules postQuantum() {
    return with(changed -> changed.isPostQuantum = true);
  }

  /** Whether content without integrity (EnvelopedData, CBC) is read at all. */
  public boolean readsUnauthenticated() {
    return readsUnauthenticated;
  }

  /** Whether the tolerances of {@code AlgorithmPolicy.archive()} hold. */
  public boolean readsArchive() {
    return readsArchive;
  }

  /** The cipher that new messages get where every recipient opens it. */
  public ContentCipher contentCipher() {
    return contentCipher;
  }

  /** How RSA recipients of new messages get the key where they are taken to open it. */
  public KeyTransport keyTransport() {
    return keyTransport;
  }

  /** Whether content keys are derived (RFC 9709). */
  public boolean derivesContentKeys() {
    return derivesContentKeys;
  }

  /** Whether keys that quantum computers break are said so, and stand beside others. */
  public boolean isPostQuantum() {
    return isPostQuantum;
  }

  /**
   * The ciphers of new messages in the order in which they are taken: {@link #contentCipher()},
   * then what is left, the strongest first, down to the weakest that the policy allows. A policy
   * that asks for CBC writes no other mode, even if a certificate lists others: the caller knows
   * what the recipient's program opens.
   */
  public List<ContentCipher> mayWrite() {
    List<ContentCipher> all = new ArrayList<>();
    all.add(contentCipher);
    for (ContentCipher each : STRONGEST_FIRST.subList(0, STRONGEST_FIRST.indexOf(weakest) + 1)) {
      if (each != contentCipher
          && (contentCipher.isAead() || !each.isAead())
          && (!isPostQuantum || hasLongKey(each))) {
        all.add(each);
      }
    }
    return List.copyOf(all);
  }

  /** The cipher where none suits all recipients: the weakest, or else the last of those above. */
  public ContentCipher lastResort() {
    List<ContentCipher> all = mayWrite();
    return all.contains(weakest) ? weakest : all.get(all.size() - 1);
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
    return cipherForAll || !cipher.isAead();
  }

  /** Whether an RSA recipient of whom nothing is known is taken to open a key transport. */
  public boolean assumes(KeyTransport transport) {
    return transportForAll || transport == KeyTransport.RSA_PKCS1;
  }

  /** The smallest RSA modulus, in bits, that decrypts. */
  public int minimumRsaBits() {
    return readsArchive ? 512 : 1024;
  }

  /** The name, as reports and errors say it. */
  @Override
  public String toString() {
    return name;
  }
}
