package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

class EntityFormTest {

  @Property(tries = 1_000)
  void b17_whatIsSigned_isSafeForEveryRelay_andSaysTheSame(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int chunk) throws IOException {
    String message = new Messages(new Random(seed)).message();
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    EntityForm form = sevenBit(ByteSource.of(octets));
    byte[] signed = form.octets().bytes();
    assertThat(form.remarks()).isEmpty();
    assertThat(TextSurvey.of(ByteSource.of(signed)).isSafe()).as(message).isTrue();
    assertThat(CanonicalText.crlf(ByteSource.of(signed)).bytes()).isEqualTo(signed);
    assertThat(leaves(ByteSource.of(signed))).as(message).isEqualTo(leaves(ByteSource.of(octets)));
    assertThat(sevenBit(ByteSource.of(signed)).octets().bytes()).isEqualTo(signed);
    TestSource source = new TestSource(octets, chunk, true);
    assertThat(sevenBit(source).octets().bytes()).isEqualTo(signed);
    assertThat(form.octets().bytes()).isEqualTo(signed);
    assertThat(source.singleReads()).isZero();
  }

  @Property(tries = 300)
  void whatIsEncrypted_saysTheSame(@ForAll long seed) throws IOException {
    String message = new Messages(new Random(seed)).message();
    ByteSource octets = ByteSource.of(message.getBytes(StandardCharsets.ISO_8859_1));
    ByteSource form = EntityForm.canonical(octets, scan(octets), AddedHeader.NONE).octets();
    assertThat(leaves(ByteSource.of(form.bytes()))).as(message).isEqualTo(leaves(octets));
    if (form.sizeIfKnown().isPresent()) {
      assertThat(form.bytes()).hasSize((int) form.sizeIfKnown().getAsLong());
    }
  }

  @Example
  void contentFields_moveInside_andOthersStayOutside() throws IOException {
    assertSigned(
        "From: a@example.org\n"
            + "MIME-Version: 1.0\n"
            + "Content-Type: text/plain;\n"
            + " charset=utf-8\n"
            + "Subject: x\n\n"
            + "hello\n",
        "Content-Type: text/plain;\r\n charset=utf-8\r\n\r\nhello\r\n");
    assertSigned("From: a@example.org\r\n\r\nhello", "Content-Type: text/plain\r\n\r\nhello");
    assertSigned("From: a@example.org\r\n\r\n", "Content-Type: text/plain\r\n\r\n");
    assertSigned("From: a@example.org\r\n", "Content-Type: text/plain\r\n\r\n");
  }

  @Example
  void bodies_areEncodedOnlyWhereTheyMustBe() throws IOException {
    assertSigned(
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nna\u00efve\n",
        "Content-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "na=EFve\r\n");
    assertSigned(
        "Content-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\nplain\n",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: 7bit\r\n\r\nplain\r\n");
    assertSigned(
        "Content-Type: text/plain\r\n\r\nFrom here\r\n",
        "Content-Type: text/plain\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "=46rom here\r\n");
    assertSigned(
        "Content-Type: application/x\r\nContent-Transfer-Encoding: binary\r\n\r\na\nb\0",
        "Content-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\nYQpiAA==\r\n");
    assertSigned(
        "Content-Type: text/plain\r\n\r\n" + "x".repeat(999) + "\r\n",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + ("x".repeat(75) + "=\r\n").repeat(13)
            + "x".repeat(24)
            + "\r\n");
  }

  @Example
  void textAroundTheParts_isLeftOut_butInWhatIsSignedOrAttached() throws IOException {
    String mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    String part = "--b\r\n\r\nx\r\n--b--\r\n";
    assertSigned(mixed + "before\r\n" + part + "behind\r\n", mixed + part);
    assertSigned(mixed + "before\r\n" + part, mixed + part);
    assertSigned(mixed + part + "behind", mixed + part);
    assertSigned(mixed + "\r\n" + part + "\r\n", mixed + "\r\n" + part + "\r\n");
    assertSigned(
        mixed + "before\n--b\n\n\u00e4\n--b--\nbehind\n",
        mixed + "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n5A==\r\n\r\n--b--\r\n");
    String inner = part.replace("--b", "--i");
    String around = "Content-Type: multipart/mixed; boundary=i\r\n\r\n1\r\n" + inner + "2\r\n";
    String plain = "Content-Type: multipart/mixed; boundary=i\r\n\r\n" + inner + "\r\n";
    assertSigned(
        mixed + "before\r\n--b\r\n" + around + "--b\r\n\r\ny\r\n--b--\r\nbehind",
        mixed + "--b\r\n" + plain + "--b\r\n\r\ny\r\n--b--\r\n");
    for (String whole :
        List.of(
            around.replace("multipart/mixed", "multipart/signed"),
            "Content-Type: message/rfc822\r\n\r\n" + around)) {
      assertSigned(
          mixed + "before\r\n--b\r\n" + whole + "--b\r\n" + around + "--b--\r\nbehind",
          mixed + "--b\r\n" + whole + "--b\r\n" + plain + "--b--\r\n");
      assertSigned(whole, whole);
    }
  }

  @Example
  void whatIsCanonicalAlready_keepsItsBody_andLosesWhatStaysOutside() throws IOException {
    ByteSource message = octets("Subject: x\nContent-Type: text/html\n\nbody\n");
    EntityForm form = EntityForm.ofCanonical(message, scan(message));
    assertThat(string(form.octets())).isEqualTo("Content-Type: text/html\r\n\r\nbody\n");
    EntityForm canonical = EntityForm.canonical(message, scan(message), AddedHeader.NONE);
    assertThat(string(canonical.octets())).isEqualTo("Content-Type: text/html\r\n\r\nbody\r\n");
  }

  @Example
  void partsThatAreSigned_stayAsTheyAre_andAreNamed() throws IOException {
    String part =
        "Content-Type: multipart/signed; boundary=s\r\n\r\n"
            + "--s\r\n"
            + "Content-Transfer-Encoding: 8bit\r\n\r\n"
            + "\u00e4\r\n"
            + "--s\r\n\r\n"
            + "x\r\n"
            + "--s--\r\n";
    String message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + part
            + "--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\nna\u00efve text\r\n--b--\r\n";
    EntityForm form = sevenBit(octets(message));
    assertThat(form.remarks()).containsExactly(EntityForm.Remark.SIGNED_PART_NOT_SAFE);
    assertThat(string(form.octets()))
        .contains(part)
        .contains(
            "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nna=EFve text\r\n--b--");
  }

  @Example
  void partHeadersThatAreNotSafe_areNamed() throws IOException {
    EntityForm form =
        sevenBit(
            octets(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + "--b\r\n"
                    + "Content-Type: text/plain; name=\u00e4\r\n\r\n"
                    + "x\r\n"
                    + "--b--\r\n"));
    assertThat(form.remarks()).containsExactly(EntityForm.Remark.HEADER_NOT_SAFE);
  }

  @Example
  void unknownTransferEncoding_thatIsNotSafe_isRefused() {
    assertThatThrownBy(
            () -> sevenBit(octets("Content-Transfer-Encoding: x-uuencode\r\n\r\n\u00e4\r\n")))
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> assertThat(e.rule().name()).isEqualTo("TRANSFER_ENCODING"));
  }

  @Example
  void b16_lineEndsAndNul_goIntoNoField() {
    for (String bad : List.of("a\r\nBcc: x", "a\nb", "a\rb", "a\0b")) {
      assertThatThrownBy(() -> new HeaderWriter().field("X", bad))
          .isInstanceOf(SmimeException.Refused.class);
      assertThatThrownBy(() -> new HeaderWriter().field("X", "y", HeaderWriter.parameter("z", bad)))
          .isInstanceOf(SmimeException.Refused.class);
      assertThatThrownBy(() -> new HeaderWriter().field(bad, "y"))
          .isInstanceOf(SmimeException.Refused.class);
    }
    assertThatThrownBy(() -> sevenBit(octets("Content-Type: a\rb\r\n\r\n")))
        .isInstanceOf(SmimeException.Refused.class);
  }

  private static void assertSigned(String message, String expected) throws IOException {
    EntityForm form = sevenBit(octets(message));
    assertThat(string(form.octets())).isEqualTo(expected);
    assertThat(form.remarks()).isEmpty();
  }

  /** What each leaf says, its line ends apart where it is text. */
  private static List<String> leaves(ByteSource message) throws IOException {
    List<String> leaves = new ArrayList<>();
    leaves(scan(message), leaves);
    return leaves;
  }

  private static void leaves(Entity entity, List<String> into) throws IOException {
    if (entity.children().isEmpty() && !entity.isMultipart()) {
      String text = string(TransferCoding.decode(entity, deviation -> {}));
      boolean binary = entity.mediaType().is("application", "x-binary");
      into.add(
          entity.mediaType() + ":" + (binary ? text : text.replace("\r\n", "\n").stripTrailing()));
    }
    for (Entity child : entity.children()) {
      leaves(child, into);
    }
  }

  private static EntityForm sevenBit(ByteSource message) throws IOException {
    return EntityForm.sevenBit(message, scan(message), AddedHeader.NONE);
  }

  private static Entity scan(ByteSource message) throws IOException {
    return EntityScanner.scan(message, Limits.standard());
  }

  private static ByteSource octets(String text) {
    return ByteSource.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String string(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static final class Messages {
    private static final String[] LINES = {
      "hello",
      "From me",
      ".",
      "na\u00efve",
      "\t tab ",
      "a=3D",
      "--",
      "",
      "x".repeat(1_200),
      "\u00e4".repeat(80)
    };
    private final Random random;
    private int boundaries;
    private final String eol;

    Messages(Random random) {
      this.random = random;
      this.eol = random.nextBoolean() ? "\n" : "\r\n";
    }

    String message() {
      StringBuilder text =
          new StringBuilder("From: a@example.org" + eol + "MIME-Version: 1.0" + eol);
      entity(text, 0);
      return text.toString();
    }

    private void entity(StringBuilder text, int depth) {
      switch (depth > 2 ? random.nextInt(4) : random.nextInt(7)) {
        case 0 -> {
          text.append("Content-Type: application/x-binary")
              .append(eol)
              .append("Content-Transfer-Encoding: binary")
              .append(eol)
              .append(eol);
          for (int i = random.nextInt(60); i > 0; i--) {
            text.append((char) random.nextInt(256));
          }
        }
        case 1 -> {
          text.append("Content-Type: application/y")
              .append(eol)
              .append("Content-Transfer-Encoding: base64")
              .append(eol)
              .append(eol);
          text.append("QUJD".repeat(random.nextInt(400))).append(eol);
        }
        case 2 -> {
          text.append("Content-Transfer-Encoding: 8bit").append(eol).append(eol);
          lines(text);
        }
        case 3 -> {
          text.append("Content-Type: text/html").append(eol).append(eol);
          lines(text);
        }
        case 4 -> {
          text.append("Content-Type: message/rfc822")
              .append(eol)
              .append(random.nextBoolean() ? "Content-Transfer-Encoding: 8bit" + eol : "")
              .append(eol);
          entity(text, depth + 1);
        }
        default -> {
          String boundary = "boundary" + boundaries++;
          text.append("Content-Type: multipart/mixed; boundary=")
              .append(boundary)
              .append(eol)
              .append(random.nextBoolean() ? "Content-Transfer-Encoding: binary" + eol : "")
              .append(eol);
          for (int i = random.nextInt(4); i > 0; i--) {
            text.append(eol).append("--").append(boundary).append(eol);
            entity(text, depth + 1);
          }
          text.append(eol).append("--").append(boundary).append("--").append(eol);
        }
      }
    }

    private void lines(StringBuilder text) {
      for (int i = random.nextInt(5); i > 0; i--) {
        text.append(LINES[random.nextInt(LINES.length)]).append(eol);
      }
    }
  }
}
