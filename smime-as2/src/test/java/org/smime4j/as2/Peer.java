package org.smime4j.as2;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Other AS2 software on the loopback interface, which plays one of the two partners. */
interface Peer extends AutoCloseable {

  /** The name of the software in the page. */
  String name();

  /**
   * Sends a signed and encrypted message, and waits for the MDN.
   *
   * @param to where we receive
   * @param options the field Disposition-Notification-Options
   * @param asynchronous true to ask for the MDN in a request of its own
   * @return what the software makes of our MDN
   */
  Understood send(URI to, @Nullable String options, boolean asynchronous) throws Exception;

  /** Where this software receives messages, and answers them. */
  URI receiver();

  @Override
  void close() throws Exception;

  /**
   * What a peer makes of an MDN.
   *
   * @param disposition as the peer read it, without its mode
   * @param success true if the peer takes the message for delivered
   * @param micMatches true if the peer found its own MIC in the MDN
   * @param signed true if the peer saw a signature
   */
  record Understood(
      @Nullable String disposition, boolean success, boolean micMatches, boolean signed) {}
}
