package org.smime4j.world;

import static org.smime4j.world.Draft.CRLF;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smime4j.Credential;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Mails that Alice signed, in the layouts of several programs. */
final class GoodMails {

  private static final TestPki.Authority ROOT =
      TestPki.root("World Root", TestPki.NOW).rsa(2048).buildAuthority();
  private static final TestPki.Issued ALICE =
      ROOT.issue("alice@example.org").rsa(2048).newKey().build();
  private static final TestPki.Issued ALICE_TWICE =
      ROOT.issue("alice@example.org")
          .rsa(2048)
          .newKey()
          .addresses("alice@example.org", "office@example.com")
          .build();

  static final Verifier VERIFIER =
      Verifier.trusting(TrustPolicy.anchors(List.of(ROOT.certificate())).at(TestPki.NOW));

  private static final String DATE = "Mon, 01 Jun 2026 12:00:00 +0000";

  /** What is signed, with the texts in it. */
  private record Content(String name, String entity, List<String> texts) {}

  private GoodMails() {}

  static List<GoodMail> all() throws IOException {
    List<GoodMail> mails = new ArrayList<>();
    for (Content content : contents()) {
      Set<String> leaves = leaves(content.texts());
      for (boolean opaque : new boolean[] {false, true}) {
        for (boolean two : new boolean[] {false, true}) {
          if (two && !content.name().equals("plain")) {
            continue;
          }
          String cms = cms(content.entity(), two ? ALICE_TWICE : ALICE, opaque);
          Set<String> authors =
              two ? Set.of("alice@example.org", "office@example.com") : Set.of("alice@example.org");
          for (Layout layout : Layout.values()) {
            Draft draft = layout.draft(two);
            draft.cms = cms;
            if (opaque) {
              layout.opaque(draft);
            } else {
              draft.signed = content.entity();
              layout.multipart(draft);
            }
            String name =
                content.name()
                    + (two ? " of two addresses" : "")
                    + (opaque ? ", opaque, " : ", ")
                    + layout;
            mails.add(new GoodMail(name, draft, leaves, authors));
          }
        }
      }
    }
    return mails;
  }

  /** The texts as they may be shown: HTML also as the text that it shows. */
  static Set<String> leaves(List<String> texts) {
    return texts.stream()
        .flatMap(text -> Stream.of(text, text.replaceAll("<[^>]*>", "")))
        .map(ShownText::normalised)
        .collect(Collectors.toSet());
  }

  /** Alice's detached signature of this, in Base64. */
  static String signed(byte[] entity) throws IOException {
    return cms(new String(entity, StandardCharsets.ISO_8859_1), ALICE, false);
  }

  private static String cms(String entity, TestPki.Issued who, boolean opaque) throws IOException {
    Signer signer =
        Signer.with(Credential.of(who.privateKey(), who.certificate())).signingAt(TestPki.NOW);
    byte[] octets = entity.getBytes(StandardCharsets.ISO_8859_1);
    byte[] signed =
        opaque
            ? signer.signOpaque(ByteSource.of(octets))
            : signer.signDetached(ByteSource.of(octets));
    return mimeBase64(signed);
  }

  private static String mimeBase64(byte[] octets) {
    return Base64.getMimeEncoder().encodeToString(octets) + CRLF;
  }

  /** How a program lays out its header. */
  private enum Layout {
    PLAIN(
        "b1_3f9ac27e",
        "; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"",
        "\""),
    TOKEN(
        "b1_3f9ac27e", "; boundary=", "; micalg=sha-256; protocol=\"application/pkcs7-signature\""),
    THUNDERBIRD(
        "------------ms030201080702050900060507",
        "; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"",
        "\""),
    OUTLOOK(
        "----=_NextPart_000_0042_01DC52A3.5B0C8E10",
        ";\r\n\tprotocol=\"application/x-pkcs7-signature\";\r\n\tmicalg=SHA256;\r\n\tboundary=\"",
        "\""),
    APPLE(
        "Apple-Mail=_0D5E1B7C-2C0B-4E5A-9B1F-6E2A3C4D5E6F",
        ";\r\n\tboundary=\"",
        "\";\r\n\tprotocol=\"application/pkcs7-signature\";\r\n\tmicalg=sha-256");

    private final String boundary;
    private final String inFront;
    private final String behind;

    Layout(String boundary, String inFront, String behind) {
      this.boundary = boundary;
      this.inFront = inFront;
      this.behind = behind;
    }

    Draft draft(boolean two) {
      Draft draft = new Draft();
      String from =
          two ? "Alice <alice@example.org>, office@example.com" : "Alice <alice@example.org>";
      String sender = two ? "alice@example.org" : "";
      switch (this) {
        case PLAIN, TOKEN -> {
          draft.set("From", from);
          draft.set("To", "bob@example.org");
          draft.set("Subject", "hello");
          draft.set("Date", DATE);
          draft.set("MIME-Version", "1.0");
        }
        case THUNDERBIRD -> {
          draft.set("Message-ID", "<1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901@example.org>");
          draft.set("Date", DATE);
          draft.set("MIME-Version", "1.0");
          draft.set("User-Agent", "Mozilla Thunderbird");
          draft.set("Content-Language", "en-GB, de-DE");
          draft.set("To", "Bob <bob@example.org>");
          draft.set("From", from);
          draft.set("Subject", "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=");
        }
        case OUTLOOK -> {
          draft.set(
              "Received",
              "from mail.example.org (mail.example.org [192.0.2.1])\r\n\tby mx.example.net; "
                  + DATE);
          draft.set("From", from.replaceFirst("^Alice", "\"Alice (Office)\""));
          draft.set("To", "\"Bob\" <bob@example.org>,\r\n\t\"Carol\" <carol@example.org>");
          draft.set("Subject", "hello");
          draft.set("Date", DATE);
          draft.set("Message-ID", "<000001dc52a3$5b0c8e10$11249a30$@example.org>");
          draft.set("MIME-Version", "1.0");
        }
        default -> {
          draft.set("From", from.replaceFirst("^Alice", "=?utf-8?Q?Alice_M=C3=BCller?="));
          draft.set("Message-Id", "<0D5E1B7C-2C0B-4E5A-9B1F-6E2A3C4D5E6F@example.org>");
        }
      }
      if (!sender.isEmpty()) {
        draft.set("Sender", sender);
      }
      return draft;
    }

    void multipart(Draft draft) {
      draft.delimiter = boundary;
      draft.set("Content-Type", "multipart/signed" + inFront + boundary + behind);
      rest(draft);
      draft.preamble =
          this == PLAIN || this == APPLE ? "" : "This is an S/MIME signed message\r\n\r\n";
      switch (this) {
        case PLAIN, TOKEN -> {
          draft.secondHeader.add("Content-Type: application/pkcs7-signature; name=smime.p7s");
          draft.secondHeader.add("Content-Transfer-Encoding: base64");
        }
        case THUNDERBIRD -> {
          draft.secondHeader.add("Content-Type: application/pkcs7-signature; name=\"smime.p7s\"");
          draft.secondHeader.add("Content-Transfer-Encoding: base64");
          draft.secondHeader.add("Content-Disposition: attachment; filename=\"smime.p7s\"");
          draft.secondHeader.add("Content-Description: S/MIME Cryptographic Signature");
        }
        case OUTLOOK -> {
          draft.secondHeader.add(
              "Content-Type: application/x-pkcs7-signature;\r\n\tname=\"smime.p7s\"");
          draft.secondHeader.add("Content-Transfer-Encoding: base64");
          draft.secondHeader.add("Content-Disposition: attachment;\r\n\tfilename=\"smime.p7s\"");
        }
        default -> {
          draft.secondHeader.add("Content-Disposition: attachment;\r\n\tfilename=smime.p7s");
          draft.secondHeader.add("Content-Type: application/pkcs7-signature;\r\n\tname=smime.p7s");
          draft.secondHeader.add("Content-Transfer-Encoding: base64");
        }
      }
    }

    void opaque(Draft draft) {
      String fold = this == OUTLOOK || this == APPLE ? "\r\n\t" : " ";
      draft.set(
          "Content-Type",
          "application/"
              + (this == OUTLOOK ? "x-" : "")
              + "pkcs7-mime;"
              + fold
              + "smime-type=signed-data;"
              + fold
              + "name=\"smime.p7m\"");
      draft.set("Content-Transfer-Encoding", "base64");
      if (this != TOKEN) {
        draft.set("Content-Disposition", "attachment;" + fold + "filename=\"smime.p7m\"");
      }
      rest(draft);
    }

    private void rest(Draft draft) {
      if (this == APPLE) {
        draft.set("Mime-Version", "1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))");
        draft.set("Subject", "hello");
        draft.set("Date", DATE);
        draft.set("To", "bob@example.org");
        draft.set("X-Mailer", "Apple Mail (2.3826.200.121)");
      }
    }
  }

  private static List<Content> contents() {
    String plain = "Dear Bob,\r\n\r\nplease pay 10 EUR to Carol.\r\n\r\nAlice\r\n";
    String html =
        "<html><body><p>Dear Bob, please pay <b>10 EUR</b> to Carol.</p></body></html>\r\n";
    String accents = "Gr\u00fc\u00dfe aus K\u00f6ln: bitte 10 \u20ac an Carol.\r\n";
    String latin = "Gr\u00fc\u00dfe aus K\u00f6ln, sans pr\u00e9jug\u00e9.\r\n";
    String lines =
        "Dear Bob, see below.\r\n--- original message ---\r\n--b1_3f9: pay\r\n-- \r\nAlice\r\n";
    String condition =
        "Pay 1000 EUR to Dave under one condition--and no other--which is\r\n"
            + "--CONDITION\r\nthat Carol agrees. Otherwise pay nothing.\r\n";
    String forwarded = "Please see to it, and pay 30 EUR.\r\n";
    String note = "a note that is a file\r\n";
    String plainPart = "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + plain;
    String utf8Part =
        "Content-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + quoted(accents, StandardCharsets.UTF_8);
    String htmlPart =
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + html;
    String file =
        "Content-Type: application/pdf; name=\"bill.pdf\"\r\n"
            + "Content-Transfer-Encoding: base64\r\n"
            + "Content-Disposition: attachment; filename=\"bill.pdf\"\r\n\r\n"
            + mimeBase64("%PDF-1.7 and so on".getBytes(StandardCharsets.US_ASCII));
    String textFile =
        "Content-Type: text/plain; charset=us-ascii; name=\"note.txt\"\r\n"
            + "Content-Disposition: attachment; filename=\"note.txt\"\r\n\r\n"
            + note;
    String image =
        "Content-Type: image/png\r\n"
            + "Content-Transfer-Encoding: base64\r\n"
            + "Content-ID: <logo@example.org>\r\n"
            + "Content-Disposition: inline; filename=\"logo.png\"\r\n\r\n"
            + mimeBase64(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    String message =
        "Content-Type: message/rfc822\r\n\r\n"
            + "From: Carol <carol@example.org>\r\nTo: alice@example.org\r\nSubject: pay me\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
            + forwarded;
    String alternative = multipart("alternative", "alt_7d21", utf8Part, htmlPart);
    return List.of(
        new Content("plain", plainPart, List.of(plain)),
        new Content("without a header", CRLF + plain, List.of(plain)),
        new Content(
            "without a charset", "Content-Type: text/plain\r\n\r\n" + plain, List.of(plain)),
        new Content(
            "lines like delimiters",
            "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + lines,
            List.of(lines)),
        new Content(
            "words between dashes",
            "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + condition,
            List.of(condition)),
        new Content("utf-8 in quoted-printable", utf8Part, List.of(accents)),
        new Content(
            "utf-8 in 8bit",
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                + new String(accents.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
            List.of(accents)),
        new Content(
            "utf-8 in base64",
            "Content-Type: text/plain; charset=\"UTF-8\"; format=flowed\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + mimeBase64(accents.getBytes(StandardCharsets.UTF_8)),
            List.of(accents)),
        new Content(
            "latin-1",
            "Content-Type: text/plain; charset=iso-8859-1\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                + quoted(latin, StandardCharsets.ISO_8859_1),
            List.of(latin)),
        new Content("html", htmlPart, List.of(html)),
        new Content("alternative", alternative, List.of(accents, html)),
        new Content(
            "mixed",
            multipart("mixed", "mix_50ab", plainPart, file, textFile),
            List.of(plain, note)),
        new Content(
            "nested",
            multipart(
                "mixed",
                "mix_50ab",
                multipart("related", "rel_c004", alternative, image),
                message,
                file),
            List.of(accents, html, forwarded)),
        new Content(
            "protected header",
            "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\nSubject: hello\r\nDate: "
                + DATE
                + "\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=us-ascii; hp=\"clear\"\r\n\r\n"
                + plain,
            List.of(plain)));
  }

  private static String multipart(String kind, String boundary, String... parts) {
    StringBuilder all =
        new StringBuilder(
            "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n\r\n");
    for (String part : parts) {
      all.append("--").append(boundary).append(CRLF).append(part).append(CRLF);
    }
    return all.append("--").append(boundary).append("--\r\n").toString();
  }

  /** Quoted-printable of text in short lines. */
  private static String quoted(String text, Charset charset) {
    StringBuilder quoted = new StringBuilder();
    for (byte octet : text.getBytes(charset)) {
      if (octet == '=' || octet < 0) {
        quoted.append(String.format(Locale.ROOT, "=%02X", octet & 0xff));
      } else {
        quoted.append((char) octet);
      }
    }
    return quoted.toString();
  }

  /**
   * A signed mail that nobody changed.
   *
   * @param leaves the texts that its author signed, see {@link ShownText}; HTML also as the text
   *     that it shows
   * @param authors the addresses to which its signature may be bound
   */
  record GoodMail(String name, Draft draft, Set<String> leaves, Set<String> authors) {}
}
