package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.smime4j.internal.platform.Reading;
import org.smime4j.sources.ByteSource;

/**
 * Signed content with the other forms in which it may have been signed. A reader gets the form that
 * travelled; a verifier looks at the others too, in their order, if that one was not signed.
 *
 * @param raw the content as it travelled
 * @param making makes the other forms
 */
public record ContentForms(ByteSource raw, Supplier<List<ContentForm>> making)
    implements ByteSource {

  private static final int COMPARED_OCTETS = 64 * 1024;

  /** The forms of any content. */
  public static ContentForms of(ByteSource content) {
    return content instanceof ContentForms several ? several : new ContentForms(content, List::of);
  }

  /** Whether two contents are the same, octet for octet. */
  public static boolean areSame(ByteSource one, ByteSource other) throws IOException {
    try (InputStream left = one.open();
        InputStream right = other.open()) {
      byte[] ofLeft;
      do {
        ofLeft = Reading.upTo(left, COMPARED_OCTETS);
        if (!Arrays.equals(ofLeft, Reading.upTo(right, COMPARED_OCTETS))) {
          return false;
        }
      } while (ofLeft.length > 0);
      return true;
    }
  }

  /**
   * The same forms.
   *
   * @param observing what watches octets while they are read
   */
  public ContentForms observed(UnaryOperator<ByteSource> observing) {
    ByteSource first = observing.apply(raw);
    return new ContentForms(first, () -> observed(first, observing));
  }

  private List<ContentForm> observed(ByteSource first, UnaryOperator<ByteSource> observing) {
    IdentityHashMap<ByteSource, ByteSource> observed = new IdentityHashMap<>();
    observed.put(raw, first);
    List<ContentForm> watched = new ArrayList<>();
    for (ContentForm form : making.get()) {
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

  /** The form that travelled. */
  public ContentForm first() {
    return ContentForm.raw(raw);
  }

  /** The other forms in their order, which are made by this. */
  public List<ContentForm> others() {
    return making.get();
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

  /**
   * One form of signed content whose line ends, or last line, suffered in transport: the verifier
   * tries several and reports the name of the one that was signed.
   *
   * @param name the name in reports, for example {@code raw} or {@code crlf}
   * @param octets the content in this form
   */
  public record ContentForm(String name, ByteSource octets) {

    /** The name of the form that came. */
    public static final String RAW = "raw";

    /** The octets as they came. */
    public static ContentForm raw(ByteSource octets) {
      return new ContentForm(RAW, octets);
    }
  }

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
}
