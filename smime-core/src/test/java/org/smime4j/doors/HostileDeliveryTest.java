package org.smime4j.doors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Compressor;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Signer;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/**
 * A stranger encrypts what shall be shown as the header of the mail that takes the message's place.
 * Four mail programs read that mail, and show nothing of it (threat B19).
 */
class HostileDeliveryTest {

  private static final String OUTSIDE =
      "Return-Path: <mallory@evil.example>\r\n"
          + "Authentication-Results: mx.example.org; dkim=fail\r\n"
          + "From: Mallory <mallory@evil.example>\r\nTo: bob@example.org\r\n"
          + "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\nSubject: [...]\r\n"
          + "Message-ID: <1@evil.example>\r\n";

  private static final String CEO =
      "From: CEO <ceo@example.org>\r\nDate: Tue, 02 Jun 2026 12:00:00 +0000\r\n"
          + "Authentication-Results: mx.example.org; dkim=pass header.d=ceo\r\n"
          + "Smime-Decrypted: authenticated\r\n";

  private static final String PLAIN = "Content-Type: text/plain\r\n";

  private static final Encryptor CBC =
      Encryptor.trusting(People.TRUST)
          .to(People.BOB.certificate())
          .under(AlgorithmPolicy.standard().writing(ContentCipher.AES_256_CBC));

  private static String cms(String type, byte[] octets) {
    return "Content-Type: application/pkcs7-mime; smime-type="
        + type
        + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(octets)
        + "\r\n";
  }

  private static String encrypted(Encryptor encryptor, String inside) throws IOException {
    return cms(
        encryptor.smimeType(), encryptor.encrypt(ByteSource.of(People.octets(inside))).bytes());
  }

  private static String signed(Signer signer, String inside) throws IOException {
    return cms("signed-data", signer.signOpaque(ByteSource.of(People.octets(inside))));
  }

  private static String compressed(String inside) throws IOException {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    Compressor.compress(ByteSource.of(People.octets(inside)), out);
    return cms("compressed-data", out.toByteArray());
  }

  /** What is inside, by what it tries. */
  private static Map<String, String> inside() throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    String hp = "Content-Type: text/plain; hp=\"clear\"\r\n";
    all.put("fields", CEO + hp + "\r\nPay.\r\n");
    all.put("wrapped", "Content-Type: message/rfc822\r\n\r\n" + CEO + PLAIN + "\r\nPay.\r\n");
    all.put(
        "wrapped, forwarded=no",
        "Content-Type: message/rfc822; forwarded=no\r\n\r\n" + CEO + PLAIN + "\r\nPay.\r\n");
    all.put(
        "wrapped twice",
        "Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n"
            + CEO
            + PLAIN
            + "\r\nPay.\r\n");
    all.put("empty header", "\r\n" + CEO + PLAIN + "\r\nPay.\r\n");
    all.put("two empty lines", "\r\n\r\n" + CEO + PLAIN + "\r\nPay.\r\n");
    all.put("LF", (CEO + hp + "\r\nPay.\r\n").replace("\r\n", "\n"));
    all.put("CR", (CEO + hp + "\r\nPay.\r\n").replace("\r\n", "\r"));
    all.put("LF after CRLF", PLAIN + "\n" + CEO + "\r\nPay.\r\n");
    all.put("CR CR LF", PLAIN.replace("\r\n", "\r\r\n") + CEO + "\r\nPay.\r\n");
    all.put("LF CR", PLAIN + "\n\r" + CEO + "\r\nPay.\r\n");
    for (String end :
        List.of(
            "\r",
            "\n",
            "\u000b",
            "\u000c",
            "\u0085",
            "\u001c",
            "\0",
            "\r\r\n",
            "\n\r",
            "\r\n\t\r\n")) {
      String name = "end " + Integer.toHexString(end.codePointAt(0)) + "/" + end.length();
      all.put(
          name + " in Content-Description", "Content-Description: a" + end + CEO + PLAIN + "\r\nx");
      all.put(
          name + " in Content-Type", "Content-Type: text/plain; a=\"b" + end + CEO + "\"\r\n\r\nx");
      all.put(name + " in Content-ID", PLAIN + "Content-ID: <a>" + end + CEO + "\r\nx");
      all.put(name + " in Subject", "Subject: a" + end + CEO + hp + "\r\nx");
    }
    all.put("fold of blanks", "Content-Description: a\r\n \r\n" + CEO + PLAIN + "\r\nx");
    all.put("fold first", " a\r\n" + CEO + PLAIN + "\r\nx");
    all.put("blank before colon", "From : ceo@example.org\r\n" + hp + "\r\nx");
    all.put("no colon", "Content-Type text/plain\r\n" + CEO + hp + "\r\nx");
    all.put(
        "name with Content-",
        "Content-From: x\r\nContent-: y\r\nContent-\0: z\r\n" + CEO + hp + "\r\nx");
    all.put("encoded name", "=?utf-8?q?From?=: ceo@example.org\r\n" + hp + "\r\nx");
    all.put("mbox line", "From ceo@example.org Mon Jun  1 12:00:00 2026\r\n" + CEO + hp + "\r\nx");
    all.put("no mail", "ceo");
    all.put(
        "subject of words",
        "Subject: =?utf-8?q?a=0d=0aFrom:_ceo=40example.org?=\r\n" + hp + "\r\nx");
    String inner = CEO + hp + "\r\nPay.\r\n";
    for (Map.Entry<String, Signer> each :
        Map.of("signed by a stranger", People.MALLORY_SIGNER, "signed by Alice", People.SIGNER)
            .entrySet()) {
      all.put(each.getKey(), signed(each.getValue(), inner));
      all.put(each.getKey() + ", fields around", CEO + signed(each.getValue(), inner));
      all.put(each.getKey() + ", compressed", compressed(signed(each.getValue(), inner)));
      all.put(each.getKey() + ", encrypted again", encrypted(CBC, signed(each.getValue(), inner)));
      all.put(
          each.getKey() + ", a part",
          CEO
              + "Content-Type: multipart/mixed; boundary=b; hp=\"clear\"\r\n\r\n--b\r\n"
              + signed(each.getValue(), inner)
              + "\r\n--b--\r\n");
    }
    all.put("compressed", compressed(inner));
    all.put("compressed, fields around", CEO + compressed(inner));
    all.put("encrypted again", encrypted(People.ENCRYPTOR, inner));
    all.put("encrypted again, fields around", CEO + encrypted(CBC, inner));
    return all;
  }

  /** What programs make of the header outside, too, may not let the inside through. */
  private static List<String> outside() {
    return List.of(
        OUTSIDE,
        OUTSIDE.replace("\r\n", "\n"),
        OUTSIDE + "Smime-Decrypted: authenticated\r\n",
        OUTSIDE + "HP-Outer: From: ceo@example.org\r\n",
        "From mallory@evil.example Mon Jun  1 12:00:00 2026\r\n" + OUTSIDE,
        OUTSIDE + "X: \r\n \t\r\n y\r\n");
  }

  @Test
  void b19_whatAStrangerEncrypted_isShownByNoProgram() throws Exception {
    List<String> shown = new ArrayList<>();
    int written = 0;
    try (MailPrograms programs = MailPrograms.start()) {
      // Each program can tell.
      assertThat(programs.read(People.octets(CEO + PLAIN + "\r\nPay.\r\n")).values())
          .allSatisfy(said -> assertThat(said.toString()).contains("ceo", "dkim=pass"));
      for (Map.Entry<String, String> each : inside().entrySet()) {
        for (Encryptor encryptor : List.of(CBC, People.ENCRYPTOR)) {
          for (String outside : outside()) {
            String mail = outside + "MIME-Version: 1.0\r\n" + encrypted(encryptor, each.getValue());
            if (!outside.contains("\r\n")) {
              mail = mail.replace("\r\n", "\n");
            }
            for (byte[] octets : delivered(mail)) {
              written++;
              programs
                  .read(octets)
                  .forEach(
                      (program, said) -> {
                        String all = said.toString();
                        if (all.contains("ceo")
                            || all.contains("CEO")
                            || all.contains("dkim=pass")) {
                          shown.add(each.getKey() + ": " + program + " shows " + all);
                        }
                      });
              if (People.text(octets)
                      .replaceFirst("(?s)\r?\n\r?\n.*", "")
                      .contains(": authenticated")
                  && encryptor == CBC
                  && !each.getKey().contains("signed by Alice")) {
                shown.add(each.getKey() + ": a mark of authentication");
              }
            }
          }
        }
      }
    }
    System.out.println(
        "hostile deliveries: " + inside().size() + " kinds, " + written + " written");
    assertThat(written).isGreaterThan(500);
    assertThat(shown).isEmpty();
  }

  private static List<byte[]> delivered(String mail) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(ByteSource.of(mail.getBytes(StandardCharsets.ISO_8859_1)))) {
      Delivery delivery = opened.delivery();
      for (Form form :
          List.<Form>of(
              delivery::plaintext,
              delivery.filing()::plaintext,
              delivery::withoutEnvelope,
              delivery.unverified("what is written is looked at")::plaintext)) {
        try {
          all.add(form.mail().bytes());
        } catch (SmimeException e) {
          // Nothing is written.
        }
      }
    }
    return all;
  }

  /** One of the mails that take the place of a message. */
  private interface Form {
    ByteSource mail() throws IOException;
  }
}
