package org.smime4j.mail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.Note;

/** The notes on a message as a whole, the most important first. */
final class MailNotes {

  private static final int LONGEST = 200;

  private final List<Note> notes = new ArrayList<>();

  private MailNotes() {}

  static List<Note> of(
      @Nullable ProtectedHeaders headers,
      List<Layer> layers,
      List<String> readers,
      @Nullable HeaderFields outside,
      String doubts) {
    MailNotes notes = new MailNotes();
    if (headers != null) {
      notes.header(headers, layers, readers);
    }
    if (!doubts.isEmpty()) {
      notes.add(Note.Code.AMBIGUOUS, doubts);
    }
    if (outside != null && layers.stream().anyMatch(Layer::isSignature)) {
      notes.others(outside, "Sender", Note.Code.SENDER_DIFFERS, "was sent by ");
      notes.others(outside, "Reply-To", Note.Code.REPLY_TO_DIFFERS, "asks for answers to ");
    }
    notes.order(layers);
    notes.downgrade(layers);
    notes.errant(layers);
    return notes.notes;
  }

  private void header(ProtectedHeaders headers, List<Layer> layers, List<String> readers) {
    if (headers.isFromAnother()) {
      ProtectedField from = headers.field("From").orElseThrow();
      add(
          Note.Code.FROM_MISMATCH,
          "Inside the message is from "
              + shown(from.text())
              + ", outside from "
              + from.outerValue().map(MailNotes::shown).orElse("nobody"));
    }
    boolean encrypted = layers.stream().anyMatch(layer -> layer.isEncryption() && layer.isWhole());
    if (headers.isCipher() && !encrypted) {
      add(
          Note.Code.ENCRYPTION_REMOVED,
          "Its author encrypted the message, and it came without: somebody opened it before");
    }
    Set<String> mine = addresses(layers, readers);
    if (!mine.isEmpty()
        && headers.namesItsRecipients()
        && headers.intendedRecipients().stream()
            .noneMatch(address -> mine.contains(address.toLowerCase(Locale.ROOT)))) {
      add(
          Note.Code.NOT_ADDRESSED_TO_READER,
          "The message was written to "
              + shown(String.join(", ", headers.intendedRecipients()))
              + ", not to "
              + shown(String.join(", ", mine))
              + ": a blind copy, or passed on by somebody");
    }
    for (ProtectedField field : headers.fields()) {
      if (field.outside() == ProtectedField.Outside.ALTERED
          || field.outside() == ProtectedField.Outside.MISSING) {
        String name = shown(field.name());
        add(
            field.outside() == ProtectedField.Outside.ALTERED
                ? Note.Code.FIELD_ALTERED
                : Note.Code.FIELD_MISSING,
            // What was hidden is for the reader of the message, and not of a report.
            (field.isHidden()
                    ? "Inside stands a hidden " + name
                    : "Inside stands " + name + ": " + shown(field.text()))
                + field
                    .outerValue()
                    .map(value -> ", outside " + shown(value))
                    .orElse(", not outside"));
      }
    }
    if (!headers.addedOutside().isEmpty()) {
      add(
          Note.Code.FIELD_ADDED,
          "Outside alone stand " + String.join(", ", headers.addedOutside()));
    }
    if (headers.fields().stream()
        .anyMatch(
            field ->
                field.protection() == Protection.NOTHING
                    || field.protection() == Protection.ENCRYPTED)) {
      add(
          Note.Code.HEADER_UNVERIFIED,
          "No trusted signature says that the header inside is its author's");
    }
  }

  /** Addresses beside From, for which no signature speaks. */
  private void others(HeaderFields outside, String name, Note.Code code, String does) {
    if (outside.first(name) == null) {
      return;
    }
    List<String> authors = addresses(outside, "From");
    Set<String> others = new LinkedHashSet<>(addresses(outside, name));
    authors.forEach(others::remove);
    if (!others.isEmpty()) {
      add(
          code,
          "The message is from "
              + (authors.isEmpty() ? "nobody" : shown(String.join(", ", authors)))
              + " and "
              + does
              + shown(String.join(", ", others)));
    }
  }

  private static List<String> addresses(HeaderFields header, String name) {
    return Author.bodies(header, name).stream()
        .flatMap(body -> Author.addresses(body).stream())
        .toList();
  }

  /**
   * The addresses of the reader: those of the caller, or else those in the certificates of the keys
   * that opened the message.
   */
  private static Set<String> addresses(List<Layer> layers, List<String> readers) {
    Set<String> mine = new HashSet<>();
    readers.forEach(reader -> mine.add(reader.toLowerCase(Locale.ROOT)));
    if (mine.isEmpty()) {
      for (Layer layer : layers) {
        if (layer.isWhole()) {
          layer.encryption().flatMap(opened -> opened.key()).stream()
              .flatMap(key -> key.key().certificates().stream())
              .flatMap(certificate -> ExpectedSigner.addressesOf(certificate).stream())
              .flatMap(address -> Author.addresses(address).stream())
              .forEach(address -> mine.add(address.toLowerCase(Locale.ROOT)));
        }
      }
    }
    return mine;
  }

  /**
   * Anyone can add a signature outside the encryption. Without a signature inside, it proves
   * nothing about the content.
   */
  private void order(List<Layer> layers) {
    boolean signed = false;
    boolean around = false;
    for (Layer layer : layers) {
      if (layer.isWhole()) {
        around |= signed && layer.isEncryption();
        signed |= layer.isSignature();
        around &= !layer.isSignature();
      }
    }
    if (around) {
      add(
          Note.Code.SIGNED_CIPHERTEXT,
          "The signature is around the encryption alone: it does not show that its signer wrote, or"
              + " could read, what is inside");
    }
  }

  /**
   * The key of an unauthenticated layer has opened authenticated layers before, and no trusted
   * signature inside covers its plaintext.
   */
  private void downgrade(List<Layer> layers) {
    boolean covered = false;
    boolean possible = false;
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      if (layer.isSignature() && layer.isWhole()) {
        List<SignerVerdict> signers = layer.report().orElseThrow().signers();
        covered |=
            !signers.isEmpty()
                && signers.stream().allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
      }
      boolean doubtful = layer.encryption().filter(EncryptedLayer::downgradePossible).isPresent();
      possible |= doubtful && !(covered && layer.isWhole());
    }
    if (possible) {
      add(
          Note.Code.DOWNGRADE_POSSIBLE,
          "Nothing shows that the encrypted content is whole, although this key has received mail"
              + " of which that is shown: somebody on the way may have changed how it is encrypted,"
              + " and what it says");
    }
  }

  private void errant(List<Layer> layers) {
    List<Layer> parts = layers.stream().filter(layer -> !layer.isWhole()).toList();
    if (parts.stream().anyMatch(Layer::isSignature)) {
      add(
          Note.Code.PART_SIGNED,
          "A signature covers a part of the message, which is not the whole of it");
    }
    if (parts.stream().anyMatch(Layer::isEncryption)) {
      add(
          Note.Code.PART_ENCRYPTED,
          "A part of the message is encrypted; it is not the message's content");
    }
  }

  private void add(Note.Code code, String sentence) {
    notes.add(new Note(code, sentence));
  }

  private static String shown(String text) {
    int end = text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length())));
    return DistinguishedName.printable(text.substring(0, end))
        + (end < text.length() ? "\u2026" : "");
  }
}
