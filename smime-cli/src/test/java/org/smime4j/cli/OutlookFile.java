package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/**
 * Makes the file that Outlook saves of a mail ([MS-OXMSG], [MS-OXOSMIME]), with the compound files
 * of Apache POI.
 */
final class OutlookFile {

  private static final int UNICODE = 0x001F;
  private static final int BINARY = 0x0102;

  private final POIFSFileSystem file = new POIFSFileSystem();
  private final Map<DirectoryEntry, ByteArrayOutputStream> properties = new LinkedHashMap<>();

  /** A message of this class. */
  OutlookFile(String kind) {
    property(file.getRoot(), 0x001A, kind);
    storage("__nameid_version1.0");
  }

  /** What Outlook saves of a mail of the kit. */
  static OutlookFile of(Path mail) throws IOException {
    String all = Files.readString(mail, StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\n\r\n") >= 0 ? all.indexOf("\n\r\n") + 3 : all.indexOf("\n\n") + 2;
    String header = all.substring(0, end);
    String type =
        header.replaceAll("(?s).*?(Content-Type:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n).*", "$1");
    boolean isSigned = type.toLowerCase(Locale.ROOT).contains("multipart/signed");
    OutlookFile file =
        new OutlookFile(isSigned ? "IPM.Note.SMIME.MultipartSigned" : "IPM.Note.SMIME");
    byte[] content =
        isSigned
            ? (type + "\r\n" + all.substring(end)).getBytes(StandardCharsets.ISO_8859_1)
            : Base64.getMimeDecoder()
                .decode(all.substring(end).getBytes(StandardCharsets.ISO_8859_1));
    return file.header(header)
        .attachment(isSigned ? "multipart/signed" : "application/pkcs7-mime", "smime.p7m", content);
  }

  /** The header that the message travelled with. */
  OutlookFile header(String header) {
    property(file.getRoot(), 0x007D, header);
    return this;
  }

  /** A message that never travelled. */
  OutlookFile written(String from, String to, String subject, Instant when) {
    property(file.getRoot(), 0x5D02, from);
    property(file.getRoot(), 0x0037, subject);
    DirectoryEntry recipient = storage("__recip_version1.0_#00000000");
    property(recipient, 0x39FE, to);
    fixed(recipient, 0x0C15, 0x0003, 1);
    return time(0x0039, when);
  }

  OutlookFile time(int tag, Instant when) {
    fixed(file.getRoot(), tag, 0x0040, (when.getEpochSecond() + 11_644_473_600L) * 10_000_000L);
    return this;
  }

  OutlookFile number(int tag, long value) {
    fixed(file.getRoot(), tag, 0x0003, value);
    return this;
  }

  /** A property in the type that is named, whether it has that type or not. */
  OutlookFile property(int tag, int type, byte[] value) {
    stream(file.getRoot(), tag, type, value);
    return this;
  }

  /** A stream of any name. */
  OutlookFile stream(String name, byte[] content) throws IOException {
    file.getRoot().createDocument(name, new ByteArrayInputStream(content));
    return this;
  }

  OutlookFile attachment(String type, String name, byte[] content) {
    int number =
        (int)
            file.getRoot().getEntryNames().stream()
                .filter(each -> each.startsWith("__attach"))
                .count();
    DirectoryEntry attachment =
        storage(String.format(Locale.ROOT, "__attach_version1.0_#%08X", number));
    property(attachment, 0x370E, type);
    property(attachment, 0x3707, name);
    fixed(attachment, 0x3705, 0x0003, 1);
    stream(attachment, 0x3701, BINARY, content);
    return this;
  }

  OutlookFile property(int tag, String value) {
    property(file.getRoot(), tag, value);
    return this;
  }

  private DirectoryEntry storage(String name) {
    try {
      return file.getRoot().createDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void property(DirectoryEntry of, int tag, String value) {
    stream(of, tag, UNICODE, value.getBytes(StandardCharsets.UTF_16LE));
  }

  private void stream(DirectoryEntry of, int tag, int type, byte[] content) {
    try {
      of.createDocument(
          String.format(Locale.ROOT, "__substg1.0_%04X%04X", tag, type),
          new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fixed(of, tag, type, content.length + (type == UNICODE ? 2 : 0));
  }

  private void fixed(DirectoryEntry of, int tag, int type, long value) {
    properties
        .computeIfAbsent(of, each -> new ByteArrayOutputStream())
        .writeBytes(
            ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(tag << 16 | type)
                .putInt(6)
                .putLong(value)
                .array());
  }

  /** The file. To be asked for once. */
  byte[] octets() throws IOException {
    for (Map.Entry<DirectoryEntry, ByteArrayOutputStream> each : properties.entrySet()) {
      byte[] header = new byte[each.getKey() == file.getRoot() ? 32 : 8];
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(header);
      all.writeBytes(each.getValue().toByteArray());
      each.getKey()
          .createDocument("__properties_version1.0", new ByteArrayInputStream(all.toByteArray()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (file) {
      file.writeFilesystem(out);
    }
    return out.toByteArray();
  }

  Path in(Path folder, String name) throws IOException {
    return Files.write(folder.resolve(name), octets());
  }
}
