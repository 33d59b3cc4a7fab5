package org.smime4j.tika;

/**
 * How many messages were opened within one: each may hold further ones, which Tika hands back to
 * the parser one by one, each with limits of its own.
 */
final class MessagesInside {

  private static final int MOST = 64;

  private int opened;

  boolean admitsOneMore() {
    return opened++ < MOST;
  }
}
