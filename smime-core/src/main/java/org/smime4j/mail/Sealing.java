package org.smime4j.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.smime4j.Octets;
import org.smime4j.cms.Compressor;
import org.smime4j.cms.DetachedSigning;
import org.smime4j.cms.EncryptingOutput;
import org.smime4j.cms.EncryptionReport;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Envelope;
import org.smime4j.cms.Signer;
import org.smime4j.internal.mime.Base64Output;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.EntityForm;
import org.smime4j.internal.mime.HeaderWriter;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.internal.mime.PresumedOctets;
import org.smime4j.trust.Note;

/**
 * Writes messages of RFC 8551 section 3, in constant memory beside what is written; but what is to
 * be signed and encrypted into memory, and lies in no array, is collected in one.
 */
final class Sealing {

  /** A signature by RSA-2048 with its certificate and one issuer's; with more the target grows. */
  private static final int SIGNATURE_PART = 8 * 1024;

  /** Header, container, and the names of algorithms. */
  private static final int AROUND = 1024;

  /** The sender and a few others; with more the target grows. */
  private static final int RECIPIENTS = 2 * 1024;

  private Sealing() {}

  /** multipart/signed (RFC 8551 section 3.5.3). */
  static List<Note> sign(Outgoing message, Signer signer, OutputStream target) throws IOException {
    SignedEntity whole = new SignedEntity(message.outer(true), signer);
    List<Note> notes = ofSigning(message, signer);
    notes.addAll(presuming(target, look -> sign(message.sevenBit(look), whole, signer, target)));
    return notes;
  }

  private static List<Note> sign(
      EntityForm form, SignedEntity whole, Signer signer, OutputStream target) throws IOException {
    Octets signed = form.octets();
    if (target instanceof Collected collected && signed.size() >= 0) {
      collected.expect(signed.size() + SIGNATURE_PART);
    }
    DetachedSigning signing = signer.detached();
    for (byte[] piece : whole.head()) {
      target.write(piece);
    }
    signed.writeTo(new Both(signing, target));
    for (byte[] piece : whole.tail(signing.finish())) {
      target.write(piece);
    }
    return notes(form);
  }

  /** Of what is signed alone. */
  private static List<Note> ofSigning(Outgoing message, Signer signer) {
    List<Note> notes = new ArrayList<>(SendingNotes.ofBlindCopies(message.header()));
    notes.addAll(SendingNotes.ofSigning(message.header(), signer));
    return notes;
  }

  static long signedSize(Outgoing message) {
    return message.size() + message.size() / 16 + SIGNATURE_PART;
  }

  /** application/pkcs7-mime with signed-data (RFC 8551 section 3.5.2). */
  static List<Note> signOpaque(Outgoing message, Signer signer, OutputStream target)
      throws IOException {
    EntityForm form = message.sevenBit(EntityForm.Look.BEFORE);
    Octets content = sized(form.octets(), message, target);
    Base64Output text = enveloped(message.outer(true), "signed-data", "smime.p7m", target);
    signer.signOpaque(content, text);
    text.finish();
    List<Note> notes = ofSigning(message, signer);
    notes.addAll(notes(form));
    return notes;
  }

  static long opaqueSize(Outgoing message) {
    return Base64Text.encodedSize(signedSize(message));
  }

  /** application/pkcs7-mime with an envelope (RFC 8551 sections 3.3 and 3.4). */
  static EncryptionReport encrypt(Outgoing message, Encryptor encryptor, OutputStream target)
      throws IOException {
    Outgoing open = message.withoutBlindCopies();
    return presuming(
        target,
        look -> {
          Octets content = sized(open.canonical(look), open, target);
          if (target instanceof Collected collected) {
            collected.expect(Base64Text.encodedSize(content.size() + SIGNATURE_PART));
          }
          Base64Output text =
              enveloped(open.outer(false), encryptor.smimeType(), "smime.p7m", target);
          EncryptionReport report = encryptor.encrypt(content, text);
          text.finish();
          List<Note> notes = new ArrayList<>(open.notes());
          notes.addAll(SendingNotes.ofEncrypting(open.header(), report.recipients()));
          return with(notes, open.isSigned() ? ofSigned(report) : report);
        });
  }

  /** Writes a message; to be called again where it was presumed to be canonical and is not. */
  @FunctionalInterface
  private interface Writing<T> {
    T write(EntityForm.Look look) throws IOException;
  }

  /** Saves a pass over a large message where what was written can be taken back. */
  private static <T> T presuming(OutputStream target, Writing<T> writing) throws IOException {
    if (target instanceof Collected collected) {
      int begin = collected.end();
      try {
        return writing.write(EntityForm.Look.WHILE_READ);
      } catch (PresumedOctets.Refuted e) {
        collected.end(begin);
      }
    }
    return writing.write(EntityForm.Look.BEFORE);
  }

  /** A signature shows what the encryption does not. */
  private static EncryptionReport ofSigned(EncryptionReport report) {
    return noting(
        report,
        report.notes().stream()
            .filter(note -> note.code() != Note.Code.NOT_AUTHENTICATED)
            .toList());
  }

  private static EncryptionReport with(List<Note> before, EncryptionReport report) {
    List<Note> notes = new ArrayList<>(before);
    notes.addAll(report.notes());
    return noting(report, notes);
  }

  private static EncryptionReport noting(EncryptionReport report, List<Note> notes) {
    return new EncryptionReport(
        report.contentCipher(),
        report.recipients(),
        report.keyManagement(),
        report.reason(),
        notes);
  }

  /** A multipart/signed inside an envelope. */
  static EncryptionReport signAndEncrypt(
      Outgoing message, Signer signer, Encryptor encryptor, OutputStream target)
      throws IOException {
    HeaderWriter outer = message.withoutBlindCopies().outer(false);
    Base64Output text = enveloped(outer, encryptor.smimeType(), "smime.p7m", target);
    EncryptionReport report;
    List<Note> notes;
    if (target instanceof Collected collected) {
      notes = new ArrayList<>();
      Octets signed = signed(message, signer, notes);
      collected.expect(Base64Text.encodedSize(signed.size() + SIGNATURE_PART));
      report = encryptor.encrypt(signed, text);
    } else {
      EncryptingOutput encrypting = encryptor.into(text);
      notes =
          sign(
              message.sevenBit(EntityForm.Look.BEFORE),
              new SignedEntity(new HeaderWriter(), signer),
              signer,
              encrypting);
      report = encrypting.finish();
    }
    text.finish();
    notes.addAll(0, SendingNotes.ofSigning(message.header(), signer));
    notes.addAll(message.notes());
    notes.addAll(SendingNotes.ofEncrypting(message.header(), report.recipients()));
    return with(notes, ofSigned(report));
  }

  /**
   * A multipart/signed that is read where the message lies, once to sign it and once more by before
   * it is encrypted: DER has lengths at its front, and they count the octets of the signature.
   */
  private static Octets signed(Outgoing message, Signer signer, List<Note> notes)
      throws IOException {
    try {
      return signed(message, EntityForm.Look.WHILE_READ, signer, notes);
    } catch (PresumedOctets.Refuted e) {
      return signed(message, EntityForm.Look.BEFORE, signer, notes);
    }
  }

  private static Octets signed(
      Outgoing message, EntityForm.Look look, Signer signer, List<Note> notes) throws IOException {
    EntityForm form = message.sevenBit(look);
    Octets entity = form.octets();
    // What is made canonical on its way is made so once, and what is signed of a source that may
    // change is what is encrypted.
    Octets content =
        message.isInMemory() && entity.size() >= 0
            ? entity
            : collected(entity, entity.size() < 0 ? message.size() : entity.size());
    SignedEntity whole = new SignedEntity(new HeaderWriter(), signer);
    DetachedSigning signing = signer.detached();
    content.writeTo(signing);
    List<Octets> pieces = new ArrayList<>();
    whole.head().forEach(piece -> pieces.add(Octets.of(piece)));
    pieces.add(content);
    whole.tail(signing.finish()).forEach(piece -> pieces.add(Octets.of(piece)));
    notes.addAll(notes(form));
    return new JoinedOctets(pieces);
  }

  /** What goes into memory is collected first where only reading tells its size: DER has sizes. */
  private static Octets sized(Octets entity, Outgoing message, OutputStream target)
      throws IOException {
    return target instanceof Collected ? sized(entity, message) : entity;
  }

  private static Octets sized(Octets entity, Outgoing message) throws IOException {
    return entity.size() < 0 ? collected(entity, message.size()) : entity;
  }

  private static Octets collected(Octets entity, long expected) throws IOException {
    Collected collected = new Collected(expected);
    entity.writeTo(collected);
    return collected.octets();
  }

  /** The same for each blind copy alone; no message names the fields Bcc. */
  static List<SealedMail> encryptSeparately(
      Outgoing message, Encryptor encryptor, Collection<X509Certificate> blind) throws IOException {
    return encryptSeparately(
        message,
        sized(message.canonical(EntityForm.Look.BEFORE), message),
        message.isSigned(),
        List.of(),
        encryptor,
        blind);
  }

  /** Signed once, and encrypted for each blind copy alone. */
  static List<SealedMail> signAndEncryptSeparately(
      Outgoing message, Signer signer, Encryptor encryptor, Collection<X509Certificate> blind)
      throws IOException {
    List<Note> notes = new ArrayList<>(SendingNotes.ofSigning(message.header(), signer));
    Octets signed = signed(message, signer, notes);
    return encryptSeparately(message, signed, true, notes, encryptor, blind);
  }

  private static List<SealedMail> encryptSeparately(
      Outgoing message,
      Octets content,
      boolean isSigned,
      List<Note> signing,
      Encryptor encryptor,
      Collection<X509Certificate> blind)
      throws IOException {
    List<Envelope> envelopes = encryptor.encryptSeparately(content, blind);
    List<X509Certificate> all =
        envelopes.stream().flatMap(each -> each.report().recipients().stream()).toList();
    List<Note> addressees = SendingNotes.ofEncrypting(message.header(), all);
    List<SealedMail> sealed = new ArrayList<>();
    for (Envelope envelope : envelopes) {
      EncryptionReport report = isSigned ? ofSigned(envelope.report()) : envelope.report();
      Collected target =
          new Collected(Base64Text.encodedSize(envelope.octets().size()) + SIGNATURE_PART);
      Base64Output text = enveloped(message.outer(false), report.smimeType(), "smime.p7m", target);
      envelope.octets().writeTo(text);
      text.finish();
      List<Note> notes = new ArrayList<>(signing);
      notes.addAll(message.notes());
      notes.addAll(addressees);
      notes.addAll(report.notes());
      sealed.add(new SealedMail(target.octets(), report.recipients(), notes));
    }
    return sealed;
  }

  static long encryptedSize(Outgoing message) {
    return AROUND
        + Base64Text.encodedSize(message.size() + message.size() / 16 + AROUND + RECIPIENTS);
  }

  static long signedAndEncryptedSize(Outgoing message) {
    return AROUND + Base64Text.encodedSize(signedSize(message) + AROUND + RECIPIENTS);
  }

  /** application/pkcs7-mime around CMS that has no mail in it (RFC 8551 section 3.2.2). */
  static void carry(Outgoing header, byte[] cms, String smimeType, String file, OutputStream target)
      throws IOException {
    Base64Output text = enveloped(header.headerAlone().outer(true), smimeType, file, target);
    text.write(cms);
    text.finish();
  }

  /** application/pkcs7-mime with compressed-data (RFC 8551 section 3.6). */
  static void compress(Outgoing message, OutputStream target) throws IOException {
    Octets content = message.canonical(EntityForm.Look.BEFORE);
    Base64Output text = enveloped(message.outer(true), "compressed-data", "smime.p7z", target);
    if (target instanceof Collected) {
      Collected plain = new Collected(message.size());
      content.writeTo(plain);
      text.write(Compressor.compress(plain.octets().bytes()));
    } else {
      Compressor.compress(content, text);
    }
    text.finish();
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

  private static List<Note> notes(EntityForm form) {
    List<Note> notes = new ArrayList<>();
    if (form.remarks().contains(EntityForm.Remark.HEADER_NOT_SAFE)) {
      notes.add(
          new Note(
              Note.Code.MAY_BREAK_IN_TRANSIT,
              "the header of a part holds 8-bit octets or overlong lines, which a relay may"
                  + " change"));
    }
    if (form.remarks().contains(EntityForm.Remark.SIGNED_PART_NOT_SAFE)) {
      notes.add(
          new Note(
              Note.Code.MAY_BREAK_IN_TRANSIT,
              "a part that is signed itself holds 8-bit octets or overlong lines, which a relay may"
                  + " change"));
    }
    return notes;
  }

  /**
   * Writes the same to two streams, in pieces that stay in the cache between them. What computes
   * comes first: while it does, the next octets are fetched from memory.
   */
  private static final class Both extends OutputStream {
    private static final int PIECE = 16 * 1024;
    private final OutputStream first;
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void write(int octet) throws IOException {
      first.write(octet);
      second.write(octet);
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
}
