package org.smime4j.internal.mime;

import org.smime4j.internal.platform.Base64Instructions;

/** What {@link Base64Text#isPure} asks, of a text that comes in pieces. */
final class Base64Purity {
  private final Base64Lines lines;
  private long letters;
  private int padding;
  private boolean behindCr;
  private boolean beginsLine = true;

  Base64Purity() {
    this(new Base64Lines(Base64Instructions.DECODE));
  }

  Base64Purity(Base64Lines lines) {
    this.lines = lines;
  }

  /** Takes whole lines that are proven to hold so many characters of the alphabet alone. */
  void pass(int characters) {
    letters += characters;
  }

  /** Where the first octet stands after which the text is not pure, or the end of the piece. */
  int end(byte[] text, int from, int to) {
    int i = from;
    while (i < to) {
      int length = beginsLine && padding == 0 ? lines.prove(text, i, to) : 0;
      if (length > 0) {
        letters += length;
        i += lines.inText(length);
        continue;
      }
      int end = padding == 0 && !behindCr ? Base64Alphabet.endOfLetters(text, i, to) : i;
      letters += end - i;
      i = end;
      if (i + 1 < to && text[i] == '\r' && text[i + 1] == '\n' && !behindCr) {
        i += 2;
      } else if (i < to && !takes(text[i++])) {
        return i - 1;
      }
      beginsLine = text[i - 1] == '\n';
    }
    return to;
  }

  private boolean takes(byte c) {
    if (c == '='
        ? behindCr || padding == 2
        : c != '\n' && (behindCr || !Base64Alphabet.isBlank(c))) {
      return false;
    }
    padding += c == '=' ? 1 : 0;
    behindCr = c == '\r';
    return true;
  }

  /** Whether all is pure that was taken. */
  boolean isPure() {
    return padding == 0 ? letters % 4 != 1 : (letters + padding) % 4 == 0;
  }
}
