package org.smime4j.internal.open;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smime4j.reports.MailPart;

/**
 * Divides the parts of a message into the text that programs show as the message (RFC 9787 section
 * 7.1) and all other parts. Each part is in exactly one of the two.
 */
final class MessageBody {

  private final List<MailPart> texts = new ArrayList<>();
  private final List<MailPart> others = new ArrayList<>();

  private MessageBody() {}

  /** Of the parts of a message; of none if it is no MIME entity. */
  static MessageBody of(Optional<MailPart> root) {
    MessageBody body = new MessageBody();
    root.filter(MailPart::isEntity).ifPresent(part -> body.sort(part, true, true));
    return body;
  }

  /** The first text of this type, in lower case. */
  Optional<MailPart> text(String type) {
    return texts.stream().filter(text -> text.type().equals(type)).findFirst();
  }

  /** All parts that are not the text of the message, in their order. */
  List<MailPart> others() {
    return List.copyOf(others);
  }

  /**
   * @param main whether a text here is the message's
   */
  private void sort(MailPart part, boolean main, boolean isRoot) {
    String type = part.type();
    Optional<MailPart> signed = part.inside().filter(inside -> !isEncryptedMore(inside, part));
    if (signed.isPresent() && signed.get().isEntity()) {
      sort(signed.get(), main && !part.isAttached(), true);
    } else if (part.children().isEmpty() || type.startsWith("message/")) {
      if (main && isText(part, isRoot) && text(type).isEmpty()) {
        texts.add(part);
      } else {
        others.add(part);
      }
    } else {
      boolean every = type.equals("multipart/alternative");
      boolean inside = main && !part.isAttached() && !type.equals("multipart/digest");
      int first = part.mainChild();
      for (int i = 0; i < part.children().size(); i++) {
        sort(part.children().get(i), inside && (every || i == first), false);
      }
    }
  }

  /** Decrypted content of a part never stands beside other parts (B10). */
  private static boolean isEncryptedMore(MailPart inside, MailPart around) {
    return inside.coveredBy().stream()
        .skip(around.coveredBy().size())
        .anyMatch(Layers::isEncryption);
  }

  /** Whether no program shows it apart; of two types one may be another than the other. */
  private static boolean isText(MailPart part, boolean isRoot) {
    String type = part.type();
    return (type.equals("text/plain") || type.equals("text/html"))
        && !part.isAttached()
        && part.fields("Content-Type").size() <= 1
        && (isRoot || part.name().isEmpty());
  }
}
