package org.smime4j.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.sources.ByteSource;

/** What a verb reads from and writes to, all of it struck by one fault. */
final class FaultyStreams {

  private final Fault fault;
  private final int piece;
  private final FaultyOctets.Target target;
  private final List<FaultyOctets> sources = new ArrayList<>();
  private final List<FaultyOctets.Source> streams = new ArrayList<>();

  /**
   * @param piece how much is read at once, at most
   */
  FaultyStreams(Fault fault, int piece) {
    this.fault = fault;
    this.piece = piece;
    this.target =
        new FaultyOctets.Target(fault, () -> sources.stream().allMatch(FaultyOctets::readToItsEnd));
  }

  ByteSource octets(byte[] octets) {
    return source(octets, true);
  }

  ByteSource unsized(byte[] octets) {
    return source(octets, false);
  }

  private FaultyOctets source(byte[] octets, boolean sized) {
    FaultyOctets source = new FaultyOctets(octets, piece, sized, fault);
    sources.add(source);
    return source;
  }

  /** A stream of the caller's: no verb closes it. */
  InputStream stream(byte[] octets) throws IOException {
    FaultyOctets.Source stream = source(octets, false).open();
    streams.add(stream);
    return stream;
  }

  OutputStream target() {
    return target;
  }

  byte[] written() {
    return target.written();
  }

  /** Whether something was written before every source had been read to its end. */
  boolean early() {
    return target.early();
  }

  /** Closes what the caller has opened. */
  void closeStreams() {
    streams.forEach(FaultyOctets.Source::closedByItsOwner);
  }
}
