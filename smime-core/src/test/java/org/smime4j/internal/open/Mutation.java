package org.smime4j.internal.open;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes a message: anywhere, in the values of its CMS, or in the lines and parts of its MIME. */
public final class Mutation {

  /** Possessive, so that it needs no stack. */
  private static final Pattern BASE64_BODY =
      Pattern.compile("(?:\\r?\\n){2}((?:[A-Za-z0-9+/]{16,}+=*+\\r?\\n)++)");

  private static final int LARGEST = 60_000;

  private static final String[] LINES = {
    "From: mallory@evil.example",
    "From : mallory@evil.example",
    "From: Bob <bob@example.org>, mallory@evil.example",
    "Content-Type: text/plain",
    "Content-Type: multipart/mixed; boundary=sig",
    "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b1",
    "Content-Type: message/rfc822",
    "Content-Type: application/pkcs7-mime; smime-type=signed-data",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: x-unknown",
    " folded",
    "",
    "--sig",
    "--sig--",
    "--b1",
    "--b1--",
    "\0",
    "-----BEGIN CMS-----",
    "x\ry",
  };

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  /** The message changed in one to three ways. */
  byte[] of(byte[] message, byte[] another) {
    byte[] changed = message;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      changed =
          switch (random.nextInt(3)) {
            case 0 -> octets(changed, another);
            case 1 -> values(changed);
            default -> lines(changed, another);
          };
    }
    return changed;
  }

  private byte[] octets(byte[] message, byte[] another) {
    if (message.length == 0) {
      return another;
    }
    int at = random.nextInt(message.length);
    int length = Math.min(random.nextInt(200), message.length - at);
    return switch (random.nextInt(6)) {
      case 0 -> {
        byte[] copy = message.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 1 -> spliced(message, at, at + length, new byte[0]);
      case 2 -> spliced(message, at, at, Arrays.copyOfRange(message, at, at + length));
      case 3 -> Arrays.copyOf(message, at);
      case 4 -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        yield spliced(message, at, at + length, noise);
      }
      default -> {
        int from = another.length == 0 ? 0 : random.nextInt(another.length);
        yield spliced(
            message,
            at,
            at + length,
            Arrays.copyOfRange(another, from, Math.min(another.length, from + 2_000)));
      }
    };
  }

  /** In a mail, one of its Base64 bodies. */
  private byte[] values(byte[] message) {
    if (message.length > 0 && message[0] == 0x30) {
      byte[] changed = DerMutation.of(message, random);
      return changed == null ? message : changed;
    }
    String text = latin(message);
    Matcher body = BASE64_BODY.matcher(text);
    List<int[]> bodies = new ArrayList<>();
    while (bodies.size() < 8 && body.find()) {
      bodies.add(new int[] {body.start(1), body.end(1)});
    }
    if (bodies.isEmpty()) {
      return message;
    }
    int[] range = bodies.get(random.nextInt(bodies.size()));
    byte[] changed;
    try {
      byte[] cms = Base64.getMimeDecoder().decode(text.substring(range[0], range[1]));
      changed = DerMutation.of(cms, random);
    } catch (IllegalArgumentException notBase64) {
      return message;
    }
    return changed == null
        ? message
        : spliced(
            message,
            range[0],
            range[1],
            (Base64.getMimeEncoder().encodeToString(changed) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  private byte[] lines(byte[] message, byte[] another) {
    if (message.length > LARGEST) {
      return message;
    }
    List<String> lines = new ArrayList<>(List.of(latin(message).split("(?<=\n)", -1)));
    int at = random.nextInt(lines.size());
    int to = random.nextInt(lines.size());
    switch (random.nextInt(9)) {
      case 0 -> lines.add(at, LINES[random.nextInt(LINES.length)] + "\r\n");
      case 1 -> lines.add(Math.min(at, 8), LINES[random.nextInt(LINES.length)] + "\r\n");
      case 2 -> lines.remove(at);
      case 3 -> lines.add(to, lines.get(at));
      case 4 -> Collections.swap(lines, at, to);
      case 5 -> lines.set(at, lines.get(at).replace("\r\n", "\n"));
      case 6 -> lines.set(at, lines.get(at).replaceAll("[;=]", "; boundary=b1; x="));
      case 7 -> wrapped(lines, another);
      default -> lines.set(at, lines.get(at).stripTrailing() + " \t\r\n");
    }
    return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Among other parts, or in a forwarded message. */
  private void wrapped(List<String> lines, byte[] another) {
    String from = "From: Bob <bob@example.org>\r\n";
    if (random.nextBoolean()) {
      lines.add(0, from + "Content-Type: message/rfc822\r\n\r\n");
      return;
    }
    String kind = random.nextBoolean() ? "mixed" : "signed";
    lines.add(0, from + "Content-Type: multipart/" + kind + "; boundary=w\r\n\r\n--w\r\n");
    if (another.length < LARGEST) {
      lines.add("\r\n--w\r\n");
      lines.add(latin(another));
    }
    lines.add("\r\n--w--\r\n");
  }

  private static byte[] spliced(byte[] message, int from, int to, byte[] inserted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + inserted.length);
    out.write(message, 0, from);
    out.writeBytes(inserted);
    out.write(message, to, message.length - to);
    return out.toByteArray();
  }

  private static String latin(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
