package org.smime4j.cli.archive;

import java.io.IOException;
import java.nio.file.Path;

/** Where the messages of a job are. */
public interface Source {

  /** Takes the places of messages, in an order that is always the same. */
  interface Sink {
    /**
     * @param name percent-encoded, relative to the base unless it begins with a scheme
     */
    void file(String name) throws IOException;

    /** A range of the base. */
    default void range(long offset, long length) throws IOException {
      file(offset + " " + length);
    }
  }

  /**
   * The URI that names begin from; of the mbox itself, if it is one.
   *
   * @throws IOException if it cannot be read
   */
  String base() throws IOException;

  /** The URI of a directory, with a slash at its end. */
  static String folder(Path directory) {
    String uri = directory.toUri().toString();
    return uri.endsWith("/") ? uri : uri + "/";
  }

  /** Changes where the list of messages no longer holds; empty where each file is looked for. */
  default String state() throws IOException {
    return "";
  }

  /**
   * Lists all messages.
   *
   * @throws IOException if the source cannot be read; what is in it and cannot be read is a message
   */
  void list(Sink sink) throws IOException;
}
