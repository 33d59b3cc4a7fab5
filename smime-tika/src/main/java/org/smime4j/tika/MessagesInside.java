package org.smime4j.tika;

import org.smime4j.MailReader;

/**
 * The messages that are opened within one document, and the reader of all of them. Each may hold
 * further messages, which Tika passes back to the parser one by one. All together may cause the
 * work of one message.
 */
final class MessagesInside {

  private static final int MOST = 64;

  private final MailReader reader;
  private int opened;

  MessagesInside(MailReader reader) {
    this.reader = reader.sharingLimits();
  }

  boolean admitsOneMore() {
    return opened++ < MOST;
  }

  MailReader reader() {
    return reader;
  }
}
