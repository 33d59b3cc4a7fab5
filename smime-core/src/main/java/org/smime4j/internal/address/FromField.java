package org.smime4j.internal.address;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of a From or Sender field, by the strict grammar of RFC 5322, section 3.4 with the
 * characters of RFC 6532: a list of {@code addr-spec} and {@code phrase <addr-spec>}. No obsolete
 * syntax, no group, no route, no comment inside an address, blanks only beside its angle brackets,
 * and no comment anywhere that holds what elsewhere begins or ends something: programs read those
 * differently, and the signer is bound to what everybody reads. Display names are passed over.
 *
 * <p>One pass, no recursion.
 */
public final class FromField {

  /**
   * Characters that end a comment for programs that look for quotes, brackets or addresses first.
   */
  private static final String NOT_IN_COMMENTS = "\"(\\<>@";

  private final String text;
  private int position;

  private FromField(String text) {
    this.text = text;
  }

  /** The mailboxes; null if the field is anything but a plain list of them. */
  static @Nullable List<MailAddress> parse(String body) {
    String unfolded = unfold(body);
    return unfolded == null ? null : new FromField(unfolded).mailboxes();
  }

  /**
   * Line ends are allowed before white space alone (RFC 5322, section 2.2.3); no other control, and
   * nothing that ends a line in Unicode.
   */
  private static @Nullable String unfold(String body) {
    String field = body;
    if (field.endsWith("\n")) {
      field = field.substring(0, field.length() - (field.endsWith("\r\n") ? 2 : 1));
    }
    StringBuilder unfolded = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char character = field.charAt(i);
      if (character == '\r' && i + 1 < field.length() && field.charAt(i + 1) == '\n') {
        character = field.charAt(++i);
      }
      if (character == '\n') {
        boolean folded =
            i + 1 < field.length() && (field.charAt(i + 1) == ' ' || field.charAt(i + 1) == '\t');
        if (!folded) {
          return null;
        }
      } else if ((character < 0x20 && character != '\t')
          || character == 0x7F
          || character == 0x85
          || character == 0x2028
          || character == 0x2029) {
        return null;
      } else {
        unfolded.append(character);
      }
    }
    return unfolded.toString();
  }

  private @Nullable List<MailAddress> mailboxes() {
    List<MailAddress> mailboxes = new ArrayList<>();
    while (true) {
      MailAddress mailbox = mailbox();
      if (mailbox == null) {
        return null;
      }
      mailboxes.add(mailbox);
      if (position == text.length()) {
        return mailboxes;
      }
      if (text.charAt(position++) != ',') {
        return null;
      }
    }
  }

  /** One mailbox with the white space and the comments around it. */
  private @Nullable MailAddress mailbox() {
    if (!skipCommentsAndSpace()) {
      return null;
    }
    int start = position;
    int angle = phrase();
    boolean isBare = angle < 0;
    position = isBare ? start : angle + 1;
    while (!isBare && isBlank(position)) {
      position++;
    }
    int end = endOfAddress(isBare ? ',' : '>');
    if (end < 0) {
      return null;
    }
    int last = end;
    while (last > position && isBlank(last - 1)) {
      last--;
    }
    MailAddress address = MailAddress.parse(text.substring(position, last));
    position = isBare ? end : end + 1;
    return address != null && skipCommentsAndSpace() ? address : null;
  }

  /**
   * Words up to an opening angle bracket: the position of the bracket, or -1 if what stands here is
   * no phrase. A dot is let through behind a word, as in {@code John Q. Public}: what the phrase
   * says is of no account, only where it ends.
   */
  private int phrase() {
    int start = position;
    while (position < text.length()) {
      int character = text.codePointAt(position);
      if (character == '<') {
        return position;
      }
      if (character == '"') {
        int end = endOfQuotedString();
        if (end < 0) {
          return -1;
        }
        position = end;
      } else if (character == '(' || character == ' ' || character == '\t') {
        if (!skipCommentsAndSpace()) {
          return -1;
        }
      } else if ((character == '.' && position > start) || isWordText(character)) {
        position += Character.charCount(character);
      } else {
        return -1;
      }
    }
    return -1;
  }

  private boolean isBlank(int index) {
    return index < text.length() && (text.charAt(index) == ' ' || text.charAt(index) == '\t');
  }

  /** In a display name anything counts as a letter that is not ASCII, as raw octets often do. */
  private static boolean isWordText(int character) {
    return character >= 0x80 || MailAddress.isAtomText(character);
  }

  /**
   * The end of the address that begins here: before the delimiter, a blank, a comment or the end.
   */
  private int endOfAddress(char delimiter) {
    int i = position;
    if (i < text.length() && text.charAt(i) == '"') {
      i = endOfQuotedString();
      if (i < 0) {
        return -1;
      }
    }
    while (i < text.length()) {
      char character = text.charAt(i);
      if (character == delimiter) {
        return i;
      }
      if (delimiter == ',' && (character == ' ' || character == '\t' || character == '(')) {
        return i;
      }
      i++;
    }
    return delimiter == ',' ? i : -1;
  }

  private int endOfQuotedString() {
    for (int i = position + 1; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '\\') {
        i++;
      } else if (character == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  /** False if a comment does not end, or holds what not everybody passes over. */
  private boolean skipCommentsAndSpace() {
    boolean inside = false;
    while (position < text.length()) {
      char character = text.charAt(position);
      if (inside) {
        if (NOT_IN_COMMENTS.indexOf(character) >= 0) {
          return false;
        }
        inside = character != ')';
      } else if (character == '(') {
        inside = true;
      } else if (character != ' ' && character != '\t') {
        return true;
      }
      position++;
    }
    return !inside;
  }
}
