package org.smime4j.internal.open;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Reason;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.Protection;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A part of a message that was opened. Its content is released only after the checks.
 *
 * @param header the header of the part; null if the part is not a MIME entity
 * @param decoded the content without its transfer encoding
 * @param legacyDisplay whether the part may begin with hidden header fields, for programs without
 *     header protection (RFC 9788 section 4.5.3)
 */
record ReadPart(
    @Nullable HeaderFields header,
    String type,
    Optional<String> charset,
    Optional<String> fileName,
    ByteSource raw,
    ByteSource decoded,
    List<Layer> coveredBy,
    List<MailPart> children,
    int mainChild,
    Optional<MailPart> inside,
    boolean legacyDisplay,
    Limits limits)
    implements MailPart {

  ReadPart {
    coveredBy = List.copyOf(coveredBy);
    children = List.copyOf(children);
  }

  /** Octets that are no MIME entity. */
  static ReadPart of(String type, ByteSource octets, List<Layer> coveredBy, Limits limits) {
    return new ReadPart(
        null,
        type,
        Optional.empty(),
        Optional.empty(),
        octets,
        octets,
        coveredBy,
        List.of(),
        0,
        Optional.empty(),
        false,
        limits);
  }

  /** An entity with the parts in it. */
  static ReadPart of(
      Entity entity,
      List<Layer> coveredBy,
      List<MailPart> children,
      Optional<MailPart> inside,
      boolean legacyDisplay,
      Limits limits) {
    return new ReadPart(
        entity.header(),
        entity.mediaType().toString(),
        Optional.ofNullable(entity.mediaType().parameter("charset")),
        SmimeType.fileName(entity),
        entity.raw(),
        TransferCoding.decodeWhenRead(entity),
        coveredBy,
        children,
        entity.mainChild(),
        inside,
        legacyDisplay,
        limits);
  }

  @Override
  public boolean isEntity() {
    return header != null;
  }

  @Override
  public Optional<String> name() {
    return fileName.map(EncodedWords::decode);
  }

  @Override
  public boolean isAttached() {
    return header != null
        && header.named("Content-Disposition").stream()
            .anyMatch(field -> !field.mediaType().toString().equals("inline"));
  }

  @Override
  public List<String> fields(String name) {
    return header == null
        ? List.of()
        : header.named(name).stream().map(field -> EncodedWords.decode(field.value())).toList();
  }

  @Override
  public ByteSource content() throws SmimeException {
    Release.requireIntact(coveredBy);
    Release.requireProven(coveredBy);
    Release.requireAuthenticated(coveredBy);
    return decoded;
  }

  @Override
  public String text() throws IOException {
    return CharsetText.decode(shown(content()), charset, limits);
  }

  @Override
  public Charset charsetOrUtf8() {
    return Objects.requireNonNullElse(CharsetText.charset(charset), StandardCharsets.UTF_8);
  }

  private ByteSource shown(ByteSource whole) throws IOException {
    return legacyDisplay ? LegacyDisplay.stripped(whole, type.equals("text/html")) : whole;
  }

  @Override
  public Protection protection() {
    return CoveringLayers.protection(coveredBy);
  }

  @Override
  public ByteSource unverifiedContent(String reason) {
    requireReason(reason);
    return decoded;
  }

  @Override
  public ByteSource unverifiedTextBytes(String reason) throws IOException {
    requireReason(reason);
    return shown(decoded);
  }

  @Override
  public ByteSource unverifiedRaw(String reason) {
    requireReason(reason);
    return raw;
  }

  static void requireReason(String reason) {
    Reason.of(reason, "give a reason for using unverified content");
  }

  @Override
  public String toString() {
    return type
        + (coveredBy.isEmpty() ? "" : " in " + coveredBy.size() + " layers")
        + (children.isEmpty() ? "" : " " + children)
        + inside.map(part -> " around " + part).orElse("");
  }
}
