package org.smime4j.as2;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.reports.MailPart;
import org.smime4j.sources.ByteSource;

/**
 * An MDN that a partner sent (RFC 4130, section 7.4; RFC 8098). Open it as a message first: {@link
 * As2Reader} verifies its signature, with the anchors of this partner. An MDN alone proves nothing:
 * {@link #requireProcessed} compares it with the message.
 *
 * <pre>{@code
 * As2Received received = reader.open(As2Reader.entity(httpHeader, body));
 * Mdn mdn = new Mdn(received.requireSigned());
 * Optional<String> warning = mdn.requireProcessed(messageId, mic);
 * }</pre>
 */
public final class Mdn {

  private static final int MOST_OCTETS = 64 * 1024;
  private static final int MOST_CHARACTERS = 998;

  private static final Pattern DISPOSITION =
      Pattern.compile("[^;]*;\\s*([^/;\\s]+)\\s*(?:/\\s*([^:]*?)\\s*(?::\\s*(.*))?)?");

  private final String originalMessageId;
  private final String disposition;
  private final String mic;

  /**
   * Reads the fields of an MDN.
   *
   * @param report the multipart/report: the result of {@link As2Received#requireSigned}, or of
   *     {@link As2Received#unsignedContent} if you agreed with the partner on MDNs without
   *     signature
   * @throws As2Exception if it is not a report with exactly one disposition notification of at most
   *     64 KiB, or if a field occurs twice or has more than 998 characters
   */
  public Mdn(ByteSource report) throws IOException {
    MailPart root = Entity.parts(report);
    List<MailPart> found =
        root.children().stream()
            .filter(part -> part.type().equals("message/disposition-notification"))
            .toList();
    if (!root.type().equals("multipart/report") || found.size() != 1) {
      throw new As2Exception("The answer is not a report with one disposition notification");
    }
    byte[] fields;
    try (InputStream in = found.get(0).unverifiedContent("verified as a whole").open()) {
      fields = in.readNBytes(MOST_OCTETS + 1);
    }
    if (fields.length > MOST_OCTETS) {
      throw new As2Exception("The disposition notification is longer than 64 KiB");
    }
    MailPart read =
        Entity.parts(new Entity.Joined(fields, ByteSource.of(As2Outgoing.lines("\n\n"))));
    originalMessageId = field(read, "Original-Message-ID");
    disposition = field(read, "Disposition");
    mic = field(read, "Received-content-MIC");
  }

  private static String field(MailPart fields, String name) throws As2Exception {
    List<String> values = fields.fields(name);
    String value = values.isEmpty() ? "" : values.get(0).strip();
    if (values.size() > 1 || value.length() > MOST_CHARACTERS) {
      throw new As2Exception("A field of the MDN occurs twice, or is too long: " + name);
    }
    return value;
  }

  /**
   * Returns the Message-ID of the message that this MDN answers, to look up the message and its
   * MIC; empty text if the MDN names none.
   */
  public String originalMessageId() {
    return originalMessageId;
  }

  /** Returns the Disposition field. The partner wrote it: escape it before you show it. */
  public String disposition() {
    return disposition;
  }

  /**
   * Returns if this MDN says that the partner processed the message, without error or failure.
   *
   * @param messageId the Message-ID of the message, with its angle brackets
   * @param sent the MIC that {@link As2Outgoing#writeBody} returned for the message
   * @return the warning of the partner if there is one. The MIC proves what the partner received,
   *     and the warning may say that the partner doubts it. Escape it before you show it
   * @throws As2Exception if the MDN answers another message, if the partner did not process the
   *     message, or if the MDN has no MIC or another one
   */
  public Optional<String> requireProcessed(String messageId, Mic sent) throws As2Exception {
    if (originalMessageId.isEmpty() || !originalMessageId.equals(messageId.strip())) {
      throw new As2Exception("The MDN answers another message");
    }
    Matcher parts = DISPOSITION.matcher(disposition.toLowerCase(Locale.ROOT));
    boolean processed = parts.matches() && parts.group(1).equals("processed");
    if (!processed || (parts.group(2) != null && !parts.group(2).equals("warning"))) {
      throw new As2Exception(
          "The partner did not process the message: " + disposition.replaceAll("[^ -~]", "?"));
    }
    if (!sent.matches(mic)) {
      throw new As2Exception("The MDN has no MIC, or not that of the message: " + this);
    }
    return parts.group(2) == null
        ? Optional.empty()
        : Optional.of(parts.group(3) == null ? "" : parts.group(3));
  }

  @Override
  public String toString() {
    return (disposition + ", MIC " + (mic.isEmpty() ? "missing" : mic)).replaceAll("[^ -~]", "?");
  }
}
