package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A CMS object and the message that it is a layer of. Its structure is read once, whichever verbs
 * look at it, and all layers of the message draw on the same account. Not for use by several
 * threads.
 */
public final class CmsObject {

  private final ByteSource octets;
  private final MessageScope message;
  private @Nullable ContentInfo info;
  private @Nullable Limits readWithin;

  public CmsObject(ByteSource octets, MessageScope message) {
    this.octets = octets;
    this.message = message;
  }

  /** Octets that come alone, which are a message of their own. */
  public static CmsObject of(ByteSource cms) {
    MessageScope alone = new MessageScope();
    alone.addSize(Objects.requireNonNull(cms, "no bytes were given").sizeIfKnown());
    return new CmsObject(cms, alone);
  }

  /** The octets themselves. */
  public ByteSource octets() {
    return octets;
  }

  /** The message that the object is a layer of. */
  public MessageScope message() {
    return message;
  }

  /**
   * Its structure.
   *
   * @throws org.smime4j.findings.SmimeException if it is malformed or exceeds a limit
   */
  public ContentInfo info(Limits limits) throws IOException {
    ContentInfo known = info;
    if (known == null || !limits.equals(readWithin)) {
      known = ContentInfoReader.read(SourceOctets.of(octets), limits);
      info = known;
      readWithin = limits;
    }
    return known;
  }
}
