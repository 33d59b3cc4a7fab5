package org.smime4j.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One candidate in the octets that key derivation takes; zeroed when it is closed. */
final class Password implements AutoCloseable {

  private final char[] characters;
  private final byte[] utf8;
  private final List<byte[]> bmp = new ArrayList<>();

  /** Takes the array over. */
  Password(char[] characters) {
    this.characters = characters;
    utf8 = utf8(characters);
    bmp.add(bmp(characters));
    if (characters.length == 0) {
      bmp.add(new byte[0]);
    }
    if (utf8.length != characters.length) {
      char[] widened = new char[utf8.length];
      for (int i = 0; i < widened.length; i++) {
        widened[i] = (char) (utf8[i] & 0xFF);
      }
      bmp.add(bmp(widened));
      Arrays.fill(widened, '\0');
    }
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

  /** For PBES2, PBMAC1 and PKCS#5 version 1.5. */
  byte[] utf8() {
    return utf8;
  }

  /**
   * For the key derivation of PKCS#12, in the order to try: as the standard says; for the empty
   * password also no octets at all, as if there were none; else as OpenSSL before 1.1 wrote it,
   * which took each octet of UTF-8 for a character.
   */
  List<byte[]> bmp() {
    return bmp;
  }

  boolean equalTo(Password other) {
    return Arrays.equals(characters, other.characters);
  }

  char[] characters() {
    return characters;
  }

  @Override
  public void close() {
    Arrays.fill(characters, '\0');
    Arrays.fill(utf8, (byte) 0);
    bmp.forEach(octets -> Arrays.fill(octets, (byte) 0));
  }

  @Override
  public String toString() {
    return "Password";
  }
}
