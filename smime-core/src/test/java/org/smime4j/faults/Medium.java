package org.smime4j.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.Octets;

/** What a verb reads from and writes to, all of it struck by one fault. */
final class Medium {

  private final Fault fault;
  private final int piece;
  private final FaultyOctets.Target target;
  private final List<InputStream> streams = new ArrayList<>();

  /**
   * @param piece how much is read at once, at most
   */
  Medium(Fault fault, int piece) {
    this.fault = fault;
    this.piece = piece;
    this.target = new FaultyOctets.Target(fault);
  }

  Octets octets(byte[] octets) {
    return new FaultyOctets(octets, piece, true, fault);
  }

  Octets unsized(byte[] octets) {
    return new FaultyOctets(octets, piece, false, fault);
  }

  /** A stream of the caller's: no verb closes it. */
  InputStream stream(byte[] octets) throws IOException {
    InputStream stream = new FaultyOctets(octets, piece, false, fault).open();
    streams.add(stream);
    return stream;
  }

  OutputStream target() {
    return target;
  }

  byte[] written() {
    return target.written();
  }

  /** Closes what the caller has opened. */
  void closeStreams() {
    for (InputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        // The fault strikes whoever closes.
      }
    }
  }
}
