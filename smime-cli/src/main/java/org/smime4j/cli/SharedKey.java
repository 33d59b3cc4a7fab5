package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A key-encryption key that sender and recipient share (KEKRecipientInfo), as {@code ID=HEXFILE}.
 * The key is in a file, since every user of the machine can see arguments.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
record SharedKey(byte[] identifier, byte[] key) {

  /** Of a file with more, the beginning is no key either. */
  private static final int LONGEST_FILE = 4096;

  /** Reads the identifier, in hex if it can be that and else as text, and the file. */
  static final class Reader implements ITypeConverter<SharedKey> {
    @Override
    public SharedKey convert(String argument) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new TypeConversionException("this is not ID=HEXFILE: " + argument);
      }
      String identifier = argument.substring(0, equals);
      Path file = Path.of(argument.substring(equals + 1));
      byte[] key;
      try (InputStream in = Files.newInputStream(Arguments.existing("the file", file))) {
        String hex = new String(in.readNBytes(LONGEST_FILE), StandardCharsets.US_ASCII);
        key = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
      } catch (IOException | UsageException e) {
        throw new TypeConversionException(Sentences.of(e));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(file + ": this is not a key in hex");
      }
      if (key.length != 16 && key.length != 24 && key.length != 32) {
        throw new TypeConversionException(
            file + ": a key has 16, 24 or 32 octets, and this one " + key.length);
      }
      return new SharedKey(octets(identifier), key);
    }

    private static byte[] octets(String identifier) {
      try {
        return HexFormat.of().parseHex(identifier);
      } catch (IllegalArgumentException e) {
        return identifier.getBytes(StandardCharsets.UTF_8);
      }
    }
  }
}
