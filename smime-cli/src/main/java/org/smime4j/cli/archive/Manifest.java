package org.smime4j.cli.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A file with the path of a message on each line, relative to the working directory. Empty lines
 * are passed over. The octets of a line are the name, in whatever encoding the file system has it.
 */
public record Manifest(Path file) implements Source {

  /** More than any system allows a path to have. */
  private static final int LONGEST = 1 << 16;

  @Override
  public String base() {
    return Source.folder(Path.of("").toAbsolutePath());
  }

  @Override
  public void list(Sink sink) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          line(line.toByteArray(), sink);
          line.reset();
        } else if (line.size() == LONGEST) {
          throw new IOException(file + ": this is no list of paths: a line is too long");
        } else {
          line.write(b);
        }
      }
    }
    line(line.toByteArray(), sink);
  }

  private static void line(byte[] line, Sink sink) throws IOException {
    int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    if (length == 0) {
      return;
    }
    if (File.separatorChar != '/') {
      sink.file(elsewhere(new String(line, 0, length, StandardCharsets.UTF_8)));
      return;
    }
    // One character for each octet, and each as it is in a URI.
    String octets = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    String name = URLEncoder.encode(octets, StandardCharsets.ISO_8859_1);
    sink.file((line[0] == '/' ? "file://" : "") + name.replace("+", "%20").replace("%2F", "/"));
  }

  private static String elsewhere(String path) throws IOException {
    try {
      return Path.of(path).toUri().toString();
    } catch (InvalidPathException e) {
      throw new IOException(path + ": this cannot be the name of a file");
    }
  }
}
