package org.smime4j.cms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Deviation;
import org.smime4j.internal.decrypt.Candidate;
import org.smime4j.internal.decrypt.EncryptedContainer;
import org.smime4j.internal.decrypt.Opened;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.verify.CarriedAttributes;
import org.smime4j.keys.KeyMatch;
import org.smime4j.reports.Attribute;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limits;

/**
 * A description of one encrypted layer: its algorithms, the key that opened it, and the number of
 * keys tried. Immutable.
 */
public final class EncryptedLayer {

  private final String container;
  private final String contentType;
  private final ContentCipher cipher;
  private final boolean authenticated;
  private final int tagOctets;
  private final String keyManagement;
  private final int recipient;
  private final int namedTried;
  private final int othersTried;
  private final Optional<KeyMatch> key;
  private final boolean downgradePossible;
  private final List<Deviation> deviations;
  private final List<Attribute> attributes;
  private final KeyValidity validity;

  private EncryptedLayer(Opened opened, Limits limits, Instant at) {
    EncryptedContainer message = opened.message();
    Candidate candidate = opened.candidate();
    this.container = message.label();
    this.contentType = message.contentType();
    this.cipher = message.cipher();
    this.authenticated = message.authenticated();
    this.tagOctets = message.decryption().tagOctets();
    this.keyManagement = candidate.keyManagement();
    this.recipient = candidate.recipient();
    this.namedTried = opened.named();
    this.othersTried = opened.others();
    this.key = Optional.ofNullable(candidate.key());
    this.downgradePossible = opened.downgradePossible();
    this.deviations = List.copyOf(opened.deviations());
    List<Attribute> all =
        new ArrayList<>(CarriedAttributes.read(message.authAttrs(), true, limits));
    all.addAll(CarriedAttributes.read(message.otherAttrs(), false, limits));
    this.attributes = List.copyOf(all);
    this.validity = KeyValidity.of(key.flatMap(KeyMatch::certificate), at);
  }

  /**
   * @param limits the limits for reading the layer
   */
  static EncryptedLayer of(Opened opened, Limits limits) {
    return new EncryptedLayer(opened, limits, SystemTime.now());
  }

  /** Returns {@code EnvelopedData}, {@code AuthEnvelopedData} or {@code EncryptedData}. */
  public String container() {
    return container;
  }

  /** Returns the object identifier of the content type inside; id-data for mail. */
  public String contentType() {
    return contentType;
  }

  /** Returns the cipher of the content. */
  public ContentCipher cipher() {
    return cipher;
  }

  /** Returns true if the container authenticates its content. */
  public boolean authenticated() {
    return authenticated;
  }

  /** Returns the length of the AEAD tag in octets; 0 without a tag. */
  int tagOctets() {
    return tagOctets;
  }

  /**
   * Returns how the recipient got the content key, for example {@code rsa-oaep-sha256}, {@code
   * ecdh-x963-sha256/aes256-wrap} or {@code password}.
   */
  public String keyManagement() {
    return keyManagement;
  }

  /**
   * Returns the index of the recipientInfo that gave the content key, from 0. The result is -1 for
   * EncryptedData, which has no recipientInfos.
   */
  public int recipient() {
    return recipient;
  }

  /**
   * Returns the number of trials with passwords and content keys, and with the private keys and
   * key-encryption keys that the message names. The decryptor tries all of them, even if the first
   * one opens the message.
   */
  public int namedTried() {
    return namedTried;
  }

  /**
   * Returns the number of trials of keys that the message does not name, but that are of a suitable
   * kind; 0 if a named key opened the message.
   */
  public int othersTried() {
    return othersTried;
  }

  /**
   * Returns the private key that opened the layer; empty if a password, a key-encryption key or a
   * content key opened it.
   */
  public Optional<KeyMatch> key() {
    return key;
  }

  /**
   * Returns true if the container is unauthenticated, but this key has opened authenticated content
   * before. {@link org.smime4j.KeyHistory#changing} describes a source that remembers this. An
   * attacker may have replaced the identifier of an authenticated cipher by that of another cipher,
   * and chosen some of the content.
   */
  public boolean downgradePossible() {
    return downgradePossible;
  }

  /**
   * Returns the attributes of the layer, authenticated ones first. The verified tag covers the
   * authenticated ones: a holder of the content key wrote them. Anyone may have added the others.
   */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** Returns the deviations from the standards that were tolerated. */
  public List<Deviation> deviations() {
    return deviations;
  }

  @Override
  public String toString() {
    return container
        + " "
        + cipher.label()
        + ", "
        + keyManagement
        + key.map(k -> ", " + k + validity.words()).orElse("")
        + (downgradePossible ? ", DOWNGRADE_POSSIBLE" : "")
        + (deviations.isEmpty() ? "" : ", deviations " + deviations);
  }
}
