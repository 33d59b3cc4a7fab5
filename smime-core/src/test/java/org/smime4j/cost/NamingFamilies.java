package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;

/**
 * A different unknown value in each field that names something: a platform may look for an unknown
 * name in all its providers, each time anew. In binary structures they are object identifiers, of
 * the other families' messages, certificates, CRLs, key files and files of anchors.
 */
final class NamingFamilies {

  /** Of the identifiers in a structure the most frequent ones, each in a family of its own. */
  private static final int KINDS = 3;

  private static final Pattern BLOCK = Pattern.compile("(-----BEGIN [^-]*-----)([^-]*)(-----END)");

  private NamingFamilies() {}

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    Stream.of(
            SignatureFamilies.all(),
            PathFamilies.all(),
            RecipientFamilies.all().subList(0, 40),
            DiagnosisFamilies.all(),
            FileFamilies.all(),
            KeyFileFamilies.all(),
            TrustFileFamilies.all(),
            RevocationFamilies.all())
        .forEach(
            bases -> {
              // The families of one list are much alike.
              int every = Math.max(1, bases.size() / 6);
              for (int i = 0; i < bases.size(); i += every) {
                for (int kind = 0; kind < KINDS; kind++) {
                  all.add(unknown(bases.get(i), kind));
                }
              }
            });
    all.add(
        mail("words of unknown charsets", 200_000, n -> "Subject: " + words(n, "") + "\r\n\r\n"));
    all.add(
        mail(
            "words of unknown languages and encodings",
            200_000,
            n -> "Subject: " + words(n, "*x-%d") + "\r\n\r\n"));
    all.add(
        mail(
            "unknown names in each field of each part",
            900,
            n -> parts(n, NamingFamilies::unknownPart)));
    all.add(
        mail(
            "unknown parameters of one part, in charsets of their own",
            60_000,
            n ->
                "Content-Type: text/plain"
                    + times(n, "; x%1$d*0*=x%1$d'x-%1$d'a")
                    + "\r\n\r\na\r\n"));
    all.add(
        mail(
            "domains of unknown names",
            60_000,
            n -> "Reply-To: a@b.example" + times(n, ", a@xn--%d.x%1$d") + "\r\n\r\na\r\n"));
    all.add(
        mail(
            "days in unknown zones",
            10_000,
            n ->
                times(n, "Received: by a; Mon, 1 Jun 2026 12:00:00 X%1$d\r\n")
                    + times(n / 20, "Date: Xon%1$d, 1 Xun 2026 12:00:00 ZZ%1$d\r\n")
                    + "\r\na\r\n"));
    all.add(
        mail(
            "hashes of unknown names in micalg",
            60_000,
            n ->
                "Content-Type: multipart/signed; boundary=b; protocol=\"x/y\"; micalg=\"sha-1"
                    + times(n, ",x-%d")
                    + "\"\r\n\r\n--b\r\n\r\na\r\n--b\r\nContent-Type:"
                    + " application/pkcs7-signature\r\n\r\nMIIB\r\n--b--\r\n"));
    all.add(
        keys(
            "PEM blocks encrypted by unknown ciphers",
            n ->
                times(
                    n,
                    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X-%d,00\n\n"
                        + "MIIB\n-----END RSA PRIVATE KEY-----\n")));
    all.add(
        keys(
            "PEM blocks of unknown labels",
            n -> times(n, "-----BEGIN X%1$d PRIVATE KEY-----\nMIIB\n-----END X%1$d-----\n")));
    return all;
  }

  private static Family keys(String name, IntFunction<String> file) {
    return new Family(name, 10_000, n -> file.apply(n).getBytes(ISO_8859_1), FileFamilies::keys);
  }

  private static String times(int n, String pattern) {
    return IntStream.range(0, n)
        .mapToObj(i -> String.format(pattern, i))
        .collect(Collectors.joining());
  }

  private static String words(int n, String language) {
    return times(n, "=?x%1$d" + language.replace("%d", "%1$d") + "?q?a?= ");
  }

  private static String unknownPart(int i) {
    return String.format(
        "Content-Type: x%1$d/y%1$d; charset=z%1$d; name*=x%1$d'a-%1$d'b; name=\"=?x%1$d?b?YQ==?=\"\r\n"
            + "Content-Transfer-Encoding: x-%1$d\r\nContent-Disposition: x%1$d;"
            + " filename*=u%1$d''a; creation-date=\"Mon, 1 Xun 2026 12:00:00 X%1$d\"\r\n"
            + "Content-Language: x-%1$d\r\nContent-Location: x%1$d://a\r\n"
            + "Content-ID: <a@x%1$d>\r\n\r\na\r\n",
        i);
  }

  private static String parts(int n, IntFunction<String> part) {
    StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < n; i++) {
      mail.append("--b\r\n").append(part.apply(i));
    }
    return mail.append("--b--\r\n").toString();
  }

  private static Family mail(String name, int most, IntFunction<String> rest) {
    return new Family(
        name,
        most,
        n ->
            ("From: Alice <alice@example.org>\r\nMIME-Version: 1.0\r\n" + rest.apply(n))
                .getBytes(ISO_8859_1),
        NamingFamilies::readAll);
  }

  /** Everything that a program might ask of an opened mail. */
  private static Object readAll(byte[] octets) throws IOException {
    OpenedMail mail = (OpenedMail) MailFamilies.open(octets);
    StringBuilder said = new StringBuilder(mail.toString());
    mail.subject().map(ProtectedField::text).ifPresent(said::append);
    mail.root().ifPresent(part -> ask(part, said));
    return said.length();
  }

  private static void ask(MailPart part, StringBuilder said) {
    said.append(part.type()).append(part.name()).append(part.charsetOrUtf8());
    try {
      said.append(part.text());
    } catch (IOException unknownCharset) {
      said.append(unknownCharset);
    }
    part.children().forEach(child -> ask(child, said));
  }

  /** The same input as another family's, with the values of one identifier replaced. */
  private static Family unknown(Family base, int kind) {
    return new Family(
        "unknown for the identifier of frequency " + (kind + 1) + " in: " + base.name(),
        base.most(),
        n -> replaced(base.making().of(n), kind),
        base.reading());
  }

  private static byte[] replaced(byte[] input, int kind) {
    if (input.length > 0 && input[0] == 0x30) {
      return replacedInDer(input.clone(), kind);
    }
    return BLOCK
        .matcher(new String(input, ISO_8859_1))
        .replaceAll(
            block ->
                block.group(1)
                    + "\n"
                    + replacedInBase64(block.group(2), kind)
                    + "\n"
                    + block.group(3))
        .getBytes(ISO_8859_1);
  }

  private static String replacedInBase64(String text, int kind) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(text);
      return Base64.getMimeEncoder().encodeToString(replacedInDer(der, kind));
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static byte[] replacedInDer(byte[] der, int kind) {
    Map<String, List<Tlv>> identifiers = new LinkedHashMap<>();
    collect(der, 0, der.length, identifiers);
    List<List<Tlv>> byFrequency =
        identifiers.values().stream()
            .sorted(Comparator.<List<Tlv>>comparingInt(List::size).reversed())
            .toList();
    List<Tlv> chosen = kind < byFrequency.size() ? byFrequency.get(kind) : List.of();
    for (int i = 0; i < chosen.size(); i++) {
      number(chosen.get(i), i);
    }
    return der;
  }

  /** In seven bits to an octet, with no leading zero, in the last octets of the identifier. */
  private static void number(Tlv identifier, int number) {
    int octets = Math.min(3, identifier.end() - identifier.content() - 1);
    for (int i = 0; i < octets; i++) {
      int bits = number >> 7 * i & 0x7f;
      int first = i == octets - 1 ? 0x40 : 0;
      identifier.array()[identifier.end() - 1 - i] = (byte) ((i == 0 ? 0 : 0x80) | first | bits);
    }
  }

  /** Of octets that are no values nothing is taken: an OCTET STRING may hold anything. */
  private static boolean collect(byte[] array, int from, int to, Map<String, List<Tlv>> all) {
    Map<String, List<Tlv>> here = new LinkedHashMap<>();
    for (int at = from; at < to; ) {
      Tlv value;
      try {
        value = Tlv.at(array, at, to, "seed");
      } catch (SmimeException e) {
        return false;
      }
      if (value.tag() == 0x06) {
        String name = Arrays.toString(value.value());
        here.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      } else if ((value.tag() & 0x20) != 0 || value.tag() == 0x04) {
        collect(array, value.content(), value.end(), here);
      }
      at = value.end();
    }
    here.forEach(
        (name, values) -> all.computeIfAbsent(name, any -> new ArrayList<>()).addAll(values));
    return true;
  }
}
