package org.smime4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.smime4j.reports.MailPart;

/**
 * The parts of a message by whom they speak for: the text that its author wrote at the top level,
 * and all that stands beside it. What is attached, forwarded or signed by itself may be of anybody,
 * and a signature around it does not make it the signer's own text.
 *
 * @param texts the text of the author, in the order in which it is read
 * @param beside all other parts that hold something
 */
record TopLevel(List<MailPart> texts, List<Beside> beside) {

  /** A part that is named and not read. */
  record Beside(MailPart part, Reason reason) {}

  /** Why a part is not read as the author's text. */
  enum Reason {
    /** It is marked as an attachment, or stands in one, or has a file name beside other parts. */
    ATTACHED("Attached"),
    /** It is a message of its own. */
    FORWARDED("Forwarded"),
    /** It is no plain text. */
    NOT_TEXT("Not shown"),
    /** No layer covers it, while one covers another part. */
    UNPROTECTED("Unsigned");

    /** The reason for a person. */
    final String label;

    Reason(String label) {
      this.label = label;
    }
  }

  /** Sorts the parts from this one on, which is the whole of what its author wrote. */
  static TopLevel of(MailPart root) {
    return of(root, true);
  }

  private static TopLevel of(MailPart part, boolean isRoot) {
    TopLevel level = new TopLevel(new ArrayList<>(), new ArrayList<>());
    level.sort(part, isRoot);
    return level;
  }

  private void sort(MailPart part, boolean isRoot) {
    String type = part.type();
    if (type.startsWith("message/") || isAttached(part, isRoot)) {
      attached(part);
    } else if (type.equals("text/plain")) {
      texts.add(part);
    } else if (part.children().isEmpty()) {
      beside.add(new Beside(part, Reason.NOT_TEXT));
    } else if (type.equals("multipart/alternative")) {
      alternatives(part.children());
    } else {
      // A digest is a collection of other people's messages, and the other parts of these types
      // serve one (RFC 2387) or sign it (RFC 1847).
      boolean oneAlone = type.equals("multipart/related") || type.equals("multipart/signed");
      for (int i = 0; i < part.children().size(); i++) {
        if (type.equals("multipart/digest") || (oneAlone && i != part.mainChild())) {
          attached(part.children().get(i));
        } else {
          sort(part.children().get(i), false);
        }
      }
    }
  }

  /** Whether any program shows it apart; of two types one may be another than the other. */
  private static boolean isAttached(MailPart part, boolean isRoot) {
    return part.isAttached()
        || part.inside().isPresent()
        || part.fields("Content-Type").size() > 1
        || (!isRoot && part.children().isEmpty() && part.name().isPresent());
  }

  private void attached(MailPart part) {
    if (part.type().startsWith("message/")) {
      beside.add(new Beside(part, Reason.FORWARDED));
    } else if (part.children().isEmpty()) {
      beside.add(new Beside(part, Reason.ATTACHED));
    } else {
      part.children().forEach(this::attached);
    }
  }

  /** Of alternatives the first with text is read; what the others hold otherwise is not lost. */
  private void alternatives(List<MailPart> parts) {
    List<TopLevel> all = parts.stream().map(part -> of(part, false)).toList();
    List<Boolean> haveText = all.stream().map(each -> !each.texts.isEmpty()).toList();
    int read = haveText.indexOf(true);
    for (int i = 0; i < all.size(); i++) {
      boolean isRead = i == read;
      if (isRead) {
        texts.addAll(all.get(i).texts);
      }
      all.get(i).beside.stream()
          .filter(other -> read < 0 || isRead || other.reason != Reason.NOT_TEXT)
          .forEach(beside::add);
    }
  }
}
