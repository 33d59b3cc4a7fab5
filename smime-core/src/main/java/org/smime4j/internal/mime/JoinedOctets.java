package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.smime4j.internal.bytes.ArrayInput;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;

/** Octets of several sources, one behind the other. */
public record JoinedOctets(List<ByteSource> pieces) implements ByteSource {

  private static final ArrayOctets NOTHING = ArrayOctets.of(new byte[0]);

  public JoinedOctets {
    pieces = pieces.stream().filter(piece -> piece.sizeIfKnown().orElse(1) != 0).toList();
  }

  @Override
  public OptionalLong sizeIfKnown() {
    long size = 0;
    for (ByteSource piece : pieces) {
      OptionalLong more = piece.sizeIfKnown();
      if (more.isEmpty()) {
        return more;
      }
      size += more.getAsLong();
    }
    return OptionalLong.of(size);
  }

  @Override
  public InputStream open() {
    return new Joined();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (ByteSource piece : pieces) {
      piece.writeTo(out);
    }
  }

  private final class Joined extends ArrayInput {
    private int next;
    private InputStream in = NOTHING.open();

    private boolean advance() throws IOException {
      in.close();
      in = NOTHING.open();
      if (next == pieces.size()) {
        return false;
      }
      in = pieces.get(next++).open();
      return true;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      int n = in.read(into, offset, length);
      while (n < 0 && advance()) {
        n = in.read(into, offset, length);
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
