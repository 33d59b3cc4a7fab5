package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that an argument names and that is read into memory: none is longer than it may be. */
final class SmallFile {

  private SmallFile() {}

  /** The octets of a file of at most so many. */
  static byte[] octets(String option, Path file, int most) throws IOException, UsageException {
    Arguments.existing(option, file);
    if (Files.isDirectory(file)) {
      throw new UsageException(option + " " + file + ": this is a directory");
    }
    try (InputStream in = Pipe.orFile(file)) {
      byte[] octets = in.readNBytes(most + 1);
      if (octets.length > most) {
        throw new UsageException(option + " " + file + ": it is longer than " + most + " octets");
      }
      return octets;
    }
  }

  /** The text of a file in UTF-8 of at most so many octets, without a mark in front. */
  static String text(String option, Path file, int most) throws IOException, UsageException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(octets(option, file, most)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UsageException(option + " " + file + ": this is not text in UTF-8");
    }
  }
}
