package org.smime4j.peers;

import java.util.Locale;

/** What people do with mail, in the order of the page. All of it is for Bob, who reads it. */
enum Feature {
  SIGNED("signed"),
  OPAQUE("signed, opaque"),
  SEALED("signed and encrypted"),
  RSA_AND_ED25519("signed by one author with RSA and Ed25519"),
  ALICE_AND_BOB("signed by Alice and Bob"),
  TWO_RECIPIENTS("signed and encrypted to Bob and Carol"),
  ATTACHMENT("with an attachment"),
  UTF8("in UTF-8"),
  NESTED("signed, encrypted, signed again"),
  HIDDEN_SUBJECT("with a hidden subject"),
  EC_RECIPIENT("signed and encrypted to a P-256 key");

  /** Ends every text, so that a message cut short shows. */
  static final String LAST_LINE = "That was all.";

  private final String text;

  Feature(String text) {
    this.text = text;
  }

  /** The heading of its column. */
  String text() {
    return text;
  }

  /** Its name in files and subjects. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is encrypted. */
  boolean encrypted() {
    return switch (this) {
      case SIGNED, OPAQUE, RSA_AND_ED25519, ALICE_AND_BOB -> false;
      default -> true;
    };
  }

  /** The subject that the author gave it. */
  String subject() {
    return this == UTF8 ? "Grüße aus Zürich: 日本語" : "About " + label();
  }

  /** The author's name. */
  String author() {
    return this == UTF8 ? "Alice Müller" : "Alice";
  }

  /** A line of the text that no other message has. */
  String line() {
    return this == UTF8 ? "Grüße, žluťoučký kůň, 日本語, 😀." : "This is the text of " + label() + ".";
  }
}
