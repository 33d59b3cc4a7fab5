package org.smime4j.internal.open;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Protection;

/** The notes on a message as a whole, the most important first. */
final class MailNotes {

  private static final int LONGEST = 200;

  private static final Finding NOBODY = new Finding(Finding.Code.FROM_MISMATCH, "nobody");
  private static final Finding HIDDEN = new Finding(Finding.Code.FIELD_ALTERED, "hidden");

  private final List<Finding> notes = new ArrayList<>();

  private MailNotes() {}

  static List<Finding> of(
      @Nullable ProtectedHeaders headers,
      List<Layer> layers,
      List<String> readers,
      @Nullable HeaderFields outside,
      @Nullable Finding doubts,
      Set<String> repeated) {
    MailNotes notes = new MailNotes();
    if (headers != null) {
      notes.header(headers, layers, readers);
    }
    if (doubts != null) {
      notes.add(Finding.Code.READ_DIFFERENTLY, "{0}", doubts);
    }
    if (outside != null && layers.stream().anyMatch(Layers::isSignature)) {
      notes.others(
          outside,
          "Sender",
          Finding.Code.SENDER_DIFFERS,
          "The message is from {0} and was sent by {1}");
      notes.others(
          outside,
          "Reply-To",
          Finding.Code.REPLY_TO_DIFFERS,
          "The message is from {0} and asks for answers to {1}");
    }
    notes.order(layers);
    notes.downgrade(layers);
    notes.errant(layers);
    if (!repeated.isEmpty()) {
      notes.add(
          Finding.Code.FIELD_REPEATED,
          "A field stands more than once with the same value, which is read: {0}",
          shown(String.join(", ", repeated)));
    }
    return notes.notes;
  }

  private void header(ProtectedHeaders headers, List<Layer> layers, List<String> readers) {
    if (headers.isFromAnother()) {
      ProtectedField from = headers.field("From").orElseThrow();
      add(
          Finding.Code.FROM_MISMATCH,
          "The protected From is {0}. The outer From is {1}",
          shown(from.text()),
          from.outerValue().<Object>map(MailNotes::shown).orElse(NOBODY));
    }
    boolean encrypted =
        layers.stream().anyMatch(layer -> Layers.isEncryption(layer) && layer.isWhole());
    if (headers.isCipher() && !encrypted) {
      add(
          Finding.Code.ENCRYPTION_REMOVED,
          "The author encrypted the message, but it arrived unencrypted: somebody decrypted it");
    }
    Set<String> mine = addresses(layers, readers);
    if (!mine.isEmpty()
        && headers.namesItsRecipients()
        && headers.intendedRecipients().stream()
            .noneMatch(address -> mine.contains(address.toLowerCase(Locale.ROOT)))) {
      add(
          Finding.Code.NOT_ADDRESSED_TO_READER,
          "The message was written to {0}, not to {1}: it is a blind copy, or somebody"
              + " forwarded it",
          shown(String.join(", ", headers.intendedRecipients())),
          shown(String.join(", ", mine)));
    }
    for (ProtectedField field : headers.fields()) {
      if (field.outside() == ProtectedField.Outside.ALTERED
          || field.outside() == ProtectedField.Outside.MISSING) {
        String name = shown(field.name());
        // What was hidden is for the reader of the message, and not of a report.
        Object text =
            (field.protection() == Protection.SIGNED_AND_ENCRYPTED
                    || field.protection() == Protection.ENCRYPTED)
                ? HIDDEN
                : shown(field.text());
        String outer = field.outerValue().map(MailNotes::shown).orElse(null);
        if (outer != null) {
          add(
              Finding.Code.FIELD_ALTERED,
              "The protected {0} is {1}. The outer {0} is {2}",
              name,
              text,
              outer);
        } else {
          add(
              Finding.Code.FIELD_MISSING,
              "The protected {0} is {1}. The outer header has no {0}",
              name,
              text);
        }
      }
    }
    if (!headers.addedOutside().isEmpty()) {
      add(
          Finding.Code.FIELD_ADDED,
          "The outer header has fields that the protected header lacks: {0}",
          String.join(", ", headers.addedOutside()));
    }
    if (headers.fields().stream()
        .anyMatch(
            field ->
                field.protection() == Protection.NOTHING
                    || field.protection() == Protection.ENCRYPTED)) {
      add(
          Finding.Code.HEADER_UNVERIFIED,
          "The protected header has no signature, or not all of its signers are trusted");
    }
  }

  /** Addresses beside From, for which no signature speaks. */
  private void others(HeaderFields outside, String name, Finding.Code code, String pattern) {
    if (outside.first(name) == null) {
      return;
    }
    List<String> authors = addresses(outside, "From");
    Set<String> others = new LinkedHashSet<>(addresses(outside, name));
    authors.forEach(others::remove);
    if (!others.isEmpty()) {
      add(
          code,
          pattern,
          authors.isEmpty() ? NOBODY : shown(String.join(", ", authors)),
          shown(String.join(", ", others)));
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
              .flatMap(certificate -> CertificateAddresses.of(certificate).stream())
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
        around |= signed && Layers.isEncryption(layer);
        signed |= Layers.isSignature(layer);
        around &= !Layers.isSignature(layer);
      }
    }
    if (around) {
      add(
          Finding.Code.SIGNED_CIPHERTEXT,
          "The signature covers only the encrypted content: it does not show that its"
              + " signer wrote the content, or could read it");
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
      covered |= layer.isWhole() && Layers.isTrusted(layer);
      boolean doubtful = layer.encryption().filter(EncryptedLayer::isDowngradePossible).isPresent();
      possible |= doubtful && !(covered && layer.isWhole());
    }
    if (possible) {
      add(
          Finding.Code.DOWNGRADE_POSSIBLE,
          "Neither the encryption nor a trusted signature shows that the content is"
              + " unchanged. This key has opened mail with authenticated encryption: somebody may"
              + " have removed the authentication in transit, and changed the content");
    }
  }

  private void errant(List<Layer> layers) {
    if (layers.stream().anyMatch(layer -> !layer.isWhole() && Layers.isSignature(layer))) {
      add(Finding.Code.PART_SIGNED, "A signature covers only a part of the message");
    }
    if (layers.stream().anyMatch(layer -> !layer.isWhole() && Layers.isEncryption(layer))) {
      add(
          Finding.Code.PART_ENCRYPTED,
          "A part of the message is encrypted; it is not the message''s content");
    }
  }

  private void add(Finding.Code code, String pattern, Object... arguments) {
    notes.add(new Finding(code, pattern, arguments));
  }

  private static String shown(String text) {
    int end = text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length())));
    return DistinguishedName.printable(text.substring(0, end))
        + (end < text.length() ? "\u2026" : "");
  }
}
