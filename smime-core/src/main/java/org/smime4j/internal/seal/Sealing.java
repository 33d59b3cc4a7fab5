package org.smime4j.internal.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.mime.Base64Encoder;
import org.smime4j.internal.mime.Base64Output;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.EntityForm;
import org.smime4j.internal.mime.HeaderWriter;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SealingReport;
import org.smime4j.sources.ByteSource;

/**
 * Puts layers around messages (RFC 8551 section 3). What goes into memory becomes DER, whose
 * lengths stand in front, so each layer is made as a whole before the next. Into a target all
 * layers are written at once, in constant memory beside what is written, and most become BER.
 */
public final class Sealing {

  /** A signature by RSA-2048 with its certificate and one issuer's; with more the target grows. */
  private static final int SIGNATURE_PART = 8 * 1024;

  private final UnsealedMail message;
  private final List<Layering> layers;

  /** Notes on how the message is written. */
  private final List<Finding> notes = new ArrayList<>();

  /** Notes on who can open it. */
  private final List<Finding> openingNotes = new ArrayList<>();

  private final List<EncryptionReport> encryptions = new ArrayList<>();

  /** Where the layer is written; null for a target. */
  private @Nullable Collected memory;

  private Sealing(UnsealedMail message, List<Layering> layers) {
    this.message = message;
    this.layers = layers;
  }

  /**
   * The message in memory once for each list of layers. They are the same but for whom is
   * encrypted, so what comes before the first encryption is done once.
   */
  public static List<WrittenMail> each(UnsealedMail message, List<List<Layering>> copies)
      throws IOException {
    List<Layering> first = copies.get(0);
    int shared = 0;
    while (shared < first.size() - 1 && first.get(shared).encryption() == null) {
      shared++;
    }
    Sealing beginning = new Sealing(message, first);
    ByteSource inside = null;
    for (Layering layer : first.subList(0, shared)) {
      inside = beginning.entity(layer, inside);
    }
    if (copies.size() > 1 && inside == null) {
      inside = sized(message.canonical(), message);
    }
    List<Sealing> sealings = new ArrayList<>();
    List<ArrayOctets> written = new ArrayList<>();
    for (List<Layering> copy : copies) {
      Sealing sealing = new Sealing(message, copy);
      sealing.notes.addAll(beginning.notes);
      written.add(sealing.complete(shared, inside));
      sealings.add(sealing);
    }
    List<CertificateAddresses> all = sealings.stream().flatMap(Sealing::recipients).toList();
    List<WrittenMail> results = new ArrayList<>();
    for (int i = 0; i < copies.size(); i++) {
      results.add(new WrittenMail(written.get(i), sealings.get(i).report(all)));
    }
    return results;
  }

  /** The message with all its layers in a target. */
  public static SealingReport into(OutputStream target, UnsealedMail message, List<Layering> layers)
      throws IOException {
    Objects.requireNonNull(target, "no target was given");
    Sealing sealing = new Sealing(message, layers);
    int last = layers.size() - 1;
    ByteSource inside = null;
    for (Layering layer : layers.subList(0, last)) {
      ByteSource content = inside;
      requireAccepted(layer);
      inside = new Pushed(out -> sealing.write(layer, content, new HeaderWriter(), out));
    }
    sealing.write(layers.get(last), inside, message.outer(), target);
    return sealing.report(sealing.recipients().toList());
  }

  /** Refuses recipients before an outer layer writes anything (A20). */
  private static void requireAccepted(Layering layer) throws IOException {
    Encryption encryption = layer.encryption();
    if (encryption != null) {
      encryption.into(ArrayOutput.discarding()).close();
    }
  }

  /** Octets that are written once, while they are made. */
  private record Pushed(Body body) implements ByteSource {

    private interface Body {
      void writeTo(OutputStream out) throws IOException;
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.empty();
    }

    @Override
    public InputStream open() {
      throw new UnsupportedOperationException("These octets can only be written");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      body.writeTo(out);
    }
  }

  /** The layers from one on around what those before made. */
  private ArrayOctets complete(int from, @Nullable ByteSource first) throws IOException {
    int last = layers.size() - 1;
    ByteSource inside = first;
    for (Layering layer : layers.subList(from, last)) {
      inside = entity(layer, inside);
    }
    return inMemory(layers.get(last), inside, message.outer());
  }

  /** A layer with nothing but its own fields, which goes into another one. */
  private ByteSource entity(Layering layer, @Nullable ByteSource inside) throws IOException {
    Signatory signer = layer.signer();
    if (signer != null && layer.kind() == Layer.Kind.SIGNED) {
      return inside == null ? signed(signer) : signed(inside, signer);
    }
    return inMemory(layer, inside, new HeaderWriter());
  }

  private ArrayOctets inMemory(Layering layer, @Nullable ByteSource inside, HeaderWriter header)
      throws IOException {
    Collected target = new Collected(expected(layer, inside));
    memory = target;
    write(layer, inside, header, target);
    return target.octets();
  }

  private long expected(Layering layer, @Nullable ByteSource inside) {
    long size = message.size();
    if (inside != null) {
      size = inside.sizeIfKnown().orElse(size);
    }
    long signed = size + size / 16 + SIGNATURE_PART;
    return switch (layer.kind()) {
      case SIGNED -> signed;
      case COMPRESSED -> size / 2 + 1024;
      default -> Base64Encoder.encodedSize(signed);
    };
  }

  /**
   * Writes a layer.
   *
   * @param inside what the layer inside made; null for the message itself
   */
  private void write(
      Layering layer, @Nullable ByteSource inside, HeaderWriter header, OutputStream target)
      throws IOException {
    Signatory signer = layer.signer();
    Encryption encryption = layer.encryption();
    if (encryption != null) {
      encrypt(inside, encryption, isSignedWithin(layer), header, target);
    } else if (signer == null) {
      compress(inside, header, target);
    } else if (layer.kind() == Layer.Kind.SIGNED) {
      sign(inside, signer, header, target);
    } else {
      signOpaquely(inside, signer, header, target);
    }
  }

  /** multipart/signed (RFC 8551 section 3.5.3). */
  private void sign(
      @Nullable ByteSource inside, Signatory signer, HeaderWriter header, OutputStream target)
      throws IOException {
    SignedEntity whole = new SignedEntity(header, signer);
    ByteSource content = inside == null ? sevenBit() : inside;
    OptionalLong size = content.sizeIfKnown();
    if (memory != null && size.isPresent()) {
      memory.expect(size.getAsLong() + SIGNATURE_PART);
    }
    CmsOutput<byte[]> signing = signer.detached();
    whole.head().writeTo(target);
    content.writeTo(new Both(signing, target));
    whole.tail(signing.finish()).writeTo(target);
  }

  /** application/pkcs7-mime with signed-data (RFC 8551 section 3.5.2). */
  private void signOpaquely(
      @Nullable ByteSource inside, Signatory signer, HeaderWriter header, OutputStream target)
      throws IOException {
    ByteSource content = inside == null ? sizedInMemory(sevenBit()) : inside;
    Base64Output text = enveloped(header, "signed-data", "smime.p7m", target);
    signer.opaque(content, text);
    text.finish();
  }

  /** application/pkcs7-mime with an envelope (RFC 8551 sections 3.3 and 3.4). */
  private void encrypt(
      @Nullable ByteSource inside,
      Encryption encryption,
      boolean signed,
      HeaderWriter header,
      OutputStream target)
      throws IOException {
    Base64Output text = enveloped(header, encryption.smimeType(), "smime.p7m", target);
    ByteSource content = inside == null ? sizedInMemory(message.canonical()) : inside;
    OptionalLong size = content.sizeIfKnown();
    if (memory != null && size.isPresent()) {
      memory.expect(Base64Encoder.encodedSize(size.getAsLong() + SIGNATURE_PART));
    }
    EncryptionReport report = encryption.encrypt(content, text);
    text.finish();
    encryptions.add(report);
    for (Finding note : report.notes()) {
      // A signature shows what the encryption around it does not.
      if (!signed || note.code() != Finding.Code.NOT_AUTHENTICATED) {
        openingNotes.add(note);
      }
    }
  }

  private boolean isSignedWithin(Layering layer) {
    return message.isSigned()
        || layers.subList(0, layers.indexOf(layer)).stream()
            .anyMatch(each -> each.signer() != null);
  }

  /** application/pkcs7-mime with compressed-data (RFC 8551 section 3.6). */
  private void compress(@Nullable ByteSource inside, HeaderWriter header, OutputStream target)
      throws IOException {
    ByteSource content = inside == null ? message.canonical() : inside;
    Base64Output text = enveloped(header, "compressed-data", "smime.p7z", target);
    if (memory != null) {
      text.write(Compression.compress(Collected.of(content, message.size()).bytes()));
    } else {
      Compression.compress(content, text);
    }
    text.finish();
  }

  /**
   * A multipart/signed that is read where the message lies, once to sign it and once more by the
   * layer around it, which counts the octets of the signature before it writes.
   */
  private ByteSource signed(Signatory signer) throws IOException {
    ByteSource entity = sevenBit();
    // What is made canonical on its way is made so once, and what is signed of a source that may
    // change is what goes into the layer around it.
    ByteSource content =
        message.isInMemory() && entity.sizeIfKnown().isPresent()
            ? entity
            : Collected.of(entity, entity.sizeIfKnown().orElse(message.size()));
    return signed(content, signer);
  }

  private static ByteSource signed(ByteSource content, Signatory signer) throws IOException {
    SignedEntity whole = new SignedEntity(new HeaderWriter(), signer);
    CmsOutput<byte[]> signing = signer.detached();
    content.writeTo(signing);
    return new JoinedOctets(List.of(whole.head(), content, whole.tail(signing.finish())));
  }

  /** What goes into memory is collected first where only reading tells its size: DER has sizes. */
  private ByteSource sizedInMemory(ByteSource entity) throws IOException {
    return memory != null ? sized(entity, message) : entity;
  }

  private static ByteSource sized(ByteSource entity, UnsealedMail message) throws IOException {
    return entity.sizeIfKnown().isPresent() ? entity : Collected.of(entity, message.size());
  }

  /** The addresses of all who can open the message. */
  private Stream<CertificateAddresses> recipients() {
    return layers.stream()
        .flatMap(layer -> Stream.ofNullable(layer.encryption()))
        .flatMap(encryption -> encryption.addresses().stream());
  }

  /**
   * What there is to say.
   *
   * @param all of those who can open this message or another copy of it
   */
  private SealingReport report(List<CertificateAddresses> all) {
    List<Finding> said = new ArrayList<>();
    if (encryptions.isEmpty()) {
      said.addAll(SendingNotes.ofBlindCopies(message.header()));
    }
    for (Layering layer : layers) {
      Signatory signer = layer.signer();
      if (signer != null) {
        said.addAll(SendingNotes.ofSigning(message.header(), signer));
      }
    }
    if (layers.stream().anyMatch(layer -> layer.kind() == Layer.Kind.COMPRESSED)) {
      said.addAll(SendingNotes.ofCompression());
    }
    said.addAll(message.notes());
    said.addAll(notes);
    if (!encryptions.isEmpty()) {
      said.addAll(SendingNotes.ofEncrypting(message.header(), all));
    }
    said.addAll(openingNotes);
    int outermost = encryptions.size() - 1;
    return new WrittenLayers(
        layers.stream().map(Layering::kind).toList(),
        outermost < 0 ? List.of() : encryptions.get(outermost).recipients(),
        outermost < 0 ? Optional.empty() : Optional.of(encryptions.get(outermost).contentCipher()),
        said.stream().distinct().toList());
  }

  /** application/pkcs7-mime around CMS that has no mail in it (RFC 8551 section 3.2.2). */
  public static WrittenMail carry(
      UnsealedMail header, byte[] cms, String smimeType, String file, SealingReport report)
      throws IOException {
    header.requireHeaderAlone();
    Collected target = new Collected(header.size() + 2L * cms.length);
    Base64Output text = enveloped(header.outer(), smimeType, file, target);
    text.write(cms);
    text.finish();
    return new WrittenMail(target.octets(), report);
  }

  private static Base64Output enveloped(
      HeaderWriter header, String smimeType, String file, OutputStream target) throws IOException {
    header
        .field(
            "Content-Type",
            "application/pkcs7-mime",
            HeaderWriter.parameter("smime-type", smimeType),
            HeaderWriter.parameter("name", file))
        .field("Content-Transfer-Encoding", "base64")
        .field("Content-Disposition", "attachment", HeaderWriter.parameter("filename", file));
    return new Base64Output(header.end().bytes(), target);
  }

  /** The message in the form that is signed. */
  private ByteSource sevenBit() throws IOException {
    EntityForm form = message.sevenBit();
    if (form.remarks().contains(EntityForm.Remark.HEADER_NOT_SAFE)) {
      notes.add(mayBreak(new Finding(Finding.Code.MAY_BREAK_IN_TRANSIT, "the header of a part")));
    }
    if (form.remarks().contains(EntityForm.Remark.SIGNED_PART_NOT_SAFE)) {
      notes.add(
          mayBreak(new Finding(Finding.Code.MAY_BREAK_IN_TRANSIT, "a part that is signed itself")));
    }
    return form.octets();
  }

  private static Finding mayBreak(Finding what) {
    return new Finding(
        Finding.Code.MAY_BREAK_IN_TRANSIT,
        "{0} holds 8-bit octets or overlong lines, which a relay may change",
        what);
  }

  /**
   * Writes the same to two streams, in pieces that stay in the cache between them. What computes
   * comes first: while it does, the next octets are fetched from memory.
   */
  private static final class Both extends ArrayOutput {
    private static final int PIECE = 16 * 1024;
    private final OutputStream first;
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      for (int at = 0; at < length; ) {
        int n = Math.min(PIECE, length - at);
        first.write(octets, offset + at, n);
        second.write(octets, offset + at, n);
        at += n;
      }
    }
  }

  /** A message as it was written; without a layer, octet for octet as the caller wrote it. */
  public static final class WrittenMail extends ArrayOctets implements SealedMail {

    private final SealingReport report;

    WrittenMail(ArrayOctets octets, SealingReport report) {
      super(octets);
      this.report = report;
    }

    @Override
    public SealingReport report() {
      return report;
    }

    @Override
    public String toString() {
      return "Mail of " + size() + " octets in layers " + report.layers();
    }
  }

  /** The parts of a multipart/signed around the signed entity (RFC 8551 section 3.5.3). */
  private static final class SignedEntity {

    private final String boundary = boundary();
    private final ByteSource head;

    /**
     * @param outer the fields that stand before its own
     */
    SignedEntity(HeaderWriter outer, Signatory signer) throws IOException {
      outer.field(
          "Content-Type",
          "multipart/signed",
          HeaderWriter.parameter("protocol", "application/pkcs7-signature"),
          HeaderWriter.parameter("micalg", signer.micalg()),
          HeaderWriter.parameter("boundary", boundary));
      head = new JoinedOctets(List.of(outer.end(), ascii("--" + boundary + "\r\n")));
    }

    ByteSource head() {
      return head;
    }

    /** The text after the entity, with its detached signature. */
    ByteSource tail(byte[] signature) throws IOException {
      HeaderWriter header =
          new HeaderWriter()
              .field("Content-Type", "application/pkcs7-signature", "name=smime.p7s")
              .field("Content-Transfer-Encoding", "base64")
              .field("Content-Disposition", "attachment", "filename=smime.p7s");
      return new JoinedOctets(
          List.of(
              ascii("\r\n--" + boundary + "\r\n"),
              header.end(),
              ByteSource.of(Base64Text.encode(signature)),
              ascii("\r\n--" + boundary + "--\r\n")));
    }

    /** 128 random bits, and characters that stand in no Base64 and no quoted-printable text. */
    private static String boundary() {
      byte[] random = new byte[16];
      Providers.standard().random().nextBytes(random);
      return "=_" + Hex.toHexString(random);
    }

    private static ByteSource ascii(String text) {
      return ByteSource.of(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
