package org.smime4j.internal.asn1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayInput;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Inflates zlib (RFC 1950) within the limits: 195 KB of CompressedData are known that expand to 200
 * MB.
 */
final class Inflation extends ArrayInput {

  static final int PIECE = 16 * 1024;

  /** To inflate into an octet. */
  private static final int NANOSECONDS_OF_AN_OCTET_OUT = 1;

  /**
   * To inflate from an octet. Blocks of eleven octets with trees of their own take 80; if each
   * octet were charged so, large photographs could not be opened.
   */
  private static final int NANOSECONDS_OF_AN_OCTET_IN = 20;

  private final InputStream in;
  private final Limits limits;
  private final Inflater inflater = new Inflater();
  private final byte[] input = new byte[PIECE];
  private final @Nullable WorkBudget work;

  private Inflation(InputStream in, Limits limits, @Nullable WorkBudget work) {
    this.in = in;
    this.limits = limits;
    this.work = work;
  }

  /**
   * Opens the source.
   *
   * @param work what the message may still cost; null where the caller reads what was opened
   */
  static Inflation of(ByteSource source, Limits limits, @Nullable WorkBudget work)
      throws IOException {
    return new Inflation(source.open(), limits, work);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      if (work != null) {
        work.spend(units(length, NANOSECONDS_OF_AN_OCTET_OUT));
      }
      while (true) {
        int n = inflater.inflate(into, offset, length);
        if (n > 0) {
          check();
          return n;
        }
        if (inflater.finished()) {
          return -1;
        }
        if (inflater.needsDictionary()) {
          throw damaged();
        }
        int m = in.read(input, 0, input.length);
        if (m < 0) {
          throw damaged();
        }
        if (work != null) {
          work.spend(units(m, NANOSECONDS_OF_AN_OCTET_IN));
        }
        inflater.setInput(input, 0, m);
      }
    } catch (DataFormatException | EOFException e) {
      throw damaged();
    }
  }

  private static long units(long octets, int nanoseconds) {
    return 1 + octets / 1000 * nanoseconds;
  }

  private void check() throws SmimeException {
    long out = inflater.getBytesWritten();
    Bound.check(limits, Limit.INFLATED_OCTETS, out);
    long ratio = limits.of(Limit.INFLATE_RATIO);
    if (out > limits.of(Limit.INFLATE_GRACE)
        && (ratio == 0 || out / ratio > inflater.getBytesRead())) {
      throw new SmimeException.LimitExceeded(Limit.INFLATE_RATIO, ratio);
    }
  }

  private static SmimeException.Malformed damaged() {
    return new SmimeException.Malformed(
        "CompressedData", -1, "the compressed content is damaged or cut short");
  }

  /** Whether octets follow the end of the compressed content; asked at its end. */
  boolean hasTrailingData() throws IOException {
    return inflater.getRemaining() > 0 || in.read(input, 0, 1) > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
