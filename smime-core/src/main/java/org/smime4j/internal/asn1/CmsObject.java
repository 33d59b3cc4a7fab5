package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A CMS object and the message that it is a layer of. Its structure is read once, whichever verbs
 * look at it, and all layers of the message draw on the same account. Not for use by several
 * threads.
 */
public final class CmsObject implements ByteSource {

  private final ByteSource octets;
  private final MessageScope message;
  private @Nullable ContentInfo info;
  private @Nullable Limits readWithin;

  public CmsObject(ByteSource octets, MessageScope message) {
    this.octets = octets;
    this.message = message;
  }

  /** The object that a verb is given; octets that come alone are a message of their own. */
  public static CmsObject of(ByteSource cms) {
    if (cms instanceof CmsObject object) {
      return object;
    }
    MessageScope alone = new MessageScope();
    alone.bring(cms.sizeIfKnown());
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

  @Override
  public OptionalLong sizeIfKnown() {
    return octets.sizeIfKnown();
  }

  @Override
  public InputStream open() throws IOException {
    return octets.open();
  }

  @Override
  public ByteSource slice(long from, long to) {
    return octets.slice(from, to);
  }

  @Override
  public byte[] bytes() throws IOException {
    return octets.bytes();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    octets.writeTo(out);
  }
}
