package org.smime4j.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Streams that no person looks at. */
final class UnseenStreams {

  private UnseenStreams() {}

  static Streams of(InputStream in, OutputStream out, OutputStream err) {
    return new Streams(
        in,
        out,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        StandardCharsets.UTF_8,
        false,
        false,
        null,
        new ArrayList<>());
  }
}
