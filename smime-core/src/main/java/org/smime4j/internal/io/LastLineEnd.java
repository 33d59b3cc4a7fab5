package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.smime4j.sources.ByteSource;

/**
 * Text that differs from another with CRLF in the last line end alone.
 *
 * @param text the text from which it differs
 * @param isLonger whether one more CRLF stands behind all; else the last is taken off
 * @param change makes it of the text
 */
public record LastLineEnd(ByteSource text, boolean isLonger, UnaryOperator<InputStream> change)
    implements ByteSource {

  /** The same of the text in other octets. */
  LastLineEnd of(ByteSource other) {
    return new LastLineEnd(other, isLonger, change);
  }

  @Override
  public OptionalLong sizeIfKnown() {
    OptionalLong size = text.sizeIfKnown();
    return isLonger && size.isPresent()
        ? OptionalLong.of(size.getAsLong() + 2)
        : OptionalLong.empty();
  }

  @Override
  public InputStream open() throws IOException {
    return change.apply(text.open());
  }
}
