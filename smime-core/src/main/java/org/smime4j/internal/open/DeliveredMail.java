package org.smime4j.internal.open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * The mail that takes the place of an opened message.
 *
 * @param octets the message as it is stored
 * @param innermost the content of the innermost layer; null if it is no MIME entity
 * @param envelope what is in the envelope that is the outermost layer; null if there is none
 * @param isForFiling whether only the fields by which mail is filed are kept
 * @param isUnverified whether content is released that is not what was signed
 */
record DeliveredMail(
    OpenedMail mail,
    JudgedHeader header,
    ByteSource octets,
    @Nullable Entity innermost,
    OneMessage.@Nullable Content envelope,
    boolean isForFiling,
    boolean isUnverified)
    implements Delivery {

  /** All by which mail is filed: what its author writes, and Bcc. */
  private static final String BLIND = "bcc";

  /** Fields that a message has once: programs show one of several, and not all the same one. */
  private static final Set<String> ONCE =
      Set.of("from", "sender", "reply-to", "date", "subject", "message-id");

  /** Such a character in a field from inside may end a line in some program. */
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]");

  @Override
  public Delivery filing() {
    return with(true, isUnverified);
  }

  @Override
  public Delivery unverified(String reason) {
    ReadPart.requireReason(reason);
    return with(isForFiling, true);
  }

  private Delivery with(boolean filing, boolean unverified) {
    return new DeliveredMail(mail, header, octets, innermost, envelope, filing, unverified);
  }

  @Override
  public ByteSource plaintext() throws IOException {
    ByteSource content = released();
    Entity entity = innermost;
    if (entity == null) {
      String type = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n";
      return new JoinedOctets(
          List.of(octets((fields() + type).replace("\n", "\r\n")), Base64Text.encode(content)));
    }
    boolean isWrapped =
        mail.headerScheme().filter(HeaderScheme.WRAPPED_MESSAGE::equals).isPresent();
    return below(isWrapped ? entity.children().get(0) : entity);
  }

  @Override
  public ByteSource withoutEnvelope() throws IOException {
    released();
    OneMessage.Content inside = envelope;
    if (inside == null || inside.entity() == null) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.NOT_DELIVERABLE,
          inside == null
              ? "the outermost layer is no envelope that was opened"
              : "what is in the envelope is no MIME entity, so no mail can be made of it");
    }
    return below(inside.entity());
  }

  @Override
  public ByteSource unchanged() throws IOException {
    HeaderFields outside = header.outside();
    if (outside == null || outside.all().stream().noneMatch(OuterHeader::isMark)) {
      return octets;
    }
    ByteSource whole = octets.sizeIfKnown().isPresent() ? octets : ByteSource.of(octets.bytes());
    List<ByteSource> pieces = OuterHeader.without(OuterHeader::isMark, outside, whole);
    pieces.add(0, whole.slice(0, outside.start()));
    return new JoinedOctets(pieces);
  }

  private ByteSource released() throws SmimeException {
    return isUnverified
        ? mail.unverifiedContent("the caller has a reason")
        : mail.unauthenticatedContent();
  }

  /** The entity below the header of the message. */
  private ByteSource below(Entity entity) {
    StringBuilder all = new StringBuilder(fields());
    Set<String> written = new HashSet<>();
    for (HeaderField field : entity.header().all()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean isJudged =
          !name.equals("content-type") || field.mediaType().equals(entity.mediaType());
      if (name.startsWith("content-") && isJudged && written.add(name)) {
        String text = OuterHeader.clean(field);
        all.append(text == null ? "" : text);
      }
    }
    String end = OuterHeader.lineEnd(entity.header().all());
    String header = all.append('\n').toString().replace("\n", end);
    return new JoinedOctets(List.of(octets(header), entity.body()));
  }

  /** The fields of the message with LF, without those that describe the body. */
  private String fields() {
    StringBuilder fields = new StringBuilder();
    Set<String> written = new HashSet<>();
    for (HeaderField field : new OuterHeader(header.outside()).fields()) {
      if (!isKept(field) || header.isAdded(field.name())) {
        continue;
      }
      String name = field.name().toLowerCase(Locale.ROOT);
      String inner = inner(name);
      String outer = OuterHeader.clean(field);
      boolean isOnce = inner != null || ONCE.contains(name);
      String text = inner == null ? outer : inner;
      if (text != null && (!isOnce || written.add(name))) {
        fields.append(text);
      }
    }
    for (String name : ProtectedHeaders.OF_ITS_AUTHOR) {
      String inner = inner(name);
      if (inner != null && written.add(name)) {
        fields.append(inner);
      }
    }
    if (mail.layers().stream().anyMatch(each -> each.isWhole() && Layers.isEncryption(each))) {
      fields
          .append(MARK + ": ")
          .append(
              Release.isAuthenticated(Layers.whole(mail.layers()))
                  ? "authenticated"
                  : "unauthenticated")
          .append(inner("subject") == null ? "\n" : "; subject=inside\n");
    }
    fields.append(header.isDoubted() ? OuterHeader.DOUBT + "\n" : "");
    return fields.append("MIME-Version: 1.0\n").toString();
  }

  private boolean isKept(HeaderField field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return !isForFiling || ProtectedHeaders.OF_ITS_AUTHOR.contains(name) || name.equals(BLIND);
  }

  /** The field inside that is written; null if it is none, or holds what may end a line. */
  private @Nullable String inner(String name) {
    Optional<HeaderField> inner = header.inner(name);
    String text = inner.map(OuterHeader::clean).orElse(null);
    return text == null || CONTROL.matcher(text).find() ? null : text;
  }

  private static ByteSource octets(String text) {
    return ByteSource.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
