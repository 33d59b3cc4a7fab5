package org.smime4j.cli.outlook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The properties of one object in a file of Outlook ([MS-OXMSG] section 2.4), by their numbers. */
final class Properties {

  /** How long what stands before the values with a fixed length is in the outermost message. */
  static final int IN_MESSAGE = 32;

  /** The same in recipients and attachments. */
  static final int IN_OTHERS = 8;

  private static final String FIXED = "__PROPERTIES_VERSION1.0";
  private static final String VALUE = "__SUBSTG1.0_";

  /** The names that an object may hold, in upper case. */
  private static final Pattern NAMES =
      Pattern.compile(
          "__SUBSTG1\\.0_[0-9A-F]{8}(-[0-9A-F]{8})?|__PROPERTIES_VERSION1\\.0|__NAMEID_VERSION1\\.0"
              + "|__(RECIP|ATTACH)_VERSION1\\.0_#[0-9A-F]{8}|OLK10SIDEPROPS.*");

  private static final String OCTETS_OF_TEXT = "001E";
  private static final String UNICODE = "001F";
  static final String BINARY = "0102";
  private static final int LONG = 0x0003;
  private static final int TIME = 0x0040;
  private static final int CODE_PAGE = 0x3FFD;
  private static final int INTERNET_CODE_PAGE = 0x3FDE;
  private static final long TICKS_IN_A_SECOND = 10_000_000;
  private static final long SECONDS_FROM_1601 = 11_644_473_600L;

  private final CompoundFile file;
  private final NavigableMap<String, CompoundFile.Entry> entries;
  private final int header;
  private @Nullable ByteBuffer values;

  /**
   * @param storage that was not asked for before
   * @param header the octets before the values with a fixed length
   */
  Properties(CompoundFile file, CompoundFile.Entry storage, int header) throws IOException {
    this.file = file;
    this.entries = file.in(storage);
    this.header = header;
  }

  /** Whether it holds nothing by a name that programs read differently. */
  boolean hasKnownNames() {
    return entries.keySet().stream().allMatch(name -> NAMES.matcher(name).matches());
  }

  /** The storages whose names begin so. */
  List<CompoundFile.Entry> storages(String prefix) {
    return entries.tailMap(prefix).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .filter(CompoundFile.Entry::isStorage)
        .toList();
  }

  /** The stream of a property of one of these types; null if there is none. */
  CompoundFile.@Nullable Entry stream(int property, String... types) throws OutlookFileException {
    String prefix = name(property);
    Collection<CompoundFile.Entry> all = entries.subMap(prefix, prefix + "\uffff").values();
    if (all.isEmpty()) {
      return null;
    }
    for (String type : types) {
      CompoundFile.Entry found = entries.get(prefix + type);
      if (found != null && !found.isStorage() && all.size() == 1) {
        return found;
      }
    }
    throw ambiguous();
  }

  private static String name(int property) {
    return VALUE + String.format(Locale.ROOT, "%04X", property);
  }

  private static OutlookFileException ambiguous() {
    return OutlookFileException.malformed(
        "has a property twice or of a wrong type, and programs would read either");
  }

  /** On one line; empty if there is none. */
  String line(int property) throws IOException {
    return text(property).replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]+", " ").strip();
  }

  /** Empty if there is none. */
  String text(int property) throws IOException {
    CompoundFile.Entry stream = stream(property, UNICODE, OCTETS_OF_TEXT);
    return stream == null ? "" : decodedText(property, file.text(stream));
  }

  private String decodedText(int property, byte[] octets) throws IOException {
    String text =
        entries.containsKey(name(property) + UNICODE)
            ? new String(octets, StandardCharsets.UTF_16LE)
            : decoded(octets, CODE_PAGE);
    return text.endsWith("\u0000") ? text.substring(0, text.length() - 1) : text;
  }

  private String decoded(byte[] octets, int codePage) throws IOException {
    String text = new String(octets, StandardCharsets.UTF_8);
    Long number = fixed(codePage, LONG);
    if (number == null) {
      return text.indexOf('\ufffd') < 0 ? text : new String(octets, StandardCharsets.ISO_8859_1);
    }
    try {
      return new String(octets, CodePage.charset(number));
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** The octets of a property that is no text; empty if there is none. */
  byte[] octets(int property) throws IOException {
    CompoundFile.Entry stream = stream(property, BINARY);
    return stream == null ? new byte[0] : file.text(stream);
  }

  /** A body as text, in whatever type it is; empty if there is none, null if it is too long. */
  @Nullable String body(int property, long most) throws IOException {
    CompoundFile.Entry stream = stream(property, UNICODE, OCTETS_OF_TEXT, BINARY);
    if (stream == null || stream.size() > most) {
      return stream == null ? "" : null;
    }
    byte[] octets = file.octets(stream);
    return entries.containsKey(name(property) + BINARY)
        ? decoded(octets, INTERNET_CODE_PAGE)
        : decodedText(property, octets);
  }

  /** A body of octets; empty if there is none, null if it is too long. */
  byte @Nullable [] octetsOfBody(int property, long most) throws IOException {
    CompoundFile.Entry stream = stream(property, BINARY);
    if (stream == null) {
      return new byte[0];
    }
    return stream.size() > most ? null : file.octets(stream);
  }

  /** A number; null if there is none. */
  @Nullable Integer number(int property) throws IOException {
    Long value = fixed(property, LONG);
    return value == null ? null : value.intValue();
  }

  /** A time; null if there is none. */
  @Nullable Instant time(int property) throws IOException {
    Long ticks = fixed(property, TIME);
    return ticks == null
        ? null
        : Instant.ofEpochSecond(ticks / TICKS_IN_A_SECOND - SECONDS_FROM_1601);
  }

  /** A property whose value stands among the names; null if there is none. */
  private @Nullable Long fixed(int property, int type) throws IOException {
    CompoundFile.Entry properties = entries.get(FIXED);
    if (values == null) {
      values =
          ByteBuffer.wrap(properties == null ? new byte[0] : file.text(properties))
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    Long found = null;
    for (int at = header; at + 16 <= values.limit(); at += 16) {
      int name = values.getInt(at);
      if (name >>> 16 == property) {
        if (found != null || (name & 0xffff) != type) {
          throw ambiguous();
        }
        found = type == LONG ? values.getInt(at + 8) & 0xffffffffL : values.getLong(at + 8);
      }
    }
    return found;
  }
}
