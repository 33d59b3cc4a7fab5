package org.smime4j.internal.keyfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One candidate in the octets that key derivation takes; zeroed when it is closed. */
public final class Password implements AutoCloseable {

  private final char[] characters;
  private final List<byte[]> utf8 = new ArrayList<>();
  private final List<byte[]> bmp = new ArrayList<>();

  /** Takes the array over. */
  public Password(char[] characters) {
    this.characters = characters;
    for (char[] form : forms(characters)) {
      byte[] octets = utf8(form);
      utf8.add(octets);
      bmp.add(bmp(form));
      if (form.length == 0) {
        bmp.add(new byte[0]);
      }
      if (octets.length != form.length) {
        char[] widened = new char[octets.length];
        for (int i = 0; i < widened.length; i++) {
          widened[i] = (char) (octets[i] & 0xFF);
        }
        bmp.add(bmp(widened));
        Arrays.fill(widened, '\0');
        if (areBelow(0x100, form)) {
          utf8.add(latin1(form));
        }
      }
      if (form != characters) {
        Arrays.fill(form, '\0');
      }
    }
  }

  /**
   * One keyboard writes a letter with its accent as one character (NFC), another as two (NFD). To
   * normalize them makes a String, which nothing wipes: what is ASCII has one form alone.
   */
  private static List<char[]> forms(char[] given) {
    List<char[]> forms = new ArrayList<>();
    if (!areBelow(0x80, given)) {
      CharBuffer typed = CharBuffer.wrap(given);
      for (Normalizer.Form each : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
        char[] form = Normalizer.normalize(typed, each).toCharArray();
        add(Arrays.equals(form, given) ? given : form, forms);
      }
    }
    add(given, forms);
    return forms;
  }

  private static void add(char[] form, List<char[]> forms) {
    if (forms.stream().noneMatch(known -> Arrays.equals(known, form))) {
      forms.add(form);
    }
  }

  private static boolean areBelow(int limit, char[] characters) {
    return CharBuffer.wrap(characters).chars().filter(c -> c >= limit).count() == 0;
  }

  private static byte[] latin1(char[] characters) {
    byte[] octets = new byte[characters.length];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) characters[i];
    }
    return octets;
  }

  private static byte[] utf8(char[] characters) {
    byte[] room = new byte[3 * characters.length];
    ByteBuffer octets = ByteBuffer.wrap(room);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(characters), octets, true);
    byte[] utf8 = Arrays.copyOf(room, octets.position());
    Arrays.fill(room, (byte) 0);
    return utf8;
  }

  /** RFC 7292, B.1: UTF-16 with two octets of zero at the end. */
  private static byte[] bmp(char[] characters) {
    ByteBuffer octets = ByteBuffer.allocate(2 * characters.length + 2);
    for (char c : characters) {
      octets.putChar(c);
    }
    return octets.array();
  }

  /**
   * For PBES2, PBMAC1 and PKCS#5 version 1.5, in the order to try: UTF-8, then Latin-1 as it was
   * usual in the West; of its composed form first, then of the decomposed one.
   */
  public List<byte[]> utf8() {
    return utf8;
  }

  /**
   * For the key derivation of PKCS#12, in the order to try: as the standard says; for the empty
   * password also no octets at all, as if there were none; else as OpenSSL before 1.1 wrote it,
   * which took each octet of UTF-8 for a character. Of its composed form first, then of the
   * decomposed one.
   */
  List<byte[]> bmp() {
    return bmp;
  }

  boolean equalTo(Password other) {
    return Arrays.equals(characters, other.characters);
  }

  /** The array itself. */
  public char[] characters() {
    return characters;
  }

  @Override
  public void close() {
    Arrays.fill(characters, '\0');
    utf8.forEach(octets -> Arrays.fill(octets, (byte) 0));
    bmp.forEach(octets -> Arrays.fill(octets, (byte) 0));
  }

  @Override
  public String toString() {
    return "Password";
  }
}
