package org.smime4j.planted;

import java.io.InputStream;
import java.util.HexFormat;
import java.util.function.Function;

/** A class and, by its name alone, a method that Android gained after API 26. */
class AsksMoreThanAndroidHas {

  record Kept(byte[] octets) {}

  interface Read {
    byte[] from(InputStream in) throws java.io.IOException;
  }

  final Function<byte[], String> hex = HexFormat.of()::formatHex;
  final Read all = InputStream::readAllBytes;
}
