package org.smime4j.mail;

import java.io.Closeable;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.cms.AuthenticatedContent;
import org.smime4j.cms.CertificatesOnly;
import org.smime4j.cms.DecompressedContent;
import org.smime4j.cms.Decryption;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.UnauthenticatedContent;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Data;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignedData;
import org.smime4j.internal.events.Events;
import org.smime4j.internal.events.OpenEvent;
import org.smime4j.internal.mime.CanonicalText;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.trust.ExpectedSigner;

/** Opens one message, layer by layer, from the outside in. */
final class Opening {

  private static final String FOR_READING = "what is inside the layer is looked at";

  private final Decryptor decryptor;
  private final Verifier verifier;
  private final Limits limits;
  private final OpenOptions options;
  private final List<Layer> layers = new ArrayList<>();
  private int parts;
  private final InflationBudget compressed;

  /** The encrypted layer over the whole message that did not open. */
  private @Nullable Octets unopened;

  /** The message's own header; null if it has none. */
  private @Nullable HeaderFields outside;

  Opening(Decryptor decryptor, Verifier verifier, OpenOptions options) {
    this.decryptor = decryptor;
    this.verifier = verifier.forOneMessage();
    this.limits = decryptor.limits();
    this.options = options;
    this.compressed = new InflationBudget(limits);
  }

  /** The innermost content of a chain of layers, and the tree of parts in it. */
  private record Inner(
      @Nullable Supplier<Octets> content, @Nullable Part root, @Nullable ProtectedHeaders headers) {
    static final Inner NOTHING = new Inner(null, null, null);
  }

  OpenedMail open(Octets message, Closeable source) throws IOException {
    OpenEvent event = Events.mayBeRecorded() ? OpenEvent.start() : null;
    if (event == null) {
      return opened(message, source);
    }
    try {
      OpenedMail opened = opened(message, source);
      MailRecord.end(event, opened, message.size());
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      event.failed(message.size(), e);
      throw e;
    }
  }

  private OpenedMail opened(Octets message, Closeable source) throws IOException {
    SmimeException failure = null;
    Inner inner = Inner.NOTHING;
    try {
      inner = guarded(() -> message(message));
    } catch (SmimeException e) {
      failure = e;
    }
    Octets toExplain = unopened;
    ProtectedHeaders headers = inner.headers();
    return new OpenedMail(
        layers,
        failure,
        inner.content(),
        inner.root(),
        headers,
        outside,
        MailNotes.of(headers, layers, options.readers()),
        verifier.expectedSigner().isEmpty(),
        source,
        toExplain == null ? null : () -> decryptor.diagnose(toExplain));
  }

  private interface Reading {
    Inner read() throws IOException;
  }

  private Inner guarded(Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (StackOverflowError e) {
      throw new SmimeException.LimitExceeded(Limit.MIME_DEPTH, limits.of(Limit.MIME_DEPTH));
    } catch (RuntimeException e) {
      throw new SmimeException.Malformed("message", -1, "it cannot be read");
    }
  }

  private Inner message(Octets message) throws IOException {
    Noted noted = new Noted();
    CmsDress dress = CmsDress.message(message, noted);
    if (dress.kind() == CmsDress.Kind.CMS) {
      Chain chain =
          new Chain(
              Coverage.WHOLE,
              List.of(),
              new Attribution(ExpectedSigner.fromHeaders(List.of(), List.of())),
              null,
              decryptor);
      return chain.cms(dress.octets(), noted);
    }
    Entity root = scan(message);
    outside = root.header();
    if (root.mediaType().is("application", "ms-tnef")) {
      throw new SmimeException.UnsupportedAlgorithm("application/ms-tnef", "wrapping a message");
    }
    Chain chain =
        new Chain(
            Coverage.WHOLE,
            List.of(),
            new Attribution(Author.of(root.header())),
            root.header(),
            decryptor.expectingMail());
    return chain.entity(root, new Noted());
  }

  private Entity scan(Octets octets) throws IOException {
    Entity root = EntityScanner.scan(octets, limits);
    parts += count(root);
    limits.check(Limit.PARTS, parts);
    return root;
  }

  private static int count(Entity entity) {
    int n = 1;
    for (Entity child : entity.children()) {
      n += count(child);
    }
    return n;
  }

  /** Layers that stand directly one in the other. */
  private final class Chain {
    private final Coverage coverage;
    private final Covering covering;
    private final Decryptor opener;
    private final @Nullable HeaderFields outer;
    private final Attribution attribution;

    /** What stood around something and is no layer, here and in the chains around this one. */
    private int unprotected;

    /** Whether the author hid header fields, and may have written them into the text. */
    private boolean hidden;

    Chain(
        Coverage coverage,
        List<Layer> around,
        Attribution attribution,
        @Nullable HeaderFields outer,
        Decryptor opener) {
      this.coverage = coverage;
      this.covering = new Covering(layers, around);
      this.attribution = attribution;
      this.outer = outer;
      this.opener = opener;
    }

    /** An entity: a layer, or the content inside all layers. */
    Inner entity(Entity start, Noted startNoted) throws IOException {
      bindNobodyIf(attribution.entity(start), start);
      Entity entity = start;
      Noted noted = startNoted;
      while (true) {
        SmimeType type = SmimeType.of(entity);
        bindNobodyIf(Author.ambiguity(entity), entity);
        if (type == SmimeType.NONE) {
          Octets raw = entity.raw();
          return payload(entity, () -> raw);
        }
        if (type == SmimeType.MULTIPART_SIGNED) {
          Entity signed = signed(entity, noted);
          if (SmimeType.of(signed) == SmimeType.NONE) {
            return payload(signed, () -> CanonicalText.crlf(signed.raw()));
          }
          entity = signed;
          noted = new Noted();
          continue;
        }
        CmsDress dress = CmsDress.body(entity, noted);
        bindNobodyIfAmbiguous(noted);
        if (dress.kind() == CmsDress.Kind.CMS) {
          SmimeType.noteType(entity, dress.octets(), limits, noted);
          return cms(dress.octets(), noted);
        }
        if (type == SmimeType.CMS_BY_NAME) {
          Octets raw = entity.raw();
          return payload(entity, () -> raw);
        }
        if (dress.kind() == CmsDress.Kind.OTHER) {
          throw new SmimeException.Malformed(
              entity.mediaType().toString(), entity.start(), "there is no CMS in it");
        }
        // Each is read through the transfer encodings of all around it: it counts as a layer.
        limits.check(Limit.CRYPTO_LAYERS, covering.size() + ++unprotected);
        entity = scan(dress.octets());
      }
    }

    /**
     * What stands inside a signature was not looked at when that was judged. Text without a media
     * type, which only its writer took for a whole entity, shows no header to anybody.
     */
    private void bindNobodyIf(String ambiguity, Entity entity) throws IOException {
      boolean isRead = covering.size() == 0 || entity.header().first("Content-Type") != null;
      if (isRead && attribution.bindNobodyIf(ambiguity)) {
        covering.judgeAgain(attribution.bind(verifier));
      }
    }

    /** What was decoded so far of a CMS object may be another object to others. */
    private void bindNobodyIfAmbiguous(Noted noted) throws IOException {
      if (noted.isAmbiguous()
          && attribution.bindNobodyIf("Base64 of a CMS object can be decoded in several ways")) {
        covering.judgeAgain(attribution.bind(verifier));
      }
    }

    /** The innermost content. The header that it may have is compared with the one outside. */
    private Inner payload(Entity entity, Supplier<Octets> content) throws IOException {
      boolean encrypted = covering.isEncrypted();
      boolean protects = coverage == Coverage.WHOLE && covering.isCryptographic();
      InnerHeader inner = protects ? InnerHeader.of(entity, outer, encrypted) : null;
      if (inner == null) {
        return new Inner(content, part(entity, true), null);
      }
      bindToAuthorInside(inner);
      ProtectedHeaders headers = ProtectedHeaders.of(inner, outer, encrypted, covering.isTrusted());
      hidden = encrypted && inner.cipher();
      return new Inner(content, part(entity, true), headers);
    }

    /**
     * Who shows From inside must not be shown another than who signed: a signature that is bound to
     * From outside is bound to the other too, where they differ (RFC 9788 section 4.4).
     */
    private void bindToAuthorInside(InnerHeader inner) throws IOException {
      if (outer == null || verifier.expectedSigner().isPresent() || !inner.isFromAnother(outer)) {
        return;
      }
      covering.judgeAgain(attribution.bind(verifier).expecting(Author.of(inner.fields())));
    }

    private void checkDepth() throws SmimeException {
      limits.check(Limit.CRYPTO_LAYERS, covering.size() + unprotected + 1);
    }

    private void addSigned(
        Layer.Form form, SignatureReport report, Noted noted, Covering.Judging judging) {
      covering.add(
          new Layer.Signed(coverage, form, report, noted.with(report.deviations())), judging);
    }

    /** Verifies, and returns the entity that was signed. */
    private Entity signed(Entity entity, Noted noted) throws IOException {
      checkDepth();
      MultipartSigned parts = MultipartSigned.of(entity, noted);
      bindNobodyIf(Author.ambiguity(parts.content()), parts.content());
      bindNobodyIf(parts.shownBeside(), entity);
      bindNobodyIfAmbiguous(noted);
      SignatureReport report = parts.verify(attribution.bind(verifier));
      MultipartSigned.noteMicalg(entity, report, noted);
      addSigned(Layer.Form.MULTIPART, report, noted, parts::verify);
      // Of what is in no array all has been decoded by now.
      bindNobodyIfAmbiguous(noted);
      return parts.content();
    }

    /** One CMS object and all that is in it. */
    Inner cms(Octets start, Noted startNoted) throws IOException {
      Octets cms = start;
      Noted noted = startNoted;
      while (true) {
        checkDepth();
        String type = CmsDress.contentType(cms);
        Opened opened =
            switch (type) {
              case Oids.SIGNED_DATA -> opaque(cms, noted);
              case Oids.ENVELOPED_DATA, Oids.AUTH_ENVELOPED_DATA -> decrypted(cms, noted);
              case Oids.COMPRESSED_DATA -> decompressed(cms, noted);
              default -> plain(cms);
            };
        // Of what is in no array all has been decoded by now.
        bindNobodyIfAmbiguous(noted);
        Octets content = opened.content();
        if (content == null) {
          return Inner.NOTHING;
        }
        CmsDress dress = CmsDress.content(content, opened.contentType());
        if (dress.kind() == CmsDress.Kind.OTHER) {
          return new Inner(() -> content, leaf(content), null);
        }
        noted = new Noted();
        if (dress.kind() == CmsDress.Kind.MIME) {
          return entity(scan(content), noted);
        }
        cms = dress.octets();
      }
    }

    private record Opened(@Nullable Octets content, String contentType) {}

    private boolean isReceipt(Octets cms) throws IOException {
      return ContentInfoReader.read(cms, limits) instanceof SignedData signed
          && signed.eContentType().equals(Oids.RECEIPT);
    }

    private Opened opaque(Octets cms, Noted noted) throws IOException {
      Optional<List<X509Certificate>> alone = CertificatesOnly.read(cms, limits);
      if (alone.isPresent()) {
        covering.add(new Layer.Certificates(coverage, alone.get(), noted.with(List.of())));
        return new Opened(null, "");
      }
      Octets detached =
          coverage == Coverage.WHOLE && covering.size() == 0 ? options.detached() : null;
      Covering.Judging judging =
          detached == null
              ? by -> by.verify(cms)
              : by -> by.verifyDetached(MultipartSigned.forms(detached), cms);
      // Asked first: what judges a message twice spends twice of what it may cost.
      if (isReceipt(cms)) {
        SignatureReport ofReceipt = judging.by(attribution.bindReceipt(verifier));
        covering.add(new Layer.Receipt(coverage, ofReceipt, noted.with(ofReceipt.deviations())));
        return new Opened(null, "");
      }
      SignatureReport report = judging.by(attribution.bind(verifier));
      addSigned(Layer.Form.OPAQUE, report, noted, judging);
      if (!report.hasContent()) {
        return new Opened(null, "");
      }
      return new Opened(
          detached != null ? CanonicalText.crlf(detached) : report.unverifiedContent(FOR_READING),
          report.contentType());
    }

    private Opened decrypted(Octets cms, Noted noted) throws IOException {
      if (coverage == Coverage.PART && !options.errant()) {
        covering.add(ClosedLayer.of(cms, coverage, noted, limits));
        return new Opened(null, "");
      }
      Decryption decryption;
      try {
        decryption = opener.decrypt(cms);
      } catch (SmimeException e) {
        if (coverage == Coverage.PART) {
          covering.add(ClosedLayer.of(cms, coverage, noted, limits));
        } else {
          unopened = cms;
        }
        throw e;
      }
      covering.add(
          new Layer.Encrypted(
              coverage,
              decryption.layer().container(),
              decryption.layer().cipher().label(),
              decryption.layer().authenticated(),
              Optional.of(decryption.layer()),
              noted.with(decryption.layer().deviations())));
      return new Opened(
          decryption.<Octets>fold(
              AuthenticatedContent::content, UnauthenticatedContent::unauthenticated),
          decryption.layer().contentType());
    }

    private Opened decompressed(Octets cms, Noted noted) throws IOException {
      if (covering.isCompressed()) {
        throw new SmimeException.Refused(
            "NESTED_COMPRESSION", "compressed content inside compressed content is not read");
      }
      DecompressedContent content = compressed.inflate(cms);
      covering.add(new Layer.Compressed(coverage, noted.with(content.deviations())));
      return new Opened(content.content(), content.contentType());
    }

    private Opened plain(Octets cms) throws IOException {
      ContentInfo info = ContentInfoReader.read(cms, limits);
      if (info instanceof Data data) {
        unprotected++;
        return new Opened(data.content(), Oids.DATA);
      }
      throw new SmimeException.UnsupportedAlgorithm(info.contentType(), "the content of a message");
    }

    private Part leaf(Octets content) {
      return new Part(
          false,
          "application/octet-stream",
          Optional.empty(),
          Optional.empty(),
          content,
          content,
          covering.layers(),
          List.of(),
          Optional.empty(),
          false);
    }

    /** The tree of an entity's parts; layers among them are opened as chains of their own. */
    private Part part(Entity entity, boolean isRoot) throws IOException {
      List<Part> children = new ArrayList<>();
      Optional<Part> inside = Optional.empty();
      SmimeType type = isRoot ? SmimeType.NONE : SmimeType.of(entity);
      if (type == SmimeType.NONE || type == SmimeType.SIGNATURE) {
        for (Entity child : entity.children()) {
          Chain around = this;
          if (entity.isMessage()) {
            Attribution inner = new Attribution(Author.of(child.header()));
            around = new Chain(Coverage.PART, covering.layers(), inner, null, opener);
            around.unprotected = unprotected;
          }
          children.add(around.part(child, false));
        }
      } else {
        inside = errant(entity);
      }
      return new Part(
          true,
          entity.mediaType().toString(),
          Optional.ofNullable(entity.mediaType().parameter("charset")),
          SmimeType.fileName(entity),
          entity.raw(),
          TransferCoding.decodeWhenRead(entity),
          covering.layers(),
          children,
          inside,
          hidden && LegacyDisplay.isMarked(entity));
    }

    /** A layer among other parts. What is wrong with it is no failure of the message. */
    private Optional<Part> errant(Entity entity) throws IOException {
      Chain chain =
          new Chain(
              Coverage.PART,
              covering.layers(),
              attribution.errant(),
              null,
              decryptor.expectingMail());
      chain.unprotected = unprotected;
      try {
        return Optional.ofNullable(guarded(() -> chain.entity(entity, new Noted())).root());
      } catch (SmimeException e) {
        return Optional.empty();
      }
    }
  }
}
