package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.hsmf.datatypes.MAPIProperty;
import org.apache.poi.hsmf.datatypes.StringChunk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file of Outlook is trusted only where its properties, which Outlook and Apache POI show, say
 * what the signed mail says (docs/threats.md B7).
 */
@Tag("thorough")
class OutlookPropertiesTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final String SUBJECT = "Re: Gr\u00fc\u00dfe from Bob";
  private static final String TEXT =
      "Pay 10 EUR to Bob \u2013 not more.\r\nSee http://a.example/x\r\n";
  private static final String HTML =
      "<html><head><style>p {color: red}</style></head><body><p>Pay <b>10</b> EUR to Bob"
          + " \u2013 not more.</p>\r\n<p>See <a href=\"http://a.example/x\">here</a>&nbsp;!</p>"
          + "</body></html>";
  private static final String PLAIN = "Content-Type: text/plain; charset=utf-8\n\n" + TEXT;
  private static final String BOTH =
      "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
          + PLAIN
          + "\n--b\nContent-Type: text/html; charset=utf-8\n\n"
          + HTML
          + "\n--b--\n";

  private static final int UNICODE = 0x001F;
  private static final int STRING8 = 0x001E;
  private static final int BINARY = 0x0102;

  /** Header fields and the rest of a mail that Bob signed. */
  private record Mail(String header, String entity) {}

  private static Mail signed(String entity, String... options) {
    String mail =
        "From: \"Smith, Bob\" <bob@example.org>\nTo: alice@example.org\nSubject: "
            + "=?utf-8?Q?Re=3A_Gr=C3=BC=C3=9Fe_from_Bob?=\nDate: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.atOffset(ZoneOffset.UTC))
            + "\nMIME-Version: 1.0\n"
            + entity;
    Run run =
        Run.withInput(
            mail.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
            "sign",
            "--key",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            List.of(options));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    String text = new String(run.out(), StandardCharsets.ISO_8859_1);
    int at = text.indexOf("Content-Type:");
    return new Mail(text.substring(0, at), text.substring(at));
  }

  private static final Mail SIGNED_PLAIN = signed(PLAIN);
  private static final Mail SIGNED_BOTH = signed(BOTH);

  /** A property and its value. */
  private record Value(int type, byte[] octets) {
    static Value of(String text) {
      return new Value(UNICODE, text.getBytes(StandardCharsets.UTF_16LE));
    }

    static Value of(byte[] octets) {
      return new Value(BINARY, octets);
    }
  }

  /** What Outlook saves, property by property. */
  private static final class File {
    private String kind = "IPM.Note.SMIME.MultipartSigned";
    private final Map<Integer, Value> values = new LinkedHashMap<>();
    private final Map<Integer, Instant> times = new LinkedHashMap<>();
    private final List<UnaryOperator<OutlookFile>> more = new ArrayList<>();
    private final Mail mail;

    /** A received message: Exchange knows its sender. */
    File(Mail mail) {
      this.mail = mail;
      text(0x007D, mail.header);
      for (int name : new int[] {0x0C1A, 0x0042, 0x4030, 0x4031}) {
        text(name, "Smith, Bob");
      }
      text(0x0C1E, "SMTP").text(0x0064, "SMTP");
      text(0x0C1F, "bob@example.org").text(0x0065, "Bob@Example.org");
      text(0x5D01, "bob@example.org").text(0x5D02, "bob@example.org");
      octets(0x0C1D, "SMTP:BOB@EXAMPLE.ORG\0").octets(0x003B, "SMTP:BOB@EXAMPLE.ORG\0");
      values.put(0x0C19, Value.of(oneOff("Smith, Bob", "bob@example.org")));
      values.put(0x0041, Value.of(oneOff("Smith, Bob", "bob@example.org")));
      text(0x0037, SUBJECT).text(0x003D, "Re: ").text(0x0E1D, SUBJECT.substring(4));
      text(0x0070, SUBJECT.substring(4));
      octets(0x0047, "c=de;a= ;p=org;l=SRV-" + submission(NOW.plusSeconds(2)) + "-12");
      times.put(0x0039, NOW);
      times.put(0x0E06, NOW.plusSeconds(90));
      times.put(0x3007, NOW.plus(Duration.ofDays(300)));
      times.put(0x3008, NOW.plus(Duration.ofDays(300)));
      text(0x1000, TEXT);
    }

    File text(int tag, String value) {
      values.put(tag, Value.of(value));
      return this;
    }

    File octets(int tag, String value) {
      values.put(tag, Value.of(value.getBytes(StandardCharsets.US_ASCII)));
      return this;
    }

    /** A message that its author kept: no header, and names of Exchange. */
    File sent() {
      values.remove(0x007D);
      text(0x0064, "EX").text(0x0065, "/O=CORP/OU=SITE/CN=RECIPIENTS/CN=BOB");
      text(0x0C1E, "EX").text(0x0C1F, "/O=CORP/OU=SITE/CN=RECIPIENTS/CN=BOB");
      return octets(0x0C1D, "EX:/O=CORP/CN=BOB\0").octets(0x003B, "EX:/O=CORP/CN=BOB\0");
    }

    byte[] octets() throws Exception {
      OutlookFile file = new OutlookFile(kind);
      values.forEach((tag, value) -> file.property(tag, value.type, value.octets));
      times.forEach(file::time);
      more.forEach(each -> each.apply(file));
      boolean isOpaque = !mail.entity.contains("multipart/signed");
      return file.attachment(
              isOpaque ? "application/pkcs7-mime" : "multipart/signed",
              "smime.p7m",
              isOpaque
                  ? Base64.getMimeDecoder()
                      .decode(mail.entity.substring(mail.entity.indexOf("\r\n\r\n")))
                  : ("MIME-Version: 1.0\r\n" + mail.entity).getBytes(StandardCharsets.ISO_8859_1))
          .octets();
    }
  }

  private static String submission(Instant when) {
    return DateTimeFormatter.ofPattern("yyMMddHHmmss").withZone(ZoneOffset.UTC).format(when) + "Z";
  }

  /** [MS-OXCDATA] section 2.2.5.1. */
  private static byte[] oneOff(String name, String address) {
    byte[] text = (name + "\0SMTP\0" + address + "\0").getBytes(StandardCharsets.UTF_16LE);
    return ByteBuffer.allocate(24 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0)
        .put(HexFormat.of().parseHex("812b1fa4bea310199d6e00dd010f5402"))
        .putInt(0x80010000)
        .put(text)
        .array();
  }

  /** RTF as it is, in the form that is not compressed. */
  private static byte[] rich(String rtf) {
    byte[] text = rtf.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(16 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(text.length + 12)
        .putInt(text.length)
        .putInt(0x414C454D)
        .putInt(0)
        .put(text)
        .array();
  }

  private static final String OF_HTML =
      "{\\r"
          + "tf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss"
          + " Arial;}}{\\colortbl\\r"
          + "ed0\\green0\\blue0;}\\uc1\\pard\\plain\\deftab360 \\f0\\fs24 \r\n"
          + "{\\*\\htmltag19 <html>}{\\*\\htmltag34 <head>}{\\*\\htmltag241 <style>p \\{color:"
          + " red\\}</style>}{\\*\\htmltag41 </head>}{\\*\\htmltag50 <body>}{\\*\\htmltag64"
          + " <p>}\\htmlrtf {\\htmlrtf0 Pay {\\*\\htmltag84 <b>}\\htmlrtf {\\b\\htmlrtf0"
          + " 10{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0  EUR to Bob \\'96 not"
          + " more.\\htmlrtf\\par}\\htmlrtf0\r\n"
          + "{\\*\\htmltag72 </p>}{\\*\\htmltag64 <p>}See {\\*\\htmltag84 <a"
          + " href=\"http://a.example/x\">}\\htmlrtf {\\field{\\*\\fldinst{HYPERLINK"
          + " \"http://a.example/x\"}}{\\fldrslt\\cf1\\ul \\htmlrtf0 here\\htmlrtf }\\htmlrtf0"
          + " \\htmlrtf }\\htmlrtf0 {\\*\\htmltag92 </a>}{\\*\\htmltag84 &nbsp;}\\htmlrtf"
          + " \\'a0\\htmlrtf0 !{\\*\\htmltag72 </p>}{\\*\\htmltag58 </body>}{\\*\\htmltag27"
          + " </html>}}";
  private static final String OF_TEXT =
      "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\fbidi \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\\uc1"
          + "\\pard\\plain\\f0\\fs20 Pay 10 EUR to Bob \\u8211 ? not more.\\par\r\nSee"
          + " http://a.example/x\\par\r\n}";
  private static final String OF_EXCHANGE =
      "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2//EN\"><html><head><meta name=\"Generator\""
          + " content=\"Microsoft Exchange Server\"><title>of Bob</title><!-- converted from text"
          + " --><style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; border-left:"
          + " #800000 2px solid; } --></style></head><body><font size=\"2\"><span"
          + " style=\"font-size:11pt;\"><div class=\"PlainText\">Pay 10 EUR to Bob &#8211; not"
          + " more.<br>\r\n"
          + "See <a"
          + " href=\"http://a.example/x\">http://a.example/x</a><br></div></span></font></body>"
          + "</html>";

  private static Json verify(byte[] file) {
    Run run = Run.withInput(file, "open", "--json", "--trust", Run.vector("trust"), "-");
    BadInputTest.noTrace(run);
    return run.only();
  }

  private static boolean isTrusted(Json opened) {
    return opened.toString().contains("verdict=trusted");
  }

  static Stream<File> honest() throws Exception {
    File string8 = new File(SIGNED_PLAIN);
    string8.more.add(file -> file.number(0x3FFD, 1252));
    for (int tag : new int[] {0x0037, 0x0E1D, 0x0070, 0x1000}) {
      String text = new String(string8.values.get(tag).octets, StandardCharsets.UTF_16LE);
      string8.values.put(tag, new Value(STRING8, text.getBytes("windows-1252")));
    }
    File html = new File(SIGNED_BOTH);
    html.values.put(0x1013, Value.of(HTML.getBytes(StandardCharsets.UTF_8)));
    html.more.add(file -> file.number(0x3FDE, 65001));
    html.values.put(0x1009, Value.of(rich(OF_HTML)));
    File ofHtml =
        new File(SIGNED_BOTH)
            .text(
                0x1000,
                "Pay 10 EUR to Bob \u2013 not more.\r\n\r\nSee here<http://a.example/x> !\r\n");
    File converted = new File(SIGNED_PLAIN).text(0x1013, OF_EXCHANGE);
    converted.values.put(0x1009, Value.of(rich(OF_TEXT)));
    File prefixed = new File(SIGNED_PLAIN).text(0x0037, "\u0001\u0005" + SUBJECT);
    File opaque = new File(signed(PLAIN, "--opaque"));
    opaque.kind = "IPM.Note.SMIME";
    opaque.values.remove(0x1000);
    File nameless = new File(SIGNED_PLAIN);
    for (int name : new int[] {0x0C1A, 0x0042, 0x4030, 0x4031}) {
      nameless.text(name, "'bob@example.org'");
    }
    File sentBySmtp = new File(SIGNED_PLAIN);
    List.of(0x007D, 0x5D01, 0x5D02).forEach(sentBySmtp.values::remove);
    return Stream.of(
        new File(SIGNED_PLAIN),
        new File(SIGNED_BOTH),
        new File(SIGNED_PLAIN).sent(),
        sentBySmtp,
        string8,
        html,
        ofHtml,
        converted,
        prefixed,
        opaque,
        nameless);
  }

  @ParameterizedTest
  @MethodSource("honest")
  void whatOutlookSavesOfSignedMailIsTrusted(File file) throws Exception {
    Json opened = verify(file.octets());
    assertThat(isTrusted(opened)).as(opened.toString()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x0C1A, 0x0042, 0x4030, 0x4031, 0x0C1F, 0x0065, 0x5D01, 0x5D02, 0x0037, 0x0E1D, 0x0070,
        0x1000, 0x1013
      })
  void b7_anotherTextOfAnyPropertyThatIsShown_bindsNobody(int tag) throws Exception {
    for (String text :
        List.of(
            "mallory@evil.example", "Mallory", "Re: Pay 1000 EUR", "/O=X/CN=Y <m@evil.example>")) {
      for (File file : List.of(new File(SIGNED_PLAIN), new File(SIGNED_BOTH))) {
        Json opened = verify(file.text(tag, text).octets());
        assertThat(opened.toString()).as("%04X %s", tag, text).contains("AMBIGUOUS");
        assertThat(isTrusted(opened)).isFalse();
      }
    }
  }

  private static void bindsNobody(String what, File file) throws Exception {
    Json opened = verify(file.octets());
    assertThat(isTrusted(opened)).as(what + ": " + opened).isFalse();
  }

  @Test
  void b7_addressesInOctets_datesAndRichText_bindNobody() throws Exception {
    for (int tag : new int[] {0x0C1D, 0x003B}) {
      bindsNobody("search key", new File(SIGNED_PLAIN).octets(tag, "SMTP:M@EVIL.EXAMPLE\0"));
    }
    for (int tag : new int[] {0x0C19, 0x0041}) {
      File file = new File(SIGNED_PLAIN);
      file.values.put(tag, Value.of(oneOff("Smith, Bob", "m@evil.example")));
      bindsNobody("entry", file);
    }
    for (int days : new int[] {-2, 8, 365, 365_000}) {
      for (int tag : new int[] {0x0039, 0x0E06}) {
        File file = new File(SIGNED_PLAIN);
        file.times.put(tag, NOW.plus(Duration.ofDays(days)));
        bindsNobody("time", file);
      }
      String when = submission(NOW.plus(Duration.ofDays(days % 3651)));
      bindsNobody("submission", new File(SIGNED_PLAIN).octets(0x0047, "c=;l=X-" + when + "-1"));
    }
    for (String rtf :
        List.of(
            OF_HTML.replace("10{", "1000{"),
            OF_HTML.replace("not more.\\htmlrtf", "not more.\\htmlrtf  Pay 1000."),
            OF_HTML.replace("Pay {", "Pay {\\v not }{"),
            OF_HTML.replace("color: red", "display: none"),
            OF_TEXT.replace("10", "1000"),
            OF_TEXT.replace("not more", "{\\v not }more"),
            "{\\rtf1 Pay 1000}")) {
      for (Mail mail : List.of(SIGNED_PLAIN, SIGNED_BOTH)) {
        File file = new File(mail);
        file.values.put(0x1009, Value.of(rich(rtf)));
        bindsNobody(rtf, file);
      }
    }
    for (String html :
        List.of(
            OF_EXCHANGE.replace("10 EUR", "1000 EUR"),
            OF_EXCHANGE.replace("10 EUR", "10<i style='display:none'> EUR</i>"),
            OF_EXCHANGE.replace("11pt", "1pt"),
            OF_EXCHANGE.replace("1pt;", "-99pt;"),
            OF_EXCHANGE.replace("href=\"http://a.example", "href=\"http://evil.example"),
            OF_EXCHANGE.replace("<div", "<img src=x><div"),
            OF_EXCHANGE.replace("<div", "<!--[if mso]>Pay 1000<![endif]--><div"),
            OF_EXCHANGE.replace("<div", "<!-- --!>Pay 1000<!-- --><div"),
            OF_EXCHANGE.replace("4pt;", "99in;"),
            OF_EXCHANGE.replace("10 EUR", "10<style></stylex> EUR</style>"),
            HTML.replace("color: red", "display: none"),
            HTML.replace("10", "1000"))) {
      for (Mail mail : List.of(SIGNED_PLAIN, SIGNED_BOTH)) {
        bindsNobody(html, new File(mail).text(0x1013, html));
      }
    }
  }

  @Test
  void b7_anAuthorOfAnySpelling_inAnEntryIdentifierOrASearchKey_bindsNobody() throws Exception {
    for (String address :
        List.of(
            "\"m m\"@evil.example",
            "m@\u00e9vil.example",
            "m@xn--vil-9la.example",
            "m@[192.0.2.1]",
            "m(x)@evil.example",
            "\u043c@evil.example",
            "m",
            "")) {
      for (int tag : new int[] {0x0C19, 0x0041}) {
        File file = new File(SIGNED_PLAIN);
        file.values.put(tag, Value.of(oneOff("Smith, Bob", address)));
        bindsNobody(address, file);
      }
      if (address.contains("@")) {
        for (int tag : new int[] {0x0C1D, 0x003B, 0x0C19}) {
          File file = new File(SIGNED_PLAIN);
          byte[] key = ("SMTP:" + address + "\0").getBytes(StandardCharsets.UTF_8);
          file.values.put(tag, Value.of(key));
          bindsNobody(address, file);
        }
      }
    }
    // A name in From is anybody's word, and no address of its author.
    Mail named =
        new Mail(SIGNED_PLAIN.header.replace("Smith, Bob", "m@evil.example"), SIGNED_PLAIN.entity);
    bindsNobody("address", new File(named).text(0x5D02, "m@evil.example"));
  }

  @Test
  void b17_answersToAnother_areANote_asInMail() throws Exception {
    byte[] evil = flat(oneOff("Bob", "bob@example.org"), oneOff("B", "m@evil.example"));
    List<File> files = new ArrayList<>();
    for (String address :
        List.of("m@evil.example", "\"m m\"@evil.example", "m@\u00e9vil.example")) {
      File file = new File(SIGNED_PLAIN);
      file.values.put(0x004F, Value.of(flat(oneOff("Smith, Bob", address))));
      files.add(file);
    }
    files.add(new File(SIGNED_PLAIN).text(0x0050, "Bob; m@evil.example"));
    for (String field : List.of("", "Reply-To: bob@example.org\r\n", "Reply-To: x@y.example\r\n")) {
      File file = new File(new Mail(field + SIGNED_PLAIN.header, SIGNED_PLAIN.entity));
      file.values.put(0x004F, Value.of(evil));
      files.add(file);
    }
    File sent = new File(SIGNED_PLAIN).sent();
    sent.values.put(0x004F, Value.of(evil));
    files.add(sent);
    for (File file : files) {
      Json opened = verify(file.octets());
      assertThat(isTrusted(opened)).as(opened.toString()).isTrue();
      assertThat(opened.get("notes").strings()).contains("REPLY_TO_DIFFERS");
    }
    File own = new File(SIGNED_PLAIN).text(0x0050, "Smith, Bob");
    own.values.put(0x004F, Value.of(flat(oneOff("Smith, Bob", "Bob@Example.org"))));
    assertThat(verify(own.octets()).toString()).doesNotContain("REPLY_TO_DIFFERS");
  }

  /** A FlatEntryList ([MS-OXCDATA] section 2.3.3). */
  private static byte[] flat(byte[]... entries) {
    ByteBuffer flat = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    flat.putInt(entries.length).putInt(0);
    for (byte[] entry : entries) {
      flat.putInt(entry.length).put(entry).position((flat.position() + 3) & ~3);
    }
    flat.putInt(4, flat.position() - 8);
    return Arrays.copyOf(flat.array(), flat.position());
  }

  @Test
  void b7_aPropertyTwice_orOfAnotherType_orByAnotherName_bindsNobody() throws Exception {
    byte[] evil = "evil".getBytes(StandardCharsets.UTF_16LE);
    for (int tag : new int[] {0x0C1A, 0x0042, 0x0C1F, 0x0037, 0x1000, 0x1013, 0x1009, 0x007D}) {
      for (int type : new int[] {STRING8, BINARY, 0x101F, 0x000D}) {
        File file = new File(SIGNED_PLAIN);
        file.more.add(each -> each.property(tag, type, evil));
        bindsNobody(String.format("%04X%04X", tag, type), file);
      }
    }
    for (String name :
        List.of(
            "__substg1.1_0037001F",
            "x_0037001F",
            "__substg1.0_+037001F",
            "__substg1.0_0037001F0")) {
      OutlookFile file = new OutlookFile("IPM.Note.SMIME.MultipartSigned");
      File own = new File(SIGNED_PLAIN);
      own.values.forEach((tag, value) -> file.property(tag, value.type, value.octets));
      byte[] octets =
          file.stream(name, evil)
              .attachment(
                  "multipart/signed",
                  "smime.p7m",
                  SIGNED_PLAIN.entity.getBytes(StandardCharsets.ISO_8859_1))
              .octets();
      assertThat(isTrusted(verify(octets))).as(name).isFalse();
    }
    File twice = new File(SIGNED_PLAIN);
    twice.more.add(each -> each.time(0x0039, NOW.plus(Duration.ofDays(9))));
    bindsNobody("two times", twice);
    File number = new File(SIGNED_PLAIN);
    number.times.remove(0x0039);
    number.more.add(each -> each.number(0x0039, 7));
    bindsNobody("a time that is a number", number);
    for (String line :
        List.of("no field\r\n", "Fr\u00f6m: m@evil.example\r\n", "From: m@evil.example\r\n")) {
      bindsNobody(line, new File(SIGNED_PLAIN).text(0x007D, SIGNED_PLAIN.header + line));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IPM.Note",
        "ipm.note",
        "IPM.Post",
        "IPM.Note.SMIMEX",
        "IPM.Note\u0000.SMIME.MultipartSigned",
        "IPM.Note .SMIME",
        "SMIME"
      })
  void aNoteWithASignedAttachmentIsNoSignedMail(String kind) throws Exception {
    for (Mail mail : List.of(SIGNED_PLAIN, signed(PLAIN, "--opaque"))) {
      File file = new File(mail);
      file.kind = kind;
      file.text(0x1000, "");
      Json opened = verify(file.octets());
      assertThat(opened.get("outcome").text()).isEqualTo("not-smime");
    }
  }

  /** What POI shows is what was signed, or the file is not trusted. */
  @Test
  void b7_whereApachePoiShowsAnotherMessage_nobodyIsBound() throws Exception {
    long seed = Long.getLong("seed", new Random().nextLong());
    Random random = new Random(seed);
    List<Integer> tags = List.copyOf(new File(SIGNED_PLAIN).values.keySet());
    String[] texts = {"Mallory", "m@evil.example", SUBJECT, TEXT, "Smith, Bob", "", "l=S-3001"};
    int trusted = 0;
    int others = 0;
    for (int i = 0; i < 40 * Integer.getInteger("samples", 1); i++) {
      File file = new File(random.nextBoolean() ? SIGNED_PLAIN : SIGNED_BOTH);
      for (int j = random.nextInt(3); j > 0; j--) {
        int tag = random.nextInt(8) == 0 ? 0x1013 : tags.get(random.nextInt(tags.size()));
        String text = texts[random.nextInt(texts.length)];
        switch (random.nextInt(4)) {
          case 0 -> file.values.remove(tag == 0x007D ? 0x1000 : tag);
          case 1 -> file.times.put(0x0039, NOW.plus(Duration.ofHours(random.nextInt(80) - 40)));
          case 2 ->
              file.values.put(
                  tag == 0x007D ? 0x0037 : tag,
                  new Value(STRING8, text.getBytes(StandardCharsets.US_ASCII)));
          default -> file.text(tag == 0x007D ? 0x0C1A : tag, text);
        }
      }
      byte[] octets = file.octets();
      boolean isTrusted = isTrusted(verify(octets));
      List<String> differing = differing(octets);
      if (isTrusted) {
        assertThat(differing).as("seed %d, file %d", seed, i).isEmpty();
      }
      trusted += isTrusted ? 1 : 0;
      others += differing.isEmpty() ? 0 : 1;
    }
    assertThat(trusted).as("seed %d", seed).isPositive();
    assertThat(others).as("seed %d", seed).isPositive();
  }

  /** What POI shows otherwise; empty if nothing. */
  private static List<String> differing(byte[] octets) throws Exception {
    List<String> differing = new ArrayList<>();
    try (MAPIMessage poi = new MAPIMessage(new ByteArrayInputStream(octets))) {
      poi.setReturnNullOnMissingChunk(true);
      poi.guess7BitEncoding();
      StringChunk from = poi.getMainChunks().getEmailFromChunk();
      differing(differing, poi.getDisplayFrom(), "Smith, Bob", "bob@example.org");
      differing(differing, from == null ? null : from.getValue(), "bob@example.org", "Smith, Bob");
      differing(differing, poi.getSubject(), SUBJECT);
      differing(differing, poi.getConversationTopic(), SUBJECT.substring(4), SUBJECT);
      differing(differing, poi.getTextBody(), TEXT);
      differing(differing, poi.getHtmlBody(), TEXT);
      boolean saysWhen =
          poi.getMainChunks().getSubmissionChunk() != null
              || poi.getMainChunks().getProperties().containsKey(MAPIProperty.CLIENT_SUBMIT_TIME);
      Calendar date = saysWhen ? poi.getMessageDate() : null;
      if (date != null && Duration.between(date.toInstant(), NOW).abs().toDays() >= 2) {
        differing.add(date.toInstant().toString());
      }
    }
    return differing;
  }

  private static void differing(List<String> differing, String shown, String... known) {
    if (shown != null
        && !shown.isBlank()
        && Stream.of(known).noneMatch(each -> each.strip().equalsIgnoreCase(shown.strip()))) {
      differing.add(shown);
    }
  }
}
