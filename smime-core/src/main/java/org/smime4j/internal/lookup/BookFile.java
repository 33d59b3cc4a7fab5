package org.smime4j.internal.lookup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.platform.Reading;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.RecipientCertificate;

/**
 * A certificate book as lines of text. A line has one certificate of one address: the certificate,
 * the signing time of the mail that stated it, the capabilities that it stated, and the address.
 * The last line has the number of lines, so that a file that was cut is noticed.
 */
public final class BookFile {

  private static final String WHAT = "certificate book";
  private static final String HEAD = "smime4j certificate book 1";
  private static final String END = "end ";
  private static final String NONE = "-";
  private static final long LARGEST = 1L << 30;

  private BookFile() {}

  /** A certificate and the address under which it stands. */
  public record Line(
      String address,
      X509Certificate certificate,
      @Nullable Instant statedAt,
      @Nullable Set<String> capabilities) {}

  public static void write(Path file, Map<String, List<RecipientCertificate>> byAddress)
      throws IOException {
    TargetFile.write(
        file,
        out -> {
          long lines = 0;
          StringBuilder text = new StringBuilder(HEAD).append('\n');
          for (Map.Entry<String, List<RecipientCertificate>> each :
              new TreeMap<>(byAddress).entrySet()) {
            for (RecipientCertificate entry : each.getValue()) {
              String line = line(each.getKey(), entry);
              if (isReadable(line)) {
                text.append(line).append('\n');
                lines++;
              }
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
          }
          out.write((text + END + lines + '\n').getBytes(StandardCharsets.UTF_8));
          return lines;
        });
  }

  /** One line that cannot be read would make the whole book useless. */
  private static boolean isReadable(String line) {
    try {
      line(line, 0);
      return true;
    } catch (SmimeException.Malformed e) {
      return false;
    }
  }

  private static String line(String address, RecipientCertificate entry) throws IOException {
    byte[] certificate;
    try {
      certificate = entry.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw malformed(0, "the certificate of " + address + " cannot be written");
    }
    return String.join(
        " ",
        Base64.getEncoder().encodeToString(certificate),
        entry.statedAt().map(Instant::toString).orElse(NONE),
        entry
            .capabilities()
            .map(stated -> '=' + String.join(",", new TreeSet<>(stated)))
            .orElse(NONE),
        address);
  }

  /** Takes notice of a line that cannot be read; what it throws ends the reading. */
  public interface Damaged {
    void line(SmimeException.Malformed why) throws SmimeException.Malformed;
  }

  /** Reads a book, of which each line stands for itself. */
  public static List<Line> read(Path file, Damaged damaged) throws IOException {
    if (Reading.attributes(file).size() > LARGEST) {
      throw malformed(0, "it has more than " + LARGEST + " octets");
    }
    List<Line> lines = new ArrayList<>();
    int number = 1;
    // What is no UTF-8 is replaced, so that it spoils one line alone.
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(Reading.file(file), StandardCharsets.UTF_8))) {
      if (!HEAD.equals(in.readLine())) {
        throw malformed(1, "it does not begin with '" + HEAD + "'");
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(END + (number - 1)) && in.readLine() == null) {
          return lines;
        }
        number++;
        try {
          lines.add(line(line, number));
        } catch (SmimeException.Malformed e) {
          damaged.line(e);
        }
      }
    }
    damaged.line(malformed(number + 1, "it was cut: its last line is missing"));
    return lines;
  }

  private static Line line(String line, int number) throws SmimeException.Malformed {
    if (line.indexOf('\uFFFD') >= 0) {
      throw malformed(number, "it is not UTF-8");
    }
    String[] parts = line.split(" ", 4);
    if (parts.length != 4) {
      throw malformed(number, "a line has a certificate, a time, capabilities and an address");
    }
    X509Certificate certificate;
    Instant statedAt;
    try {
      certificate = Certificates.parse(Base64.getDecoder().decode(parts[0]));
      statedAt = parts[1].equals(NONE) ? null : Instant.parse(parts[1]);
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw malformed(number, "its certificate or its time cannot be read");
    }
    if (!CertificateSelection.held(certificate).contains(parts[3])) {
      throw malformed(number, "its certificate does not hold its address");
    }
    return new Line(parts[3], certificate, statedAt, capabilities(parts[2], number));
  }

  private static @Nullable Set<String> capabilities(String text, int number)
      throws SmimeException.Malformed {
    if (text.equals(NONE)) {
      return null;
    }
    if (!text.startsWith("=")
        || !text.chars().skip(1).allMatch(c -> c == '.' || c == ',' || (c >= '0' && c <= '9'))) {
      throw malformed(number, "its capabilities cannot be read");
    }
    return text.length() == 1 ? Set.of() : new TreeSet<>(List.of(text.substring(1).split(",")));
  }

  private static SmimeException.Malformed malformed(int line, String why) {
    return new SmimeException.Malformed(WHAT, -1, (line > 0 ? "line " + line + ": " : "") + why);
  }
}
