package org.smime4j.reports;

import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.keys.KeyMatch;
import org.smime4j.settings.ContentCipher;

/**
 * A description of one encrypted layer: its algorithms, the key that opened it, and the number of
 * keys tried. Immutable.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface EncryptedLayer {

  /** Returns the cipher of the content. */
  ContentCipher cipher();

  /** Returns true if the container authenticates its content. */
  boolean isAuthenticated();

  /**
   * Returns how the recipient got the content key, for example {@code rsa-oaep-sha256}, {@code
   * ecdh-x963-sha256/aes256-wrap} or {@code password}.
   */
  String keyManagement();

  /**
   * Returns the index of the recipientInfo that gave the content key, from 0. The result is -1 for
   * EncryptedData, which has no recipientInfos.
   */
  int recipient();

  /**
   * Returns the number of trials with passwords and content keys, and with the private keys and
   * key-encryption keys that the message names. The decryptor tries all of them, even if the first
   * one opens the message.
   */
  int namedTried();

  /**
   * Returns the number of trials of keys that the message does not name, but that are of a suitable
   * kind. It is 0 if a key is held that the message names, unless {@code
   * Decryptor.tryingOtherKeys()} was set and that key did not open the message.
   */
  int othersTried();

  /**
   * Returns the private key that opened the layer; empty if a password, a key-encryption key or a
   * content key opened it.
   */
  Optional<KeyMatch> key();

  /**
   * Returns whether it is proven that the key is right. It is if the message names the key, or if a
   * wrong key gives such content less than once in 2^40 times: a tag or the key management is
   * right, or the content is a MIME entity with 16 octets of header, 32 octets of text, or 256
   * octets of BER. If it is not proven, the content may be random octets. This says nothing about
   * changes to the content ({@link #isAuthenticated()}).
   */
  boolean isKeyProven();

  /**
   * Returns true if the container is unauthenticated, but this key has opened authenticated content
   * before. {@code KeyHistory.changing} describes a source that remembers this. An attacker may
   * have replaced the identifier of an authenticated cipher by that of another cipher, and chosen
   * some of the content.
   */
  boolean isDowngradePossible();

  /**
   * Returns the attributes of the layer, authenticated ones first. The verified tag covers the
   * authenticated ones: a holder of the content key wrote them. Anyone may have added the others.
   */
  List<Attribute> attributes();

  /** Returns the deviations from the standards that were tolerated. */
  List<Finding> deviations();
}
