package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.InputStream;
import org.smime4j.internal.bytes.ArrayInput;

/** What an OCTET STRING holds, primitive or in segments. */
final class PeeledInput extends ArrayInput {

  private static final int PIECE = 16 * 1024;

  private final InputStream in;
  private final byte[] piece = new byte[PIECE];
  private final byte[] held = new byte[PIECE];
  private final OctetStringProof walk = new OctetStringProof(0, Long.MAX_VALUE, this::hold);
  private int from;
  private int to;
  private final boolean isProven;
  private boolean isEnded;

  /**
   * @param isProven whether nothing follows the OCTET STRING. Otherwise what follows is left out
   */
  PeeledInput(InputStream in, boolean isProven) {
    this.in = in;
    this.isProven = isProven;
  }

  private void hold(byte[] octets, int start, int end) {
    System.arraycopy(octets, start, held, to, end - start);
    to += end - start;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (from == to) {
      from = 0;
      to = 0;
      int n = isEnded ? -1 : in.read(piece, 0, piece.length);
      if (n < 0) {
        return -1;
      }
      isEnded = walk.take(piece, 0, n) == Proof.State.FAILS;
      if (isEnded && isProven) {
        throw new IOException("the source changed between two reads");
      }
    }
    int n = Math.min(length, to - from);
    System.arraycopy(held, from, into, offset, n);
    from += n;
    return n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
