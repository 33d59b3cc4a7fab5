package org.smime4j;

/**
 * What may be read and what is written, as one immutable value. Reading and writing are apart:
 * every policy that reads old algorithms still writes new ones only.
 */
public final class Policy {

  private final String name;
  private final boolean readsUnauthenticated;
  private final boolean archive;
  private final ContentCipher contentCipher;
  private final KeyTransport keyTransport;

  private Policy(
      String name,
      boolean readsUnauthenticated,
      boolean archive,
      ContentCipher contentCipher,
      KeyTransport keyTransport) {
    this.name = name;
    this.readsUnauthenticated = readsUnauthenticated;
    this.archive = archive;
    this.contentCipher = contentCipher;
    this.keyTransport = keyTransport;
  }

  /** Reads AEAD and CBC, writes AES-256-GCM and RSA-OAEP with SHA-256. */
  public static Policy standard() {
    return new Policy(
        "standard", true, false, ContentCipher.AES_256_GCM, KeyTransport.RSA_OAEP_SHA256);
  }

  /**
   * Adds for reading what only old archives hold: DES, RSA keys from 512 bits, AEAD ciphers in
   * EnvelopedData, raw 8-bit inner headers, an eContent that equals the signed part.
   */
  public static Policy archive() {
    return new Policy(
        "archive", true, true, ContentCipher.AES_256_GCM, KeyTransport.RSA_OAEP_SHA256);
  }

  /** Reads authenticated encryption only; anything else is refused before a key is used. */
  public static Policy authenticatedOnly() {
    return new Policy(
        "authenticated-only",
        false,
        false,
        ContentCipher.AES_256_GCM,
        KeyTransport.RSA_OAEP_SHA256);
  }

  /**
   * Writes what Outlook, NSS and Thunderbird open: AES-256-CBC and RSA PKCS#1 v1.5. The content is
   * then not authenticated by its encryption; sign it.
   */
  public static Policy outlook() {
    return new Policy("outlook", true, false, ContentCipher.AES_256_CBC, KeyTransport.RSA_PKCS1);
  }

  /** This policy, writing another content cipher. It must be {@link ContentCipher#writable()}. */
  public Policy writing(ContentCipher cipher) {
    if (!cipher.writable()) {
      throw new IllegalArgumentException(cipher + " is for reading only");
    }
    return new Policy(name, readsUnauthenticated, archive, cipher, keyTransport);
  }

  /** This policy, writing another key transport to RSA recipients. */
  public Policy writing(KeyTransport transport) {
    return new Policy(name, readsUnauthenticated, archive, contentCipher, transport);
  }

  /** The name: standard, archive, authenticated-only or outlook. */
  public String name() {
    return name;
  }

  /** Whether content without integrity (EnvelopedData, CBC) is read at all. */
  public boolean readsUnauthenticated() {
    return readsUnauthenticated;
  }

  /** Whether the tolerances of {@link #archive()} hold. */
  public boolean readsArchive() {
    return archive;
  }

  /** The cipher that new messages get. */
  public ContentCipher contentCipher() {
    return contentCipher;
  }

  /** How RSA recipients of new messages get the key. */
  public KeyTransport keyTransport() {
    return keyTransport;
  }

  /** The smallest RSA modulus, in bits, that decrypts. */
  public int minimumRsaBits() {
    return archive ? 512 : 1024;
  }

  @Override
  public String toString() {
    return "Policy " + name;
  }
}
