package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The names of object identifiers that CMS is written with; another is shown as it is. */
final class ObjectNames {

  private static final Properties NAMES = new Properties();

  static {
    try (InputStream in = ObjectNames.class.getResourceAsStream("object-names.properties")) {
      NAMES.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNames() {}

  /** The name, or the identifier itself. */
  static String of(String oid) {
    return NAMES.getProperty(oid, oid);
  }
}
