package org.smime4j.internal.open;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.Data;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.decrypt.DecryptionRun;
import org.smime4j.internal.decrypt.OpenedContent;
import org.smime4j.internal.decrypt.OpenedLayer;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.ContentForms.ContentForm;
import org.smime4j.internal.mime.Doubt;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.Signatures;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;

/**
 * Opens layers that are directly inside each other, from the outside in. It verifies each signature
 * once, when it reaches the layer. On the way it collects the claims of the message and every doubt
 * about them. At the innermost content, or if it can read no further, it binds the signatures once.
 * It then reports the content, and opens the layers among its parts as separate chains.
 */
final class Chain {

  private static final String FOR_READING = "what is inside the layer is looked at";

  private final OneMessage message;
  private final Coverage coverage;
  private final CoveringLayers covering;
  private final OpeningOptions opener;
  private final @Nullable HeaderFields outer;
  private final Attribution attribution;

  /**
   * The number of entities around the content that are not layers, here and in the outer chains.
   */
  private int unprotected;

  /** Whether the author hid header fields, which the text may then repeat. */
  private boolean hidden;

  /**
   * How else the chain may end at its innermost layer without a tag: closed, or with octets that
   * are not read as a message. Both ends are made for each such layer, and one is chosen only after
   * the octets were read as a message: otherwise the time would tell which it is (threat A13).
   */
  private List<End> ends = List.of();

  /**
   * One end of a chain at a layer.
   *
   * @param failure why the layer did not open; null if it opened
   * @param isChosen whether the chain has this end
   */
  record End(Chain chain, Inner inner, @Nullable SmimeException failure, boolean isChosen) {}

  private Chain(
      OneMessage message,
      Coverage coverage,
      List<Layer> around,
      int unprotected,
      Attribution attribution,
      @Nullable HeaderFields outer,
      OpeningOptions opener) {
    this.message = message;
    this.coverage = coverage;
    this.covering = new CoveringLayers(message.layers, around);
    this.unprotected = unprotected;
    this.attribution = attribution;
    this.outer = outer;
    this.opener = opener;
  }

  /**
   * The chain over a whole message.
   *
   * @param outer null for CMS without mail
   */
  static Chain of(OneMessage message, Attribution claims, @Nullable HeaderFields outer) {
    return new Chain(
        message,
        Coverage.WHOLE,
        List.of(),
        0,
        claims.doubting(message.settings.doubt),
        outer,
        outer == null ? message.opening : message.opening.inMail());
  }

  private Chain(Chain other) {
    message = new OneMessage(other.message);
    coverage = other.coverage;
    covering = new CoveringLayers(message.layers, other.covering);
    unprotected = other.unprotected;
    attribution = new Attribution(other.attribution);
    outer = other.outer;
    opener = other.opener;
  }

  OneMessage message() {
    return message;
  }

  List<End> ends() {
    return ends;
  }

  private Chain amongParts(Attribution claims, OpeningOptions with) {
    return new Chain(message, Coverage.PART, covering.layers(), unprotected, claims, null, with);
  }

  /**
   * The content of a chain of layers, and its tree of parts.
   *
   * @param entity null if the content is not a MIME entity
   */
  record Inner(
      @Nullable ByteSource content,
      @Nullable Entity entity,
      @Nullable MailPart root,
      @Nullable ProtectedHeaders headers) {
    static final Inner NOTHING = new Inner(null, null, null, null);
  }

  /** All that is in an entity: a layer, or the content. */
  Inner entity(Entity start) throws IOException {
    return bound(() -> peel(start, new DeviationLog()));
  }

  /** All that is in a CMS object. */
  Inner cms(ByteSource start, DeviationLog noted) throws IOException {
    return bound(() -> peelCms(new CmsObject(start, message.scope), noted));
  }

  /** Binds the signatures once all claims are known, even if nothing further can be read. */
  private Inner bound(OneMessage.Reading<OneMessage.Content> peeling) throws IOException {
    OneMessage.Content innermost;
    InnerHeader header = null;
    try {
      innermost = peeling.read();
      header = innerHeader(innermost.entity());
    } finally {
      bind();
      ends.forEach(each -> each.chain.bind());
    }
    return reported(innermost, header);
  }

  private void bind() {
    covering.bind(
        report -> attribution.bind(message.verifying, JudgedSignature.of(report).verified()));
    if (coverage == Coverage.WHOLE) {
      message.doubts = attribution.regularity().evidence().orElse(null);
    }
    if (coverage == Coverage.WHOLE && covering.isSigned()) {
      message.repeated = attribution.regularity().repeated();
    }
  }

  /** The header that the content has, if it protects one; a claim of its author. */
  private @Nullable InnerHeader innerHeader(@Nullable Entity content) {
    boolean encrypted = covering.isEncrypted();
    if (content == null || coverage != Coverage.WHOLE || !(encrypted || covering.isSigned())) {
      return null;
    }
    InnerHeader header = InnerHeader.of(content, outer, encrypted);
    if (header != null) {
      attribution.inside(header, outer);
    }
    return header;
  }

  private Inner reported(OneMessage.Content innermost, @Nullable InnerHeader header)
      throws IOException {
    ByteSource content = innermost.octets();
    if (content == null) {
      return Inner.NOTHING;
    }
    Entity entity = innermost.entity();
    if (entity == null) {
      return new Inner(content, null, leaf(content), null);
    }
    ProtectedHeaders headers = null;
    if (header != null) {
      boolean encrypted = covering.isEncrypted();
      boolean signed = CoveringLayers.isSignedByTrusted(covering.layers());
      headers = ProtectedHeaders.of(header, outer, encrypted, signed);
      hidden = encrypted && header.cipher();
    }
    return new Inner(content, entity, part(entity, true), headers);
  }

  private OneMessage.Content peel(Entity start, DeviationLog startNoted) throws IOException {
    Entity entity = start;
    ByteSource raw = start.raw();
    DeviationLog noted = startNoted;
    if (!covering.isSignedInside()) {
      attribution.around(start, coverage);
    }
    while (true) {
      SmimeType type = SmimeType.of(entity);
      if (type == SmimeType.NONE) {
        return content(entity, raw);
      }
      if (type != SmimeType.CMS_BY_NAME) {
        attribution.regularity().header(entity);
      }
      if (type == SmimeType.MULTIPART_SIGNED) {
        ByteSource signed = signed(entity, noted);
        entity = signed == null ? entity.children().get(0) : message.scanAgain(signed);
        raw = signed == null ? entity.raw() : signed;
        noted = new DeviationLog();
        continue;
      }
      message.decode(entity);
      CmsDetection detected = CmsDetection.body(entity, noted);
      doubtBase64(noted);
      if (detected.kind() == CmsDetection.Kind.CMS) {
        attribution.regularity().header(entity);
        attribution.regularity().cms(entity);
        CmsObject object = new CmsObject(detected.octets(), message.scope);
        SmimeType.noteType(entity, object, message.limits, noted);
        return peelCms(object, noted);
      }
      if (type == SmimeType.CMS_BY_NAME) {
        return content(entity, raw);
      }
      if (detected.kind() == CmsDetection.Kind.OTHER) {
        throw new SmimeException.Malformed(
            entity.mediaType().toString(), entity.start(), "there is no CMS in it");
      }
      // Each is read through the transfer encodings of all around it: it counts as a layer.
      Bound.check(message.limits, Limit.CRYPTO_LAYERS, covering.size() + ++unprotected);
      Entity inside = message.scan(detected.octets());
      attribution.regularity().mimeInPlaceOfCms(entity, inside);
      entity = inside;
      raw = entity.raw();
    }
  }

  /** Content that is not a layer. Programs show no header for text that no field describes. */
  private OneMessage.Content content(Entity entity, ByteSource raw) throws IOException {
    if (covering.size() == 0 || Regularity.isDescribed(entity)) {
      attribution.regularity().content(entity);
    }
    return new OneMessage.Content(raw, entity);
  }

  /** Other programs may decode the Base64 of a CMS object to another object. */
  private void doubtBase64(DeviationLog noted) {
    if (noted.isAmbiguous()) {
      attribution
          .regularity()
          .doubt(Doubt.of("Base64 of a CMS object can be decoded in several ways"));
    }
  }

  private void checkDepth() throws SmimeException {
    Bound.check(message.limits, Limit.CRYPTO_LAYERS, covering.size() + unprotected + 1);
  }

  private void add(Layer.Kind kind, SignatureReport report, DeviationLog noted) {
    covering.add(Layers.signed(kind, coverage, report, noted.with(report.deviations())));
  }

  /**
   * Verifies a multipart/signed.
   *
   * @return the octets that were signed, if they differ from those that were sent
   */
  private @Nullable ByteSource signed(Entity entity, DeviationLog noted) throws IOException {
    checkDepth();
    for (Entity child : entity.children()) {
      message.decode(child);
    }
    MultipartSigned parts = MultipartSigned.of(entity, message.scope, noted);
    SignatureReport report = parts.verify(message.verifying);
    attribution
        .regularity()
        .multipartSigned(
            entity, parts.decoded(), parts.signature().info(message.limits), message.limits);
    MultipartSigned.noteMicalg(entity, report, noted);
    add(Layer.Kind.SIGNED, report, noted);
    // Only now all Base64 outside memory has been decoded.
    doubtBase64(noted);
    if (report.matchedForm().filter(form -> !form.equals(ContentForm.RAW)).isEmpty()) {
      return null;
    }
    attribution.regularity().lineEndsChanged(parts.content());
    ByteSource signed = report.unverifiedContent(FOR_READING);
    // In memory the parts are then slices of the message, and are not computed again each time.
    return ArrayOctets.holds(parts.content().raw()) ? ByteSource.of(signed.bytes()) : signed;
  }

  /** One CMS object and all that is in it. */
  private OneMessage.Content peelCms(CmsObject cms, DeviationLog noted) throws IOException {
    checkDepth();
    String type = CmsDetection.contentType(cms.octets());
    Opened opened =
        switch (type) {
          case Oids.SIGNED_DATA -> opaque(cms, noted);
          case Oids.ENVELOPED_DATA, Oids.AUTH_ENVELOPED_DATA, Oids.ENCRYPTED_DATA ->
              decrypted(cms, noted);
          case Oids.COMPRESSED_DATA -> decompressed(cms, noted);
          default -> plain(cms);
        };
    // Only now all Base64 outside memory has been decoded.
    doubtBase64(noted);
    return inside(opened, type.equals(Oids.SIGNED_DATA));
  }

  private OneMessage.Content inside(Opened opened, boolean isSigned) throws IOException {
    ByteSource content = opened.content();
    if (content == null) {
      return OneMessage.Content.NOTHING;
    }
    OneMessage.Content octets = new OneMessage.Content(content, null);
    boolean isOutermost = isOutermostEnvelope();
    if (isOutermost) {
      message.outermost = octets;
    }
    CmsDetection detected =
        opened.mayBeMessage()
            ? CmsDetection.content(content, opened.contentType(), isSigned)
            : new CmsDetection(CmsDetection.Kind.OTHER, content);
    return switch (detected.kind()) {
      case OTHER -> octets;
      case MIME -> {
        Entity entity = message.scan(content);
        if (isOutermost) {
          message.outermost = new OneMessage.Content(content, entity);
        }
        yield peel(entity, new DeviationLog());
      }
      case CMS -> peelCms(new CmsObject(detected.octets(), message.scope), new DeviationLog());
    };
  }

  private record Opened(@Nullable ByteSource content, String contentType, boolean mayBeMessage) {
    static final Opened NOTHING = new Opened(null, "", false);
  }

  private Opened opaque(CmsObject cms, DeviationLog noted) throws IOException {
    Optional<List<X509Certificate>> alone = CertificatesOnly.read(cms, message.limits);
    if (alone.isPresent()) {
      covering.add(Layers.certificates(coverage, alone.get(), noted.with(List.of())));
      return Opened.NOTHING;
    }
    ByteSource detached =
        coverage == Coverage.WHOLE && covering.size() == 0 ? message.settings.detached : null;
    Signatures signatures = new Signatures(message.verifying);
    JudgedSignature report =
        detached == null
            ? signatures.opaque(cms)
            : signatures.detached(MultipartSigned.forms(detached), cms);
    if (report.contentType().equals(Oids.RECEIPT)) {
      add(Layer.Kind.RECEIPT, report, noted);
      return Opened.NOTHING;
    }
    add(Layer.Kind.SIGNED_OPAQUELY, report, noted);
    return report.hasContent()
        ? new Opened(report.unverifiedContent(FOR_READING), report.contentType(), true)
        : Opened.NOTHING;
  }

  private Opened decrypted(CmsObject cms, DeviationLog noted) throws IOException {
    if (coverage == Coverage.PART && !message.settings.errant) {
      close(cms, noted);
      return Opened.NOTHING;
    }
    OpenedContent read;
    try {
      message.keyUsed = true;
      read = DecryptionRun.read(cms, opener);
    } catch (SmimeException e) {
      close(cms, noted);
      throw e;
    }
    ByteSource content =
        read.<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated);
    Layer layer = Layers.encrypted(coverage, read.layer(), noted.with(read.layer().deviations()));
    if (ends.stream().noneMatch(End::isChosen)
        && read.failure() instanceof SmimeException failure) {
      // Where only the padding shows that the key was right, nothing is read as a message.
      boolean isMessage =
          read.layer().deviations().stream()
              .noneMatch(each -> each.code() == Finding.Code.NOT_MIME);
      ends =
          List.of(
              new Chain(this).closed(cms, noted, failure, !read.isOpen()),
              new Chain(this).octets(layer, noted, content, read.isOpen() && !isMessage));
    }
    covering.add(layer);
    ByteSource message = read.message();
    String type = OpenedLayer.of(read.layer()).contentType();
    return new Opened(message == null ? content : message, type, message != null);
  }

  private End closed(CmsObject cms, DeviationLog noted, SmimeException failure, boolean chosen)
      throws IOException {
    close(cms, noted);
    return new End(this, Inner.NOTHING, failure, chosen);
  }

  private End octets(Layer layer, DeviationLog noted, ByteSource octets, boolean chosen) {
    covering.add(layer);
    doubtBase64(noted);
    if (isOutermostEnvelope()) {
      message.outermost = new OneMessage.Content(octets, null);
    }
    return new End(this, new Inner(octets, null, leaf(octets), null), null, chosen);
  }

  private boolean isOutermostEnvelope() {
    return coverage == Coverage.WHOLE && covering.size() == 1 && covering.isEncrypted();
  }

  private void close(CmsObject cms, DeviationLog noted) throws IOException {
    if (coverage == Coverage.PART) {
      covering.add(Layers.closed(cms, coverage, noted, message.limits));
    } else {
      message.unopened = cms;
    }
  }

  private Opened decompressed(CmsObject cms, DeviationLog noted) throws IOException {
    if (covering.isCompressed()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.NESTED_COMPRESSION,
          "compressed content inside compressed content is not read");
    }
    Decompressor.Content content = message.compressed.inflate(cms);
    covering.add(Layers.compressed(coverage, noted.with(content.deviations())));
    return new Opened(content.content(), content.contentType(), true);
  }

  private Opened plain(CmsObject cms) throws IOException {
    ContentInfo info = cms.info(message.limits);
    if (info instanceof Data data) {
      unprotected++;
      return new Opened(data.content(), Oids.DATA, true);
    }
    throw new SmimeException.UnsupportedAlgorithm(info.contentType(), "the content of a message");
  }

  private MailPart leaf(ByteSource content) {
    return ReadPart.of("application/octet-stream", content, covering.layers(), message.limits);
  }

  /** The tree of an entity's parts; layers among them are opened as chains of their own. */
  private MailPart part(Entity entity, boolean isRoot) throws IOException {
    List<MailPart> children = new ArrayList<>();
    Optional<MailPart> inside = Optional.empty();
    SmimeType type = isRoot ? SmimeType.NONE : SmimeType.of(entity);
    if (ClosedParts.isEncodedMessage(entity)) {
      message.encoded.add(entity);
    }
    if (type == SmimeType.NONE || type == SmimeType.SIGNATURE) {
      for (Entity child : entity.children()) {
        Chain around = entity.isMessage() ? amongParts(Attribution.of(child), opener) : this;
        children.add(around.part(child, false));
      }
    } else {
      inside = errant(entity);
    }
    boolean legacyDisplay = hidden && LegacyDisplay.isMarked(entity);
    return ReadPart.of(entity, covering.layers(), children, inside, legacyDisplay, message.limits);
  }

  /** Opens a layer beside other parts. Its failure is not a failure of the message. */
  private Optional<MailPart> errant(Entity entity) throws IOException {
    Chain chain = amongParts(attribution.errant(), message.opening.inMail());
    MailPart root = null;
    boolean isClosed = false;
    try {
      root = message.guarded(() -> chain.entity(entity)).root();
    } catch (SmimeException e) {
      isClosed = true;
    }
    for (End end : chain.ends) {
      if (end.isChosen) {
        message.take(end.chain.message);
        root = end.inner.root();
        isClosed = end.failure != null;
      }
    }
    message.closedPart |= isClosed && SmimeType.of(entity) == SmimeType.CMS;
    return Optional.ofNullable(root);
  }
}
