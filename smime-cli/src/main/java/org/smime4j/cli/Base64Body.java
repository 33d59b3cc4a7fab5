package org.smime4j.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.smime4j.cli.files.TargetFile;

/** Writes octets as a body in Base64. */
final class Base64Body {

  private Base64Body() {}

  /** Writes the body with these line ends. */
  static void write(OutputStream out, String lineEnd, TargetFile.Content body) throws IOException {
    byte[] end = lineEnd.getBytes(StandardCharsets.US_ASCII);
    // Closing it writes the last group, and would close what is not ours.
    OutputStream open =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] octets, int offset, int count) throws IOException {
            out.write(octets, offset, count);
          }

          @Override
          public void close() {}
        };
    try (OutputStream base64 = Base64.getMimeEncoder(76, end).wrap(open)) {
      body.writeTo(base64);
    }
    out.write(end);
  }
}
