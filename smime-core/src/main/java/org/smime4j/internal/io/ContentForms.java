package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.Octets;

/**
 * Signed content with the other forms in which it may have been signed. A reader gets the form that
 * travelled; a verifier looks at the others too, in their order.
 */
public final class ContentForms implements Octets {

  private final Octets raw;
  private final List<ContentForm> all;

  private ContentForms(Octets raw, List<ContentForm> all) {
    this.raw = raw;
    this.all = List.copyOf(all);
  }

  /** Content as it travelled. */
  public static ContentForms raw(Octets octets) {
    return new ContentForms(octets, List.of(ContentForm.raw(octets)));
  }

  /** The same content, which may also have been signed in this form. */
  public ContentForms or(String name, Octets octets) {
    List<ContentForm> more = new ArrayList<>(all);
    more.add(new ContentForm(name, octets));
    return new ContentForms(raw, more);
  }

  /** The forms of any content, the one that travelled first; never empty. */
  public static List<ContentForm> of(Octets content) {
    return content instanceof ContentForms forms ? forms.all : List.of(ContentForm.raw(content));
  }

  @Override
  public long size() {
    return raw.size();
  }

  @Override
  public InputStream open() throws IOException {
    return raw.open();
  }

  @Override
  public Octets slice(long from, long to) {
    return raw.slice(from, to);
  }
}
