package org.smime4j.internal.seal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.internal.mime.AddedHeader;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityForm;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.HeaderWriter;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.internal.mime.Oddity;
import org.smime4j.internal.open.LegacyDisplay;
import org.smime4j.internal.open.SmimeType;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A message before it is signed or encrypted. Its content fields move inside. All others stay
 * outside, and a copy goes inside if they are protected. Writing is strict: a header that can be
 * read in two ways is refused.
 *
 * @param outerFields the fields that are seen outside
 * @param written whether it is our own work: its body is canonical, and its parts were not looked
 *     for
 * @param notes the notes for the sender
 */
public record UnsealedMail(
    ByteSource source,
    Entity root,
    List<HeaderField> outerFields,
    AddedHeader inner,
    boolean written,
    List<Finding> notes) {

  /** Long lines are no reason to refuse the caller's message, because they are encoded again. */
  private static final Limits LIMITS =
      Limits.standard().allowing(Limit.LINE_OCTETS, Integer.MAX_VALUE);

  private static final Set<Oddity> REFUSED =
      EnumSet.of(
          Oddity.BARE_CR,
          Oddity.NUL,
          Oddity.NOT_A_FIELD,
          Oddity.LEADING_FOLD,
          Oddity.FIELD_NAME,
          Oddity.BOUNDARY_DUPLICATE,
          Oddity.CONTROL);

  private static final List<String> ONCE =
      List.of("From", "Sender", "MIME-Version", "Content-Type", "Content-Transfer-Encoding");

  /** A message of the caller's. */
  public static UnsealedMail of(ByteSource message) throws IOException {
    return of(SourceOctets.of(message), false);
  }

  /** A message that was written here. */
  public static UnsealedMail ofWritten(ArrayOctets message) throws IOException {
    return of(message, true);
  }

  private static UnsealedMail of(ByteSource source, boolean written) throws IOException {
    Entity root =
        written ? EntityScanner.withoutParts(source, LIMITS) : EntityScanner.scan(source, LIMITS);
    if (root.header().all().stream().allMatch(field -> field.name().isEmpty())) {
      throw ambiguous(
          "this has no header, so it is not mail; Signer, Encryptor and Compressor take any"
              + " octets");
    }
    for (Oddity oddity : root.oddities()) {
      if (REFUSED.contains(oddity)) {
        throw ambiguous("the header of the message can be read in more than one way: " + oddity);
      }
    }
    for (String name : ONCE) {
      if (root.header().named(name).size() > 1) {
        throw ambiguous("the message has more than one field " + name);
      }
    }
    List<HeaderField> outer =
        root.header().all().stream()
            .filter(field -> !EntityForm.isContentField(field) && !field.is("MIME-Version"))
            .toList();
    return new UnsealedMail(source, root, outer, AddedHeader.NONE, written, List.of());
  }

  private static SmimeException.Refused ambiguous(String sentence) {
    return new SmimeException.Refused(SmimeException.Refused.Rule.HEADER_AMBIGUOUS, sentence);
  }

  /**
   * The message with its fields inside too, where there are any and it is not a layer already: they
   * belong to the innermost content (RFC 9788 section 1.7).
   */
  public UnsealedMail protectedBy(HeaderProtection protection, boolean encrypting)
      throws IOException {
    List<HeaderField> covered = outerFields.stream().filter(protection::covers).toList();
    if (protection.isNone() || covered.isEmpty()) {
      return this;
    }
    String subject = root.header().value("Subject");
    Finding visible = visible(protection, covered, subject, encrypting);
    List<Finding> said = visible == null ? List.of() : List.of(visible);
    if (isLayer()) {
      return new UnsealedMail(source, root, outerFields, inner, written, said);
    }
    HeaderWriter fields = new HeaderWriter();
    for (HeaderField field : covered) {
      fields.copy(field);
    }
    if (!encrypting) {
      AddedHeader added = new AddedHeader(fields.fields(), Map.of("hp", "clear"));
      return new UnsealedMail(source, root, outerFields, added, false, said);
    }
    List<HeaderField> seen = new ArrayList<>();
    List<HeaderField> hidden = new ArrayList<>();
    for (HeaderField field : outerFields) {
      HeaderField outside = covered.contains(field) ? protection.outside(field, subject) : field;
      if (outside != null) {
        seen.add(outside);
      }
      if (outside != field && LegacyDisplay.isUserFacing(field)) {
        hidden.add(field);
      }
      if (outside != null && covered.contains(field)) {
        fields.record("HP-Outer", outside);
      }
    }
    AddedHeader added = new AddedHeader(fields.fields(), Map.of("hp", "cipher"));
    if (hidden.isEmpty() || !protection.hasLegacyDisplay()) {
      return new UnsealedMail(source, root, seen, added, false, List.of());
    }
    ByteSource displaying = LegacyDisplay.write(source, root, hidden);
    return new UnsealedMail(
        displaying, EntityScanner.scan(displaying, LIMITS), seen, added, false, List.of());
  }

  /** A file that only has a name like CMS is content, and its fields are protected. */
  private boolean isLayer() {
    SmimeType type = SmimeType.of(root);
    return type != SmimeType.NONE && type != SmimeType.CMS_BY_NAME;
  }

  /**
   * Whether a signature covers all of it, so that a reader detects a change of the encrypted
   * content.
   */
  boolean isSigned() {
    return switch (SmimeType.of(root)) {
      case MULTIPART_SIGNED -> true;
      case CMS -> "signed-data".equalsIgnoreCase(root.mediaType().parameter("smime-type"));
      default -> false;
    };
  }

  /** Notes which fields stay visible that were to be hidden; null if there are none. */
  private static @Nullable Finding visible(
      HeaderProtection protection,
      List<HeaderField> covered,
      @Nullable String subject,
      boolean encrypting) {
    List<String> names = new ArrayList<>();
    for (HeaderField field : covered) {
      HeaderField outside = protection.outside(field, subject);
      if (outside == null || !outside.value().equals(field.value())) {
        names.add(field.name());
      }
    }
    if (names.isEmpty()) {
      return null;
    }
    String fields = String.join(", ", names);
    return encrypting
        ? new Finding(
            Finding.Code.NOT_HIDDEN,
            "the message is signed, encrypted or compressed already, so these fields are not"
                + " hidden: {0}",
            fields)
        : new Finding(
            Finding.Code.NOT_HIDDEN,
            "the message is not encrypted, so these fields are not hidden: {0}",
            fields);
  }

  /** The header as the message has it, before anything is hidden. */
  public HeaderFields header() {
    return root.header();
  }

  /** The message without the fields that name blind copies, and otherwise as it is. */
  public UnsealedMail withoutBlindCopies() throws IOException {
    if (root.header().all().stream().noneMatch(BlindCopies::areIn)) {
      return this;
    }
    HeaderWriter kept = new HeaderWriter();
    for (HeaderField field : root.header().all()) {
      if (!BlindCopies.areIn(field)) {
        kept.copy(field);
      }
    }
    ByteSource whole = new JoinedOctets(List.of(kept.end(), root.body()));
    return of(isInMemory() ? Collected.of(whole, size()) : SourceOctets.of(whole), written);
  }

  /** All octets of the message in memory. */
  ArrayOctets octets() throws IOException {
    return Collected.of(source, size());
  }

  /** The message must not name blind copies to the other recipients (A18). */
  public void requireNoBlindCopies() throws SmimeException.Refused {
    for (HeaderField field : root.header().all()) {
      if (BlindCopies.areIn(field)) {
        throw new SmimeException.Refused(
            SmimeException.Refused.Rule.BCC,
            "the message has a field "
                + field.name()
                + "; Outgoing.sealEach writes a message of its own for each of them, or take the"
                + " field out");
      }
    }
  }

  /**
   * Readers refuse to inflate twice. What stands inside encryption, or inside an opaque signature,
   * is not seen here.
   */
  public void requireNotCompressed() throws SmimeException.Refused {
    Entity entity = root;
    while (SmimeType.of(entity) == SmimeType.MULTIPART_SIGNED && !entity.children().isEmpty()) {
      entity = entity.children().get(0);
    }
    if (SmimeType.of(entity) == SmimeType.CMS
        && "compressed-data".equalsIgnoreCase(entity.mediaType().parameter("smime-type"))) {
      throw compressedTwice();
    }
  }

  public static SmimeException.Refused compressedTwice() {
    return new SmimeException.Refused(
        SmimeException.Refused.Rule.NESTED_COMPRESSION,
        "the message is compressed already, and readers do not inflate twice: leave compressed()"
            + " out");
  }

  /**
   * A message with this header has its own content. This method refuses other content, instead of
   * silently losing it.
   */
  void requireHeaderAlone() throws IOException {
    try (InputStream body = root.body().open()) {
      if (body.read() >= 0) {
        throw new SmimeException.Refused(
            SmimeException.Refused.Rule.CONTENT,
            "a receipt, or certificates alone, have no other content: give only the header");
      }
    }
  }

  /** Whether it lies in an array, which gives the same octets each time it is read. */
  boolean isInMemory() {
    return ArrayOctets.holds(source);
  }

  /** The fields that stay outside, and MIME-Version. */
  HeaderWriter outer() throws SmimeException.Refused {
    HeaderWriter writer = new HeaderWriter();
    for (HeaderField field : outerFields) {
      writer.copy(field);
    }
    return writer.field("MIME-Version", "1.0");
  }

  /** The entity in the form that is signed. */
  public EntityForm sevenBit() throws IOException {
    Entity whole = written ? EntityScanner.scan(source, LIMITS) : root;
    return EntityForm.sevenBit(source, whole, inner);
  }

  /** The entity in the form that is encrypted or compressed. */
  ByteSource canonical() throws IOException {
    EntityForm form =
        written ? EntityForm.ofCanonical(source, root) : EntityForm.canonical(source, root, inner);
    return form.octets();
  }

  /** Octets of the message; a guess if only reading tells. */
  long size() {
    return source.sizeIfKnown().orElse(64 * 1024);
  }
}
