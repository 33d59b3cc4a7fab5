package org.smime4j.internal.open;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Reason;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.Protection;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** A part of a message that was opened. Its content is released only after the checks. */
final class ReadPart implements MailPart {

  private final @Nullable HeaderFields header;
  private final String type;
  private final Optional<String> charset;
  private final Optional<String> fileName;
  private final ByteSource raw;
  private final ByteSource content;
  private final List<Layer> coveredBy;
  private final List<MailPart> children;
  private final Optional<MailPart> inside;
  private final boolean legacyDisplay;
  private final Limits limits;

  /**
   * @param header the header of the part; null if the part is not a MIME entity
   * @param legacyDisplay whether the part may begin with hidden header fields, for programs without
   *     header protection (RFC 9788 section 4.5.3)
   */
  ReadPart(
      @Nullable HeaderFields header,
      String type,
      Optional<String> charset,
      Optional<String> fileName,
      ByteSource raw,
      ByteSource content,
      List<Layer> coveredBy,
      List<MailPart> children,
      Optional<MailPart> inside,
      boolean legacyDisplay,
      Limits limits) {
    this.header = header;
    this.type = type;
    this.charset = charset;
    this.fileName = fileName;
    this.raw = raw;
    this.content = content;
    this.coveredBy = List.copyOf(coveredBy);
    this.children = List.copyOf(children);
    this.inside = inside;
    this.legacyDisplay = legacyDisplay;
    this.limits = limits;
  }

  @Override
  public boolean isEntity() {
    return header != null;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Optional<String> charset() {
    return charset;
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
  public List<Layer> coveredBy() {
    return coveredBy;
  }

  @Override
  public List<MailPart> children() {
    return children;
  }

  @Override
  public Optional<MailPart> inside() {
    return inside;
  }

  @Override
  public ByteSource content() throws SmimeException {
    Release.requireIntact(coveredBy);
    Release.requireAuthenticated(coveredBy);
    return content;
  }

  @Override
  public String text() throws IOException {
    return CharsetText.decode(shown(content()), charset, limits);
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
    return content;
  }

  @Override
  public ByteSource unverifiedText(String reason) throws IOException {
    requireReason(reason);
    return shown(content);
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
