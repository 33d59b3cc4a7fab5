package org.smime4j.cli.outlook;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body in RTF as Outlook keeps it: compressed ([MS-OXRTFCP]), with HTML inside or without
 * ([MS-OXRTFEX]).
 *
 * @param shown what a program shows that reads the RTF
 * @param html what a program shows that reads the HTML in it; null if there is none
 */
record RichText(String shown, @Nullable String html) {

  /** Stands in the text where a program hides what follows. */
  static final char HIDDEN = '\u0000';

  private static final int HEADER_OCTETS = 16;
  private static final int COMPRESSED = 0x75465A4C;
  private static final int UNCOMPRESSED = 0x414C454D;
  private static final int WINDOW = 4096;
  private static final int LONGEST = 16 * 1024 * 1024;
  private static final byte[] BEFORE =
      ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
              + "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
              + "{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
              + "\\tx")
          .getBytes(StandardCharsets.US_ASCII);

  /** Groups that no program shows. */
  private static final Set<String> NOT_SHOWN =
      Set.of(
          "colortbl filetbl fldinst fonttbl generator info listtable listtext pntext stylesheet"
              .split(" "));

  /**
   * Reads one.
   *
   * @throws OutlookFileException if it has not the form of one, or is too long
   */
  static RichText of(byte[] property) throws OutlookFileException {
    try {
      return new Reader(decompressed(property)).read();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw OutlookFileException.malformed("has rich text that is damaged or too long");
    }
  }

  private static byte[] decompressed(byte[] property) {
    ByteBuffer in = ByteBuffer.wrap(property).order(ByteOrder.LITTLE_ENDIAN);
    int length = in.getInt(4);
    int form = in.getInt(8);
    in.position(HEADER_OCTETS);
    if (length < 0 || length > LONGEST || (form != COMPRESSED && form != UNCOMPRESSED)) {
      throw new IllegalArgumentException();
    }
    byte[] out = new byte[form == COMPRESSED ? length : Math.min(length, in.remaining())];
    if (form == UNCOMPRESSED) {
      in.get(out);
      return out;
    }
    byte[] window = new byte[WINDOW];
    System.arraycopy(BEFORE, 0, window, 0, BEFORE.length);
    int at = BEFORE.length;
    int written = 0;
    while (in.hasRemaining() && written < length) {
      int flags = in.get();
      for (int bit = 0; bit < 8 && in.hasRemaining() && written < length; bit++) {
        int from = at;
        int count = 1;
        if ((flags >> bit & 1) != 0) {
          int reference = Short.toUnsignedInt(Short.reverseBytes(in.getShort()));
          from = reference >> 4;
          count = (reference & 0xf) + 2;
          if (from == at % WINDOW) {
            return Arrays.copyOf(out, written);
          }
        } else {
          window[at % WINDOW] = in.get();
        }
        for (int i = 0; i < count && written < length; i++) {
          byte octet = window[(from + i) % WINDOW];
          window[at++ % WINDOW] = octet;
          out[written++] = octet;
        }
      }
    }
    return Arrays.copyOf(out, written);
  }

  /** What holds in a group, and ends with it. */
  private record Group(boolean isShown, boolean isTag, boolean isForRtf, int fallback) {
    Group unseen() {
      return new Group(false, isTag, isForRtf, fallback);
    }
  }

  /** Reads RTF. */
  private static final class Reader {
    private final byte[] rtf;
    private final StringBuilder shown = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final Deque<Group> around = new ArrayDeque<>();
    private Charset charset = Charset.forName("windows-1252");
    private Group group = new Group(true, false, false, 1);
    private boolean isHtml;
    private int at;
    private int skipped;

    Reader(byte[] rtf) {
      this.rtf = rtf;
    }

    RichText read() {
      while (at < rtf.length) {
        char c = next();
        switch (c) {
          case '{' -> {
            flush();
            around.push(group);
          }
          case '}' -> {
            flush();
            group = around.isEmpty() ? group : around.pop();
          }
          case '\\' -> control();
          case '\r', '\n' -> {}
          default -> octet(c);
        }
      }
      flush();
      return new RichText(shown.toString(), isHtml ? html.toString() : null);
    }

    private char next() {
      return (char) (rtf[at++] & 0xff);
    }

    private void control() {
      char c = next();
      if (c == '\'') {
        int octet = Integer.parseInt(new String(rtf, at, 2, StandardCharsets.ISO_8859_1), 16);
        at += 2;
        octet(octet);
      } else if (c == '*') {
        destination();
      } else if (isLetter(c)) {
        at--;
        word(letters(), number());
      } else {
        switch (c) {
          case '~' -> text("\u00a0");
          case '_' -> text("\u2011");
          case '-' -> text("\u00ad");
          case '\r', '\n' -> text("\n");
          default -> octet(c);
        }
      }
    }

    /** A group that a program leaves out that does not know it. */
    private void destination() {
      String name = "";
      if (at < rtf.length && rtf[at] == '\\') {
        at++;
        name = letters();
        number();
      }
      set(
          name.equals("htmltag")
              ? new Group(group.isShown, true, group.isForRtf, group.fallback)
              : group.unseen());
    }

    private static boolean isLetter(int c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private String letters() {
      int from = at;
      while (at < rtf.length && isLetter(rtf[at])) {
        at++;
      }
      return new String(rtf, from, at - from, StandardCharsets.US_ASCII);
    }

    /** Of a control word; null if it has none. A blank behind belongs to the word. */
    private @Nullable Integer number() {
      int from = at;
      if (at < rtf.length && rtf[at] == '-') {
        at++;
      }
      while (at < rtf.length && rtf[at] >= '0' && rtf[at] <= '9') {
        at++;
      }
      String digits = new String(rtf, from, at - from, StandardCharsets.US_ASCII);
      if (at < rtf.length && rtf[at] == ' ') {
        at++;
      }
      return digits.isEmpty() ? null : Integer.valueOf(digits);
    }

    private void word(String word, @Nullable Integer number) {
      int value = number == null ? 1 : number;
      switch (word) {
        case "par", "line", "sect", "page", "row" -> text("\n");
        case "tab", "cell" -> text("\t");
        case "emdash" -> text("\u2014");
        case "endash" -> text("\u2013");
        case "bullet" -> text("\u2022");
        case "lquote" -> text("\u2018");
        case "rquote" -> text("\u2019");
        case "ldblquote" -> text("\u201c");
        case "rdblquote" -> text("\u201d");
        case "u" -> {
          text(String.valueOf((char) value));
          skipped = group.fallback;
        }
        case "uc" -> set(new Group(group.isShown, group.isTag, group.isForRtf, value));
        case "htmlrtf" -> set(new Group(group.isShown, group.isTag, value != 0, group.fallback));
        case "v" -> text(value == 0 ? "" : String.valueOf(HIDDEN));
        case "fromhtml" -> isHtml = value != 0;
        case "ansicpg" -> charset = CodePage.charset(value);
        case "bin" -> at = Math.addExact(at, Math.max(0, value));
        default -> {
          if (NOT_SHOWN.contains(word)) {
            set(group.unseen());
          }
        }
      }
    }

    private void set(Group changed) {
      flush();
      group = changed;
    }

    private void octet(int octet) {
      if (skipped > 0) {
        skipped--;
      } else {
        octets.write(octet);
      }
    }

    private void flush() {
      if (octets.size() > 0) {
        String text = octets.toString(charset);
        octets.reset();
        add(text);
      }
      skipped = 0;
    }

    private void text(String text) {
      flush();
      add(text);
    }

    private void add(String text) {
      if (group.isTag && group.isShown) {
        html.append(text);
      } else if (group.isShown) {
        shown.append(text);
        html.append(group.isForRtf ? "" : text);
      }
    }
  }
}
