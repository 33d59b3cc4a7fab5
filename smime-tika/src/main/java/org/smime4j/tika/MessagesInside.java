package org.smime4j.tika;

/**
 * Counts the messages that were opened within one message. Each may hold further messages. Tika
 * passes them back to the parser one by one, each with its own limits.
 */
final class MessagesInside {

  private static final int MOST = 64;

  private int opened;

  boolean admitsOneMore() {
    return opened++ < MOST;
  }
}
