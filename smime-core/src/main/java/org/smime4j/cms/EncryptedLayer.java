package org.smime4j.cms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smime4j.ContentCipher;
import org.smime4j.Deviation;
import org.smime4j.Limits;
import org.smime4j.internal.decrypt.Candidate;
import org.smime4j.internal.decrypt.EncryptedContainer;
import org.smime4j.internal.decrypt.Opened;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.keys.KeyMatch;

/**
 * How one encrypted layer was made, which key opened it, and how many keys were tried. Immutable.
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
    List<Attribute> all = new ArrayList<>(Attribute.read(message.authAttrs(), true, limits));
    all.addAll(Attribute.read(message.otherAttrs(), false, limits));
    this.attributes = List.copyOf(all);
    this.validity = KeyValidity.of(key.flatMap(KeyMatch::certificate), at);
  }

  /**
   * @param limits those within which it was read
   */
  static EncryptedLayer of(Opened opened, Limits limits) {
    return new EncryptedLayer(opened, limits, SystemTime.now());
  }

  /** Either {@code EnvelopedData}, {@code AuthEnvelopedData} or {@code EncryptedData}. */
  public String container() {
    return container;
  }

  /** The object identifier of what is inside, id-data for mail. */
  public String contentType() {
    return contentType;
  }

  /** The cipher of the content. */
  public ContentCipher cipher() {
    return cipher;
  }

  /** Whether the container authenticates its content. */
  public boolean authenticated() {
    return authenticated;
  }

  /** The length of the AEAD tag; 0 without one. */
  int tagOctets() {
    return tagOctets;
  }

  /**
   * How the recipient came by the content key, for example {@code rsa-oaep-sha256}, {@code
   * ecdh-x963-sha256/aes256-wrap} or {@code password}.
   */
  public String keyManagement() {
    return keyManagement;
  }

  /**
   * The place of the recipientInfo that led to it, counted from 0; -1 for EncryptedData, which has
   * none.
   */
  public int recipient() {
    return recipient;
  }

  /**
   * The number of operations with keys, shared keys and passwords that the message names; it does
   * not depend on which one opened it.
   */
  public int namedTried() {
    return namedTried;
  }

  /** Operations with other keys of the same kind; 0 if a named key opened the message. */
  public int othersTried() {
    return othersTried;
  }

  /** The private key that opened it; empty where a password or a shared key did. */
  public Optional<KeyMatch> key() {
    return key;
  }

  /**
   * Whether the container is unauthenticated although this key has opened authenticated content
   * before ({@link org.smime4j.keys.KeySource#changing}); an attacker may have renamed the cipher
   * and chosen some content.
   */
  public boolean downgradePossible() {
    return downgradePossible;
  }

  /**
   * The attributes beside the content, authenticated ones first. The tag covers those, and it was
   * checked: somebody who held the content key wrote them. All others anybody may have added.
   */
  public List<Attribute> attributes() {
    return attributes;
  }

  /** What had to be tolerated. */
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
