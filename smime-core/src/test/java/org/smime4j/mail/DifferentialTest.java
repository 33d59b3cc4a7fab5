package org.smime4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.mail.People.octets;
import static org.smime4j.mail.People.text;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.Oddity;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.trust.Binding;
import org.smime4j.trust.ExpectedSigner;

/**
 * Where Jakarta Mail reads a message in another way than we do, a signature is not bound to its
 * author: what a program shows with it is then what was judged. A million messages take a minute or
 * two: {@code -Ddifferential=1000000}, with {@code -Ddifferential.seed} to repeat a run.
 */
class DifferentialTest {

  private static final int MESSAGES = Integer.getInteger("differential", 20_000);
  private static final long SEED = Long.getLong("differential.seed", System.nanoTime());

  private static final String MESSAGE =
      "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\nSubject: hello\r\n"
          + "MIME-Version: 1.0\r\n"
          + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
          + "\tmicalg=sha-256; boundary=\"b\"\r\n\r\n"
          + "--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nHello Bob\r\n\r\n"
          + "--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
          + "Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--b--\r\n";

  private static final List<String> PIECES =
      List.of(
          "\0",
          "\001",
          "\013",
          "\f",
          "\034",
          "MII=\r\n",
          "!MIIB\r\n",
          "\001Content-Type: text/html\r\n",
          "\013Content-Transfer-Encoding: base64\r\n",
          "\001From: mallory@example.org\r\n",
          "\r",
          "\n",
          "\r\n",
          " ",
          "\t",
          ":",
          ";",
          "=",
          "\"",
          "\\",
          "<",
          ">",
          "@",
          "(",
          ")",
          ",",
          ".",
          "-",
          "--",
          "\u00e4",
          "\u007f",
          "*",
          "'",
          "%41",
          "=?utf-8?q?x?=",
          "\r\n ",
          "\r\n\t\r\n ",
          "From: mallory@example.org\r\n",
          "From : mallory@example.org\r\n",
          "from:mallory@example.org\n",
          "\r\n\r\nFrom: mallory@example.org\r\n",
          "Sender: alice@example.org\r\n",
          "mallory@example.org",
          ", mallory@example.org",
          "<mallory@example.org>",
          "g: mallory@example.org;",
          "Content-Type: multipart/mixed; boundary=evil\r\n",
          "Content-Type: text/plain\r\n",
          "Content-Transfer-Encoding: base64\r\n",
          "Content-Transfer-Encoding: quoted-printable\r\n",
          "MIME-Version: 2.0\r\n",
          "boundary=evil;",
          ";boundary=bb",
          ";boundary*=utf-8''evil",
          ";boundary*0=b;boundary*1=b",
          ";boundary*0*=utf-8''%62",
          "--b\r\n",
          "--b--\r\n",
          "--b \t\r\n",
          "\r\n--b\r\n",
          "\r\n--bb\r\n",
          "\r\n--evil\r\nContent-Type: text/plain\r\n\r\nHello Eve\r\n",
          "--b\r\nContent-Type: text/html\r\n\r\n<p>Hello Eve\r\n");

  @Test
  void b7_b8_whereJakartaMailReadsOtherwise_nothingIsBoundToItsAuthor() throws Exception {
    int bound = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] mail = mutated(new Random(SEED + i), MESSAGE);
      Entity root;
      try {
        root = EntityScanner.scan(Octets.of(mail), Limits.standard());
      } catch (SmimeException e) {
        continue;
      }
      if (isBound(root)) {
        bound++;
        String difference = difference(root, mail);
        assertThat(difference)
            .as(
                "message %s of seed %s:%n%s",
                i, SEED, text(mail).replace("\r", "\\r").replace("\0", "\\0"))
            .isEmpty();
      }
    }
    System.out.println(bound + " of " + MESSAGES + " bound, seed " + SEED);
    assertThat(bound).as("mutations that bind nothing prove nothing").isGreaterThan(MESSAGES / 20);
  }

  /** The same, asked of the verdict itself, over signatures that are right. */
  @Test
  void b7_b8_whatIsTrusted_isReadTheSameByJakartaMail() throws Exception {
    String head = MESSAGE.substring(0, MESSAGE.indexOf("Content-Type"));
    String entity = "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello Bob\r\n";
    String multipart =
        MESSAGE.replace(
            "MIIB",
            Base64.getMimeEncoder().encodeToString(People.SIGNER.signDetached(octets(entity))));
    String opaque =
        head
            + "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(People.SIGNER.signOpaque(octets(entity)))
            + "\r\n";
    for (String message : List.of(multipart, opaque)) {
      int trusted = 0;
      for (int i = 0; i < MESSAGES / 20; i++) {
        byte[] mail = mutated(new Random(SEED + i), message);
        try (OpenedMail opened = SecureMail.open(mail, People.DECRYPTOR, People.VERIFIER)) {
          opened.requireSigned().requireTrusted();
        } catch (SmimeException e) {
          continue;
        }
        trusted++;
        Entity root = EntityScanner.scan(Octets.of(mail), Limits.standard());
        boolean isOpaque = message.equals(opaque);
        assertThat(isOpaque || isBound(root)).isTrue();
        assertThat(isOpaque ? opaqueDifference(root, mail) : difference(root, mail))
            .as("message %s of seed %s:%n%s", i, SEED, text(mail).replace("\r", "\\r"))
            .isEmpty();
      }
      System.out.println(trusted + " of " + MESSAGES / 20 + " trusted, seed " + SEED);
      // Some 85 of 1,000 are; so few that it is not by chance would prove nothing.
      assertThat(trusted).isGreaterThan(MESSAGES / 1000);
    }
  }

  private static String opaqueDifference(Entity root, byte[] mail) {
    try {
      MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(mail));
      Address[] from = message.getFrom();
      if (from == null
          || from.length != 1
          || !((InternetAddress) from[0]).getAddress().equalsIgnoreCase("alice@example.org")) {
        return "From: " + Arrays.toString(from);
      }
      ContentType type = new ContentType(message.getContentType());
      byte[] cms = message.getDataHandler().getInputStream().readAllBytes();
      return type.getBaseType().equalsIgnoreCase(root.mediaType().toString())
              && Arrays.equals(cms, TransferCoding.decode(root, deviation -> {}).bytes())
          ? ""
          : type + ", " + cms.length + " octets";
    } catch (MessagingException | IOException e) {
      return ""; // what it refuses to read, it shows to nobody
    }
  }

  private static byte[] mutated(Random random, String message) {
    StringBuilder mail = new StringBuilder(message);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(mail.length());
      int length = Math.min(random.nextInt(12), mail.length() - at);
      if (random.nextInt(3) == 0) {
        at = random.nextInt(Math.min(300, mail.length())); // mostly the header is of interest
      }
      if (random.nextBoolean()) {
        at = Math.max(mail.lastIndexOf("\n", at) + 1, 0);
      }
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      switch (random.nextInt(4)) {
        case 0 -> mail.delete(at, Math.min(at + length, mail.length()));
        case 1 -> mail.replace(at, Math.min(at + length, mail.length()), piece);
        case 2 -> mail.insert(at, mail.substring(at, Math.min(at + 4 * length, mail.length())));
        default -> mail.insert(at, piece);
      }
    }
    return octets(mail.toString());
  }

  /** Whether a signature of Alice's over the first part would be bound to her. */
  private static boolean isBound(Entity root) throws IOException {
    return SmimeType.of(root) == SmimeType.MULTIPART_SIGNED
        && root.children().size() == 2
        && !root.oddities().contains(Oddity.BOUNDARY_DUPLICATE)
        && isBoundTo(root);
  }

  private static boolean isBoundTo(Entity root) throws IOException {
    Regularity regularity = new Regularity();
    regularity.header(root);
    regularity.multipartSigned(root);
    regularity.content(root.children().get(0));
    return regularity
        .proof()
        .filter(
            proof ->
                Author.of(root.header()).provenBy(proof).bind(People.ALICE.certificate()).binding()
                    == Binding.MATCH)
        .isPresent();
  }

  /** What Jakarta Mail reads in another way; empty if nothing. */
  private static String difference(Entity root, byte[] mail) {
    try {
      MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(mail));
      Address[] from = message.getFrom();
      if (from == null
          || from.length != 1
          || !ExpectedSigner.address(((InternetAddress) from[0]).getAddress())
              .addresses()
              .equals(List.of("alice@example.org"))) {
        return "From: " + Arrays.toString(from);
      }
      ContentType type = new ContentType(message.getContentType());
      if (!type.match("multipart/signed")) {
        return "Content-Type: " + type;
      }
      MimeMultipart parts = new MimeMultipart(message.getDataHandler().getDataSource());
      if (parts.getCount() != 2) {
        return parts.getCount() + " parts";
      }
      MimeBodyPart first = (MimeBodyPart) parts.getBodyPart(0);
      Entity ours = root.children().get(0);
      String body = text(first.getRawInputStream().readAllBytes());
      if (!body.equals(text(ours.body().bytes()))) {
        return "first part: " + body;
      }
      ContentType partType = new ContentType(first.getContentType());
      return partType.getBaseType().equalsIgnoreCase(ours.mediaType().toString())
          ? ""
          : "type of the first part: " + partType;
    } catch (MessagingException | IndexOutOfBoundsException e) {
      return ""; // what it refuses to read, or breaks at (LEADING_FOLD in a part), it shows to
      // nobody
    } catch (IOException | RuntimeException e) {
      return "no reading: " + e;
    }
  }
}
