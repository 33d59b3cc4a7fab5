package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.smime4j.sources.ByteSource;

/**
 * Signed content with the other forms in which it may have been signed. A reader gets the form that
 * travelled; a verifier looks at the others too, in their order.
 */
public final class ContentForms implements ByteSource {

  private final ByteSource raw;
  private final List<ContentForm> all;

  private ContentForms(ByteSource raw, List<ContentForm> all) {
    this.raw = raw;
    this.all = List.copyOf(all);
  }

  /** Content as it travelled. */
  public static ContentForms raw(ByteSource octets) {
    return new ContentForms(octets, List.of(ContentForm.raw(octets)));
  }

  /** The same content, which may also have been signed in this form. */
  public ContentForms or(String name, ByteSource octets) {
    List<ContentForm> more = new ArrayList<>(all);
    more.add(new ContentForm(name, octets));
    return new ContentForms(raw, more);
  }

  /**
   * The forms of any content, the one that travelled first; never empty.
   *
   * @param observing what watches octets while they are read
   */
  public static List<ContentForm> of(ByteSource content, UnaryOperator<ByteSource> observing) {
    List<ContentForm> forms =
        content instanceof ContentForms several ? several.all : List.of(ContentForm.raw(content));
    IdentityHashMap<ByteSource, ByteSource> observed = new IdentityHashMap<>();
    List<ContentForm> watched = new ArrayList<>();
    for (ContentForm form : forms) {
      ByteSource octets = form.octets();
      // What differs from another form in its end alone stays known as such.
      ByteSource text = octets instanceof LastLineEnd end ? observed.get(end.text()) : null;
      ByteSource each =
          octets instanceof LastLineEnd end && text != null
              ? end.of(text)
              : observing.apply(octets);
      observed.put(octets, each);
      watched.add(new ContentForm(form.name(), each));
    }
    return watched;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return raw.sizeIfKnown();
  }

  @Override
  public InputStream open() throws IOException {
    return raw.open();
  }

  @Override
  public ByteSource slice(long from, long to) {
    return raw.slice(from, to);
  }
}
