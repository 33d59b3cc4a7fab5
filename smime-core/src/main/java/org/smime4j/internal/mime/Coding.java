package org.smime4j.internal.mime;

import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.sources.ByteSource;

/** Encodes or decodes octets block by block. */
interface Coding {

  /** Room for what comes of so many octets, those included that came before and are held. */
  int room(int octets);

  /** Takes the next octets, and returns where what comes of them ends. */
  int code(byte[] octets, int from, int to, byte[] into, int intoFrom);

  /** Returns where the result ends when no octets follow. */
  int finish(byte[] into, int intoFrom);

  /** The result of an array. */
  static ArrayOctets ofArray(byte[] octets, int from, int to, Coding coding) {
    byte[] result = new byte[coding.room(to - from)];
    int end = coding.code(octets, from, to, result, 0);
    return ArrayOctets.of(result, 0, coding.finish(result, end));
  }

  /** The result, made each time it is read. */
  static ByteSource whenRead(
      ByteSource octets, OptionalLong size, Supplier<? extends Coding> coding) {
    return new DerivedOctets(size, () -> new Input(octets.open(), coding.get()));
  }

  /** The result of an array at once, or else made each time it is read. */
  static ByteSource of(ByteSource octets, Supplier<? extends Coding> coding) {
    return octets instanceof ArrayOctets array
        ? ofArray(array.array(), array.from(), array.to(), coding.get())
        : whenRead(octets, OptionalLong.empty(), coding);
  }

  /** The result of a stream. */
  final class Input extends BlockInput {
    /** More than any coding holds of earlier blocks. */
    private static final int HELD = 1_028;

    private final Coding coding;

    private Input(InputStream in, Coding coding) {
      super(in, coding.room(BLOCK + HELD));
      this.coding = coding;
    }

    @Override
    int change(byte[] from, int length, byte[] into) {
      return coding.code(from, 0, length, into, 0);
    }

    @Override
    int finish(byte[] into) {
      return coding.finish(into, 0);
    }
  }
}
