package org.smime4j.internal.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.sources.ByteSource;

/**
 * Tells an mbox file (RFC 4155) of several messages from a message that has an mbox line before its
 * header. Programs differ in which lines begin a message. So a line counts where most see one: it
 * has a date, or nothing but an address behind an empty line, and a header follows it.
 */
public final class MboxFile {

  private static final int PIECE = 1 << 16;

  private static final int OCTETS_OF_A_UNIT = 100;
  private static final int OCTETS_OF_A_UNIT_IN_A_DATE = 20;

  /** The most octets of a line that are looked at. */
  private static final int LONGEST = 512;

  /** A field with blanks before its colon (RFC 822). */
  private static final Pattern OBSOLETE_FIELD = Pattern.compile("From[ \\t]++:.*", Pattern.DOTALL);

  /** Parts of a date; each is looked for by itself, in time linear in the line. */
  private static final Pattern DAY = Pattern.compile("(?i)\\b(?:mon|tue|wed|thu|fri|sat|sun)\\b");

  private static final Pattern MONTH =
      Pattern.compile("(?i)\\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\b");

  private static final Pattern YEAR = Pattern.compile("\\b(?:19|20)\\d{2}\\b");

  private static final Pattern ISO_DATE = Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}");

  private static final Pattern TIME = Pattern.compile("(?:\\b|T)\\d{1,2}:\\d{2}\\b");

  private static final Pattern ADDRESS_ALONE = Pattern.compile("From \\S*+\\s*+");

  /** What some editors write before the first line: U+FEFF in UTF-8. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private static final Pattern FIELD = Pattern.compile("[!-9;-~]++[ \\t]*+:.*", Pattern.DOTALL);

  /** Fields of which a message has one at least. */
  private static final Pattern OF_A_MESSAGE =
      Pattern.compile(
          "(?i)(?:From|Date|Received|Return-Path|Message-ID|MIME-Version)[ \\t]*+:.*",
          Pattern.DOTALL);

  private final byte[] line = new byte[LONGEST];
  private int length;

  /** Whether the first mbox line is still to come, behind empty lines. */
  private boolean isBeforeFirst = true;

  private boolean isBehindEmptyLine;

  /** Where the line began that may be an mbox line, as long as its header goes on; or -1. */
  private long candidate = -1;

  private boolean isDated;
  private long second = -1;
  private final WorkBudget work;

  private MboxFile(WorkBudget work) {
    this.work = work;
  }

  /**
   * Refuses a file that begins with an mbox line and holds more than one message.
   *
   * @throws SmimeException.Refused if there is another message
   */
  public static void refuse(ByteSource file, WorkBudget work) throws IOException {
    MboxFile mbox = new MboxFile(work);
    try (InputStream in = file.open()) {
      mbox.scan(in);
    }
    if (mbox.second >= 0) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.SEVERAL_MESSAGES,
          "this is an mbox file, whose second message begins at octet "
              + mbox.second
              + "; open each message by itself");
    }
  }

  private void scan(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    long position = 0;
    long start = 0;
    boolean cr = false;
    for (int n = in.read(piece); n >= 0 && second < 0; n = in.read(piece)) {
      work.spend(1 + n / OCTETS_OF_A_UNIT);
      for (int i = 0; i < n; i++, position++) {
        byte octet = piece[i];
        if (cr && octet == '\n') {
          start++;
        } else if (octet == '\n' || octet == '\r') {
          if (!lineEnds(start)) {
            return;
          }
          start = position + 1;
        } else if (length < LONGEST) {
          line[length++] = octet;
        }
        cr = octet == '\r';
      }
    }
    lineEnds(start);
  }

  /** Takes the line that began there; returns whether more need to be read. */
  private boolean lineEnds(long start) throws SmimeException.LimitExceeded {
    String text = new String(line, 0, length, ISO_8859_1);
    length = 0;
    boolean isFrom = text.startsWith("From ") && !OBSOLETE_FIELD.matcher(text).matches();
    if (isBeforeFirst) {
      isBeforeFirst = text.isEmpty();
      return isBeforeFirst || isFrom || text.startsWith(BYTE_ORDER_MARK + "From ");
    }
    if (candidate >= 0 && header(text)) {
      second = candidate;
      return false;
    }
    if (isFrom) {
      work.spend(2 + text.length() / OCTETS_OF_A_UNIT_IN_A_DATE);
      boolean isDay = DAY.matcher(text).find() || YEAR.matcher(text).find();
      isDated =
          TIME.matcher(text).find()
              && ((isDay && MONTH.matcher(text).find()) || ISO_DATE.matcher(text).find());
      boolean isAlone =
          ADDRESS_ALONE.matcher(text).matches() && (isBehindEmptyLine || text.indexOf('@') > 0);
      candidate = isDated || isAlone ? start : -1;
    }
    isBehindEmptyLine = text.isEmpty();
    return true;
  }

  /** Whether a line of the header shows that a message has begun. */
  private boolean header(String text) {
    boolean isField = FIELD.matcher(text).matches();
    boolean goesOn =
        isField || text.startsWith(" ") || text.startsWith("\t") || text.startsWith(">From ");
    if (!goesOn) {
      candidate = -1;
    }
    return isField && (isDated || OF_A_MESSAGE.matcher(text).matches());
  }
}
