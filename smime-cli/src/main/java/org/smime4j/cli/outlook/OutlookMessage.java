package org.smime4j.cli.outlook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.smime4j.MailReader;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * A message that Outlook saved ([MS-OXMSG]) with S/MIME in it ([MS-OXOSMIME]), as the mail that it
 * was: the header that it travelled with, and the one attachment, which is CMS or the whole of
 * multipart/signed, octet for octet. Where the properties show programs another message, no signer
 * is bound to an address ({@link ShownProperties}).
 *
 * <p>Where no header was kept, as of mail that was never sent, From, To, Cc, Subject, Date and
 * Message-ID are made of the properties. They are as unproven as a header outside of a signature.
 */
public final class OutlookMessage {

  /** No larger file is read: it is held in memory. */
  public static final int MOST_OCTETS = 64 * 1024 * 1024;

  private static final int LEAST_OCTETS = 1024 * 1024;
  private static final int SHARE_OF_HEAP = 8;
  private static final int MOST_RECIPIENTS = 1_000;
  private static final int LONGEST_NAME = 256;

  private static final String RECIPIENT = "__RECIP_VERSION1.0_";
  private static final String ATTACHMENT = "__ATTACH_VERSION1.0_";

  private static final int CLASS = 0x001A;
  private static final int REPLY_ENTRIES = 0x004F;
  private static final int REPLY_NAMES = 0x0050;
  private static final int HEADERS = 0x007D;
  private static final int RECIPIENT_KIND = 0x0C15;
  private static final int MESSAGE_ID = 0x1035;
  private static final int EMAIL = 0x3003;
  private static final int ATTACHED = 0x3701;
  private static final int FILE_NAME = 0x3704;
  private static final int LONG_FILE_NAME = 0x3707;
  private static final int TYPE = 0x370E;
  private static final int SMTP_ADDRESS = 0x39FE;

  private static final int CC = 2;
  private static final int BCC = 3;
  private static final int LONGEST_HEADER = 64 * 1024;

  /** [MS-OXOSMIME] sections 2.1.3.1 and 2.1.3.2. */
  private static final Pattern OF_SMIME =
      Pattern.compile("IPM(\\.[\\w-]+)*\\.SMIME(\\.MultipartSigned)?", Pattern.CASE_INSENSITIVE);

  private static final String TYPE_OF_CMS = "content-type\\s*:\\s*application/(x-)?pkcs7-mime\\b.*";

  private static final Set<String> TYPES_OF_SMIME =
      Set.of("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/signed");

  /** The beginning of SignedData in DER and BER behind tag and length. */
  private static final String SIGNED_DATA = "06092a864886f70d010702";

  private static final Pattern ADDRESS =
      Pattern.compile(
          "[^\\s<>()\\[\\],;:\\\\\"@\\p{Cntrl}]{1,64}@[^\\s<>(),;:\\\\\"@\\p{Cntrl}]{1,255}");

  private static final Pattern NOT_QUOTED = Pattern.compile("[\\\\\"\\p{Cntrl}\u0085\u2028\u2029]");
  private static final Pattern NOT_OF_A_DOMAIN =
      Pattern.compile("(?s)[^\\w\\p{L}\\p{M}\\p{N}@.:\\[\\]-].*");

  private final CompoundFile file;
  private final Properties properties;
  private final ByteSource mail;

  /** Why a program may not take the file for signed or encrypted mail; empty if each does. */
  private String doubt = "";

  private OutlookMessage(CompoundFile file) throws IOException {
    this.file = file;
    this.properties = new Properties(file, file.root, Properties.IN_MESSAGE);
    this.mail = mail();
  }

  /** Whether these are the octets of a file of Outlook, or of another program's compound file. */
  public static boolean is(ByteSource octets) throws IOException {
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
    InputStream peeked = peeked(in);
    return isAhead(peeked) ? read(peeked).mail.open() : peeked;
  }

  /**
   * Opens the mail of a file of Outlook, or anything else. Where the file shows programs another
   * message than the mail in it, no signer is bound to an address.
   *
   * @param in which is closed
   * @throws OutlookFileException if it is a file of Outlook and no mail comes out of it
   */
  public static OpenedMail open(InputStream in, MailReader reader) throws IOException {
    try (InputStream peeked = peeked(in)) {
      return isAhead(peeked) ? read(peeked).opened(reader) : reader.open(peeked);
    }
  }

  private static InputStream peeked(InputStream in) {
    return in.markSupported() ? in : new BufferedInputStream(in, 1 << 14);
  }

  private static boolean isAhead(InputStream peeked) throws IOException {
    peeked.mark(CompoundFile.SIGNATURE_OCTETS);
    byte[] first = peeked.readNBytes(CompoundFile.SIGNATURE_OCTETS);
    peeked.reset();
    return CompoundFile.begins(first);
  }

  private static OutlookMessage read(InputStream in) throws IOException {
    try (in) {
      int most = most();
      byte[] octets = in.readNBytes(most + 1);
      if (octets.length > most) {
        throw OutlookFileException.tooMuch(
            "is larger than "
                + most / (1024 * 1024)
                + " MiB, and larger ones are not read"
                + (most < MOST_OCTETS ? " with this memory; give Java more with -Xmx" : ""));
      }
      return new OutlookMessage(new CompoundFile(octets));
    }
  }

  private OpenedMail opened(MailReader reader) throws IOException {
    OpenedMail opened = reader.open(mail);
    List<String> doubts = new ArrayList<>(doubt.isEmpty() ? List.of() : List.of(doubt));
    try {
      doubts.addAll(ShownProperties.differences(properties, opened));
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    if (doubts.isEmpty()) {
      return opened;
    }
    opened.close();
    return reader.doubting("The file of Outlook " + String.join(", ", doubts)).open(mail);
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

  private ByteSource mail() throws IOException {
    String kind = properties.text(CLASS);
    if (kind.isEmpty()) {
      throw notSmime("it is no message");
    }
    String isOfClass = "it is of the class " + ShownProperties.shown(kind);
    List<CompoundFile.Entry> attachments = properties.storages(ATTACHMENT);
    if (attachments.size() != 1) {
      throw notSmime(
          isOfClass + ", and has " + attachments.size() + " attachments where S/MIME has one");
    }
    Properties attachment = new Properties(file, attachments.get(0), Properties.IN_OTHERS);
    boolean isOfSmime = OF_SMIME.matcher(kind).matches();
    if (!isOfSmime && !isOfSmime(attachment)) {
      throw notSmime(isOfClass);
    }
    CompoundFile.Entry stream = attachment.stream(ATTACHED, Properties.BINARY);
    if (stream == null) {
      throw notSmime("its attachment is no file");
    }
    byte[] content = file.octets(stream);
    boolean isCms = content.length > 1 && content[0] == 0x30 && (content[1] & 0xff) >= 0x80;
    if (!isOfSmime) {
      // Programs show the note, and the attachment as a file beside it.
      if (!isCms || isSigned(content)) {
        throw notSmime(
            isOfClass + ", a note with a signed attachment; save the attachment, and open that");
      }
      doubt = isOfClass.substring(3) + ", which programs show as a note with an attachment";
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header(content, isCms).getBytes(StandardCharsets.UTF_8));
    all.writeBytes(content);
    return ByteSource.of(all.toByteArray());
  }

  private String header(byte[] content, boolean isCms) throws IOException {
    String travelled = properties.text(HEADERS);
    String fields = fields(travelled, field -> !field.matches("(content-|mime-version).*"));
    String header = answered(fields.isEmpty() ? made() : fields);
    if (isCms) {
      String type = fields(travelled, field -> field.matches(TYPE_OF_CMS));
      return header
          + "MIME-Version: 1.0\r\n"
          + (type.isEmpty() ? "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n" : type)
          + "Content-Transfer-Encoding: binary\r\n\r\n";
    }
    String own =
        new String(
            content, 0, Math.min(content.length, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
    boolean saysVersion = !fields(own, field -> field.matches("mime-version\\s*:.*")).isEmpty();
    return saysVersion ? header : header + "MIME-Version: 1.0\r\n";
  }

  /** With Reply-To for the addresses to which Outlook sends answers, and the header does not. */
  private String answered(String header) throws IOException {
    Set<String> shown = new LinkedHashSet<>(Addresses.in(properties.octets(REPLY_ENTRIES)));
    shown.addAll(Addresses.in(properties.line(REPLY_NAMES)).toList());
    shown.removeAll(Addresses.ofField(fields(header, field -> field.matches("from.*|reply-to.*"))));
    StringBuilder answered = new StringBuilder(header);
    for (String address : shown) {
      int at = address.lastIndexOf('@');
      if (at > 0) {
        String local = NOT_QUOTED.matcher(address.substring(0, at)).replaceAll("?");
        String domain = NOT_OF_A_DOMAIN.matcher(address.substring(at)).replaceAll("");
        String quotes = ADDRESS.matcher(local + domain).matches() ? "" : "\"";
        append(answered, "Reply-To", "<" + quotes + local + quotes + domain + ">");
      }
    }
    return answered.toString();
  }

  private static boolean isSigned(byte[] cms) {
    return HexFormat.of().formatHex(cms, 0, Math.min(cms.length, 32)).contains(SIGNED_DATA);
  }

  /** Some programs leave the class of other mail, and tell by the attachment alone. */
  private static boolean isOfSmime(Properties attachment) throws IOException {
    String type = attachment.line(TYPE).toLowerCase(Locale.ROOT);
    String fileName = attachment.line(LONG_FILE_NAME) + attachment.line(FILE_NAME);
    return TYPES_OF_SMIME.contains(type) || fileName.toLowerCase(Locale.ROOT).endsWith(".p7m");
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
        isBegun |= isField(line);
        // What is no field further down is kept: it is a doubt to the library.
        isKept = isBegun && isWanted.test(line.toLowerCase(Locale.ROOT));
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

  private String made() throws IOException {
    StringBuilder made = new StringBuilder();
    append(made, "From", mailbox(ShownProperties.AUTHOR));
    String sender = mailbox(ShownProperties.SENDER);
    append(made, "Sender", sender.equals(mailbox(ShownProperties.AUTHOR)) ? "" : sender);
    List<CompoundFile.Entry> recipients = properties.storages(RECIPIENT);
    if (recipients.size() > MOST_RECIPIENTS) {
      throw OutlookFileException.tooMuch("has more than " + MOST_RECIPIENTS + " recipients");
    }
    Map<Integer, List<String>> addresses = new TreeMap<>();
    for (CompoundFile.Entry recipient : recipients) {
      Properties of = new Properties(file, recipient, Properties.IN_OTHERS);
      String address = address(of, SMTP_ADDRESS, EMAIL);
      Integer kind = of.number(RECIPIENT_KIND);
      if (!address.isEmpty()) {
        addresses.computeIfAbsent(kind == null ? 1 : kind, to -> new ArrayList<>()).add(address);
      }
    }
    append(made, "To", String.join(",\r\n ", addresses.getOrDefault(1, List.of())));
    append(made, "Cc", String.join(",\r\n ", addresses.getOrDefault(CC, List.of())));
    append(made, "Bcc", String.join(",\r\n ", addresses.getOrDefault(BCC, List.of())));
    append(made, "Subject", ShownProperties.subject(properties.line(ShownProperties.SUBJECT)));
    append(made, "Date", date());
    append(made, "Message-ID", properties.line(MESSAGE_ID));
    return made.toString();
  }

  /** With the name that programs show; empty without an address. */
  private String mailbox(ShownProperties.Person person) throws IOException {
    String address = address(properties, person.smtp(), person.address());
    if (address.isEmpty() && person.equals(ShownProperties.AUTHOR)) {
      return mailbox(ShownProperties.SENDER);
    }
    String name = properties.line(person.name());
    boolean isNamed = !name.isEmpty() && name.length() <= LONGEST_NAME;
    return address.isEmpty() || !isNamed
        ? address
        : '"' + name.replaceAll("[\\\\\"]", "\\\\$0") + "\" " + address;
  }

  private String date() throws IOException {
    Instant submitted = properties.time(ShownProperties.SUBMITTED);
    if (submitted == null) {
      return "";
    }
    OffsetDateTime time = submitted.atOffset(ZoneOffset.UTC);
    return time.getYear() < 1601 || time.getYear() > 9999
        ? ""
        : DateTimeFormatter.RFC_1123_DATE_TIME.format(time);
  }

  private static void append(StringBuilder to, String field, String value) {
    if (!value.isEmpty()) {
      to.append(field).append(": ").append(value).append("\r\n");
    }
  }

  /** The first address that can stand in a field; empty if all are names of Exchange, or none. */
  private static String address(Properties of, int... properties) throws IOException {
    for (int property : properties) {
      String value = of.line(property);
      if (ADDRESS.matcher(value).matches()) {
        return "<" + value + ">";
      }
    }
    return "";
  }
}
