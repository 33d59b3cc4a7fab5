package org.smime4j.world;

import java.io.Closeable;
import java.util.List;

/** Somebody else's parser of mail. */
interface MailReader extends Closeable {

  /** Its name with its version. */
  String name();

  /** What it would show of each message. */
  List<Reading> read(List<byte[]> messages);

  @Override
  default void close() {}
}
