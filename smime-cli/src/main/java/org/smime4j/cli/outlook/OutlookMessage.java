package org.smime4j.cli.outlook;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;

/**
 * A message that Outlook saved ([MS-OXMSG]) with S/MIME in it ([MS-OXOSMIME]), as the mail that it
 * was: the header that it travelled with, and the one attachment, which is CMS or the whole of
 * multipart/signed, octet for octet. What Outlook shows of it (a body, a subject) decides nothing.
 *
 * <p>Where no header was kept, as of mail that was never sent, From, To, Cc, Subject, Date and
 * Message-ID are made of the properties. They are as unproven as a header outside of a signature.
 */
public final class OutlookMessage {

  /** No larger file is read: it is held in memory. */
  public static final int MOST_OCTETS = 64 * 1024 * 1024;

  private static final int LEAST_OCTETS = 1024 * 1024;
  private static final int SHARE_OF_HEAP = 8;
  private static final int MOST_OF_TEXT = 4 * 1024 * 1024;
  private static final int MOST_RECIPIENTS = 1_000;

  private static final String PROPERTIES = "__PROPERTIES_VERSION1.0";
  private static final String VALUE = "__SUBSTG1.0_";
  private static final String RECIPIENT = "__RECIP_VERSION1.0_";
  private static final String ATTACHMENT = "__ATTACH_VERSION1.0_";

  private static final int CLASS = 0x001A;
  private static final int SUBJECT = 0x0037;
  private static final int SUBMITTED = 0x0039;
  private static final int HEADERS = 0x007D;
  private static final int RECIPIENT_KIND = 0x0C15;
  private static final int MESSAGE_ID = 0x1035;
  private static final int EMAIL = 0x3003;
  private static final int ATTACHED = 0x3701;
  private static final int FILE_NAME = 0x3704;
  private static final int LONG_FILE_NAME = 0x3707;
  private static final int TYPE = 0x370E;
  private static final int SMTP_ADDRESS = 0x39FE;
  private static final int SENDER = 0x5D01;
  private static final int AUTHOR = 0x5D02;

  private static final int UNICODE = 0x001F;
  private static final int OCTETS_OF_TEXT = 0x001E;
  private static final int BINARY = 0x0102;
  private static final int LONG = 0x0003;
  private static final int TIME = 0x0040;

  private static final int IN_MESSAGE = 32;
  private static final int IN_OTHERS = 8;
  private static final long TICKS_IN_A_SECOND = 10_000_000;
  private static final long SECONDS_FROM_1601 = 11_644_473_600L;
  private static final int CC = 2;
  private static final int BCC = 3;

  private final CompoundFile file;
  private final Map<String, CompoundFile.Entry> entries;

  /** Of octets of text: streams may overlap, so that a short file holds much of it. */
  private int left = MOST_OF_TEXT;

  private OutlookMessage(CompoundFile file) throws IOException {
    this.file = file;
    this.entries = file.in(file.root());
  }

  /** Whether these are the octets of a file of Outlook, or of another program's compound file. */
  public static boolean is(Octets octets) throws IOException {
    try (InputStream in = octets.open()) {
      return CompoundFile.begins(in.readNBytes(CompoundFile.SIGNATURE_OCTETS));
    }
  }

  /**
   * The mail of a file of Outlook; anything else stays the stream that it is.
   *
   * @param in which is closed with what is returned
   * @throws OutlookFileException if it is a file of Outlook and no mail comes out of it
   */
  public static InputStream orAsItIs(InputStream in) throws IOException {
    InputStream peeked = in.markSupported() ? in : new BufferedInputStream(in, 1 << 14);
    peeked.mark(CompoundFile.SIGNATURE_OCTETS);
    byte[] first = peeked.readNBytes(CompoundFile.SIGNATURE_OCTETS);
    peeked.reset();
    if (!CompoundFile.begins(first)) {
      return peeked;
    }
    try (peeked) {
      int most = most();
      byte[] octets = peeked.readNBytes(most + 1);
      if (octets.length > most) {
        throw new OutlookFileException(
            OutlookFileException.Reason.TOO_MUCH,
            "This file of Outlook is larger than "
                + most / (1024 * 1024)
                + " MiB, and larger ones are not read"
                + (most < MOST_OCTETS ? " with this memory; give Java more with -Xmx" : ""));
      }
      return new OutlookMessage(CompoundFile.read(octets)).mail();
    }
  }

  /** So many fit into an eighth of the heap on each processor at once. */
  private static int most() {
    Runtime runtime = Runtime.getRuntime();
    long room = runtime.maxMemory() / SHARE_OF_HEAP / runtime.availableProcessors();
    return (int) Math.max(LEAST_OCTETS, Math.min(MOST_OCTETS, room));
  }

  private static OutlookFileException notSmime(String why) {
    return new OutlookFileException(
        OutlookFileException.Reason.NOT_SMIME,
        "There is no S/MIME in this file of Outlook: " + why);
  }

  private InputStream mail() throws IOException {
    String kind = string(entries, CLASS);
    if (kind.isEmpty()) {
      throw notSmime("it is no message");
    }
    List<CompoundFile.Entry> attachments = storages(ATTACHMENT);
    if (attachments.size() != 1) {
      throw notSmime(
          "a message with S/MIME has one attachment, and this one of the class "
              + shown(kind)
              + " has "
              + attachments.size());
    }
    Map<String, CompoundFile.Entry> attachment = file.in(attachments.get(0));
    if (!isOfSmime(kind) && !isOfSmime(attachment)) {
      throw notSmime("it is of the class " + shown(kind));
    }
    CompoundFile.Entry content = attachment.get(name(ATTACHED, BINARY));
    if (content == null || content.isStorage()) {
      throw notSmime("its attachment is no file");
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    String travelled = text(entries, HEADERS);
    String fields = fields(travelled, field -> !isOfTheBody(field));
    header.writeBytes((fields.isEmpty() ? made() : fields).getBytes(StandardCharsets.UTF_8));
    header.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
    if (isDer(content)) {
      String type = fields(travelled, OutlookMessage::isTypeOfCms);
      header.writeBytes(
          ((type.isEmpty() ? "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n" : type)
                  + "Content-Transfer-Encoding: binary\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    return new SequenceInputStream(
        new ByteArrayInputStream(header.toByteArray()), file.open(content));
  }

  private static boolean isOfSmime(String kind) {
    String upper = kind.toUpperCase(Locale.ROOT);
    return upper.endsWith(".SMIME") || upper.endsWith(".SMIME.MULTIPARTSIGNED");
  }

  /** Some programs leave the class of other mail, and tell by the attachment alone. */
  private boolean isOfSmime(Map<String, CompoundFile.Entry> attachment) throws IOException {
    String type = string(attachment, TYPE).toLowerCase(Locale.ROOT);
    String fileName = string(attachment, LONG_FILE_NAME) + string(attachment, FILE_NAME);
    return type.equals("application/pkcs7-mime")
        || type.equals("application/x-pkcs7-mime")
        || type.equals("multipart/signed")
        || fileName.toLowerCase(Locale.ROOT).endsWith(".p7m");
  }

  private boolean isDer(CompoundFile.Entry content) throws IOException {
    try (InputStream in = file.open(content)) {
      return in.read() == 0x30 && in.read() >= 0x80;
    }
  }

  private List<CompoundFile.Entry> storages(String prefix) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue().isStorage())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Of a header, the fields that are wanted: their first lines are asked for, in lower case. */
  private static String fields(String header, Predicate<String> isWanted) {
    StringBuilder kept = new StringBuilder();
    boolean isBegun = false;
    boolean isKept = false;
    for (String line : header.split("\r?\n", -1)) {
      if (line.isBlank()) {
        if (isBegun) {
          break;
        }
        continue;
      }
      if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
        isKept = isField(line) && isWanted.test(line.toLowerCase(Locale.ROOT));
        isBegun |= isField(line);
      }
      if (isKept) {
        kept.append(line).append("\r\n");
      }
    }
    return kept.toString();
  }

  /** Exchange puts a line of its own in front, which is none. */
  private static boolean isField(String line) {
    int colon = line.indexOf(':');
    return colon > 0
        && line.substring(0, colon).stripTrailing().chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static boolean isOfTheBody(String field) {
    return field.startsWith("content-") || field.startsWith("mime-version");
  }

  private static boolean isTypeOfCms(String field) {
    return field.matches("content-type\\s*:\\s*application/(x-)?pkcs7-mime\\b.*");
  }

  private String made() throws IOException {
    StringBuilder made = new StringBuilder();
    String author = string(entries, AUTHOR);
    append(made, "From", address(author.isEmpty() ? string(entries, SENDER) : author));
    List<CompoundFile.Entry> recipients = storages(RECIPIENT);
    if (recipients.size() > MOST_RECIPIENTS) {
      throw new OutlookFileException(
          OutlookFileException.Reason.TOO_MUCH,
          "This file of Outlook has more than " + MOST_RECIPIENTS + " recipients");
    }
    Map<Integer, List<String>> addresses = new TreeMap<>();
    for (CompoundFile.Entry recipient : recipients) {
      Map<String, CompoundFile.Entry> of = file.in(recipient);
      String smtp = string(of, SMTP_ADDRESS);
      String address = address(smtp.isEmpty() ? string(of, EMAIL) : smtp);
      Long kind = fixed(of, IN_OTHERS, RECIPIENT_KIND, LONG);
      if (!address.isEmpty()) {
        addresses
            .computeIfAbsent(kind == null ? 1 : kind.intValue(), to -> new ArrayList<>())
            .add(address);
      }
    }
    append(made, "To", String.join(",\r\n ", addresses.getOrDefault(1, List.of())));
    append(made, "Cc", String.join(",\r\n ", addresses.getOrDefault(CC, List.of())));
    append(made, "Bcc", String.join(",\r\n ", addresses.getOrDefault(BCC, List.of())));
    append(made, "Subject", string(entries, SUBJECT));
    append(made, "Date", date());
    append(made, "Message-ID", string(entries, MESSAGE_ID));
    return made.toString();
  }

  private String date() throws IOException {
    Long submitted = fixed(entries, IN_MESSAGE, SUBMITTED, TIME);
    if (submitted == null) {
      return "";
    }
    OffsetDateTime time =
        Instant.ofEpochSecond(submitted / TICKS_IN_A_SECOND - SECONDS_FROM_1601)
            .atOffset(ZoneOffset.UTC);
    return time.getYear() < 1601 || time.getYear() > 9999
        ? ""
        : DateTimeFormatter.RFC_1123_DATE_TIME.format(time);
  }

  private static void append(StringBuilder to, String field, String value) {
    if (!value.isEmpty()) {
      to.append(field).append(": ").append(value).append("\r\n");
    }
  }

  /** An address that can stand in a field; empty for a name of Exchange and what is none. */
  private static String address(String value) {
    return value.matches(
            "[^\\s<>()\\[\\],;:\\\\\"@\\p{Cntrl}]{1,64}@[^\\s<>(),;:\\\\\"@\\p{Cntrl}]{1,255}")
        ? "<" + value + ">"
        : "";
  }

  private static String shown(String kind) {
    return kind.length() > 64 ? kind.substring(0, 64) : kind;
  }

  private static String name(int property, int type) {
    return VALUE + String.format(Locale.ROOT, "%04X%04X", property, type);
  }

  /** On one line. */
  private String string(Map<String, CompoundFile.Entry> of, int property) throws IOException {
    return text(of, property).replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]+", " ").strip();
  }

  /** Empty if there is none. */
  private String text(Map<String, CompoundFile.Entry> of, int property) throws IOException {
    CompoundFile.Entry unicode = of.get(name(property, UNICODE));
    CompoundFile.Entry octets = of.get(name(property, OCTETS_OF_TEXT));
    if (unicode != null && octets != null) {
      throw new OutlookFileException(
          OutlookFileException.Reason.MALFORMED,
          "This file of Outlook has a text twice, and programs would read either");
    }
    if (unicode != null) {
      return new String(read(unicode), StandardCharsets.UTF_16LE);
    }
    return octets == null ? "" : decoded(read(octets));
  }

  private static String decoded(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : new String(octets, StandardCharsets.ISO_8859_1);
  }

  private byte[] read(CompoundFile.Entry stream) throws IOException {
    if (stream.size() > left) {
      throw new OutlookFileException(
          OutlookFileException.Reason.TOO_MUCH,
          "This file of Outlook has more than "
              + MOST_OF_TEXT / (1024 * 1024)
              + " MiB of text beside its attachment");
    }
    left -= (int) stream.size();
    try (InputStream in = file.open(stream)) {
      return in.readAllBytes();
    }
  }

  /** A property whose value stands among the names; null if there is none. */
  private @Nullable Long fixed(
      Map<String, CompoundFile.Entry> of, int header, int property, int type) throws IOException {
    CompoundFile.Entry properties = of.get(PROPERTIES);
    if (properties == null) {
      return null;
    }
    ByteBuffer values = ByteBuffer.wrap(read(properties)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = header; at + 16 <= values.limit(); at += 16) {
      if (values.getInt(at) == (property << 16 | type)) {
        return type == LONG ? values.getInt(at + 8) & 0xffffffffL : values.getLong(at + 8);
      }
    }
    return null;
  }
}
