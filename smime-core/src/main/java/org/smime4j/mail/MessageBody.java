package org.smime4j.mail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smime4j.Limits;

/**
 * The parts of a message, told apart: the text that a reader is shown as the message (RFC 9787
 * section 7.1), and all others. No part is lost, and none stands in both.
 */
final class MessageBody {

  /**
   * A part, and whether it stands in a layer of its own: whoever signed that is not the author of
   * the message.
   */
  private record Found(Part part, boolean apart) {}

  private final ProtectedField.Protection protection;
  private final List<Found> texts = new ArrayList<>();
  private final List<Found> others = new ArrayList<>();

  private MessageBody(ProtectedField.Protection protection) {
    this.protection = protection;
  }

  /**
   * @param root null if there is no content
   * @param whole the layers over the whole message
   */
  static MessageBody of(Optional<Part> root, List<Layer> whole) {
    MessageBody body = new MessageBody(Covering.protection(whole));
    root.filter(Part::isEntity).ifPresent(part -> body.sort(new Found(part, false), true, true));
    return body;
  }

  /** The first text of this type, in lower case. */
  Optional<Said<String>> text(String type, Limits limits) throws IOException {
    for (Found text : texts) {
      if (text.part.contentType().equals(type)) {
        String decoded =
            CharsetText.decode(
                text.part.contentWithoutLegacyDisplay(), text.part.charset(), limits);
        return Optional.of(new Said<>(decoded, protection(text)));
      }
    }
    return Optional.empty();
  }

  /** All parts that are no text of the message, in their order. */
  List<Attachment> attachments() {
    return others.stream().map(each -> new Attachment(each.part, protection(each))).toList();
  }

  private ProtectedField.Protection protection(Found found) {
    return found.apart ? ProtectedField.Protection.NOTHING : protection;
  }

  /**
   * @param main whether a text here is the message's
   */
  private void sort(Found found, boolean main, boolean isRoot) {
    Part part = found.part;
    String type = part.contentType();
    Optional<Part> signed = part.inside().filter(inside -> !isEncryptedMore(inside, part));
    if (signed.isPresent() && signed.get().isEntity()) {
      sort(new Found(signed.get(), true), main && !part.isAttached(), true);
    } else if (part.children().isEmpty() || type.startsWith("message/")) {
      if (main && isText(part, isRoot) && isFirst(type)) {
        texts.add(found);
      } else {
        others.add(found);
      }
    } else {
      boolean every = type.equals("multipart/alternative");
      boolean inside = main && !part.isAttached() && !type.equals("multipart/digest");
      for (int i = 0; i < part.children().size(); i++) {
        Found child = new Found(part.children().get(i), found.apart);
        sort(child, inside && (every || i == 0), false);
      }
    }
  }

  /** What was decrypted among other parts is never put beside them (B10). */
  private static boolean isEncryptedMore(Part inside, Part around) {
    return inside.coveredBy().stream()
        .skip(around.coveredBy().size())
        .anyMatch(Layer.Encrypted.class::isInstance);
  }

  /** Whether no program shows it apart; of two types one may be another than the other. */
  private static boolean isText(Part part, boolean isRoot) {
    String type = part.contentType();
    return (type.equals("text/plain") || type.equals("text/html"))
        && !part.isAttached()
        && part.fields("Content-Type").size() <= 1
        && (isRoot || part.fileName().isEmpty());
  }

  private boolean isFirst(String type) {
    return texts.stream().noneMatch(text -> text.part.contentType().equals(type));
  }
}
