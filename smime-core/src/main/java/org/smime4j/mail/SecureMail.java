package org.smime4j.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.smime4j.Octets;
import org.smime4j.cms.CertificatesOnly;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.EncryptionReport;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.ReceiptRequest;
import org.smime4j.cms.Signer;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.internal.io.Spool;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.trust.Note;

/**
 * S/MIME over whole messages, as they travel (RFC 8551): what goes in and out is RFC 5322 text.
 *
 * <p>Writing: the fields that describe the content move inside with it, all others stay outside,
 * and go inside too, where signing covers them and nothing is hidden ({@link
 * HeaderProtection#hidingNothing()}). {@link HeaderProtection#baseline()} hides the subject, which
 * programs that do not know header protection show as {@code [...]}. Line ends become CRLF. What is
 * signed is made 7-bit first, so that no relay has a reason to change it, and is then never touched
 * again; text before, between and behind the parts of a multipart, which no program shows, is left
 * out. Encryption refuses a message that has a Bcc field.
 *
 * <p>In whichever order the verbs are composed, that is the order of the layers. The innermost
 * protects the header, since nothing can be put into what is signed already: a message that was
 * signed and is then encrypted keeps its subject outside. {@link #signAndEncrypt} can hide it.
 *
 * <p>A message given as {@link Octets} is read more than once. Methods that return a {@link
 * SealedMail} hold the result in memory; those with a target write messages of any size in constant
 * memory.
 *
 * <pre>{@code
 * SealedMail sealed = SecureMail.signAndEncrypt(message, signer, encryptor);
 * SecureMail.sign(Path.of("big.eml"), signer, Path.of("big-signed.eml"));
 * }</pre>
 */
public final class SecureMail {

  /** Mail programs that do not know header protection show what they always showed. */
  private static final HeaderProtection STANDARD = HeaderProtection.hidingNothing();

  private SecureMail() {}

  /**
   * Signs a message: multipart/signed, which any mail program can show.
   *
   * @throws org.smime4j.SmimeException.Refused if its header can be read in more than one way
   */
  public static SealedMail sign(Octets message, Signer signer) throws IOException {
    return sign(message, signer, STANDARD);
  }

  /** Signs a message, see {@link #sign(Octets, Signer)}, with or without its header fields. */
  public static SealedMail sign(Octets message, Signer signer, HeaderProtection protection)
      throws IOException {
    Outgoing outgoing = Outgoing.of(message).protectedBy(protection, false);
    Collected target = new Collected(Sealing.signedSize(outgoing));
    List<Note> notes = Sealing.sign(outgoing, signer, target);
    return new SealedMail(target.octets(), List.of(), notes);
  }

  /** Signs a message, see {@link #sign(Octets, Signer)}. */
  public static SealedMail sign(byte[] message, Signer signer) throws IOException {
    return sign(Octets.of(message), signer);
  }

  /** Signs a message of any size into a stream, which stays open. */
  public static List<Note> sign(Octets message, Signer signer, OutputStream target)
      throws IOException {
    return sign(message, signer, STANDARD, target);
  }

  /** Signs a message of any size into a stream, with or without its header fields. */
  public static List<Note> sign(
      Octets message, Signer signer, HeaderProtection protection, OutputStream target)
      throws IOException {
    return Sealing.sign(Outgoing.of(message).protectedBy(protection, false), signer, target);
  }

  /** Signs a file. The target is put in its place once it is complete. */
  public static List<Note> sign(Path message, Signer signer, Path target) throws IOException {
    return TargetFile.write(target, out -> sign(Octets.of(message), signer, out));
  }

  /** Signs a message: application/pkcs7-mime with the content inside the signature. */
  public static SealedMail signOpaque(Octets message, Signer signer) throws IOException {
    return signOpaque(message, signer, STANDARD);
  }

  /**
   * Signs a message, see {@link #signOpaque(Octets, Signer)}, with or without its header fields.
   */
  public static SealedMail signOpaque(Octets message, Signer signer, HeaderProtection protection)
      throws IOException {
    Outgoing outgoing = Outgoing.of(message).protectedBy(protection, false);
    Collected target = new Collected(Sealing.opaqueSize(outgoing));
    List<Note> notes = Sealing.signOpaque(outgoing, signer, target);
    return new SealedMail(target.octets(), List.of(), notes);
  }

  /** Signs a message, see {@link #signOpaque(Octets, Signer)}. */
  public static SealedMail signOpaque(byte[] message, Signer signer) throws IOException {
    return signOpaque(Octets.of(message), signer);
  }

  /** Signs a message of any size into a stream, which stays open. */
  public static List<Note> signOpaque(Octets message, Signer signer, OutputStream target)
      throws IOException {
    return signOpaque(message, signer, STANDARD, target);
  }

  /** Signs a message of any size into a stream, with or without its header fields. */
  public static List<Note> signOpaque(
      Octets message, Signer signer, HeaderProtection protection, OutputStream target)
      throws IOException {
    return Sealing.signOpaque(Outgoing.of(message).protectedBy(protection, false), signer, target);
  }

  /** Signs a file. The target is put in its place once it is complete. */
  public static List<Note> signOpaque(Path message, Signer signer, Path target) throws IOException {
    return TargetFile.write(target, out -> signOpaque(Octets.of(message), signer, out));
  }

  /**
   * Encrypts a message.
   *
   * @throws org.smime4j.SmimeException.Refused if it has a field Bcc, or a recipient's certificate
   *     does not pass
   */
  public static SealedMail encrypt(Octets message, Encryptor encryptor) throws IOException {
    return encrypt(message, encryptor, STANDARD);
  }

  /** Encrypts a message, see {@link #encrypt(Octets, Encryptor)}; what is hidden is chosen. */
  public static SealedMail encrypt(Octets message, Encryptor encryptor, HeaderProtection protection)
      throws IOException {
    Outgoing outgoing = Outgoing.of(message).protectedBy(protection, true);
    Collected target = new Collected(Sealing.encryptedSize(outgoing));
    EncryptionReport report = Sealing.encrypt(outgoing, encryptor, target);
    return new SealedMail(target.octets(), report.recipients(), report.notes());
  }

  /** Encrypts a message, see {@link #encrypt(Octets, Encryptor)}. */
  public static SealedMail encrypt(byte[] message, Encryptor encryptor) throws IOException {
    return encrypt(Octets.of(message), encryptor);
  }

  /** Encrypts a message of any size into a stream, which stays open. */
  public static EncryptionReport encrypt(Octets message, Encryptor encryptor, OutputStream target)
      throws IOException {
    return encrypt(message, encryptor, STANDARD, target);
  }

  /** Encrypts a message of any size into a stream; what is hidden is chosen. */
  public static EncryptionReport encrypt(
      Octets message, Encryptor encryptor, HeaderProtection protection, OutputStream target)
      throws IOException {
    return Sealing.encrypt(Outgoing.of(message).protectedBy(protection, true), encryptor, target);
  }

  /** Encrypts a file. The target is put in its place once it is complete. */
  public static EncryptionReport encrypt(Path message, Encryptor encryptor, Path target)
      throws IOException {
    return TargetFile.write(target, out -> encrypt(Octets.of(message), encryptor, out));
  }

  /**
   * Signs a message and encrypts what was signed; the header fields are covered by the signature.
   *
   * @throws org.smime4j.SmimeException.Refused if its header can be read in more than one way, it
   *     has a field Bcc, or a recipient's certificate does not pass
   */
  public static SealedMail signAndEncrypt(Octets message, Signer signer, Encryptor encryptor)
      throws IOException {
    return signAndEncrypt(message, signer, encryptor, STANDARD);
  }

  /** Signs and encrypts a message, see {@link #signAndEncrypt(Octets, Signer, Encryptor)}. */
  public static SealedMail signAndEncrypt(byte[] message, Signer signer, Encryptor encryptor)
      throws IOException {
    return signAndEncrypt(Octets.of(message), signer, encryptor);
  }

  /** Signs and encrypts a message; what is hidden is chosen. */
  public static SealedMail signAndEncrypt(
      Octets message, Signer signer, Encryptor encryptor, HeaderProtection protection)
      throws IOException {
    Outgoing outgoing = Outgoing.of(message).protectedBy(protection, true);
    Collected target = new Collected(Sealing.signedAndEncryptedSize(outgoing));
    EncryptionReport report = Sealing.signAndEncrypt(outgoing, signer, encryptor, target);
    return new SealedMail(target.octets(), report.recipients(), report.notes());
  }

  /** Signs and encrypts a message of any size into a stream; what is hidden is chosen. */
  public static EncryptionReport signAndEncrypt(
      Octets message,
      Signer signer,
      Encryptor encryptor,
      HeaderProtection protection,
      OutputStream target)
      throws IOException {
    return Sealing.signAndEncrypt(
        Outgoing.of(message).protectedBy(protection, true), signer, encryptor, target);
  }

  /** Signs and encrypts a file. The target is put in its place once it is complete. */
  public static EncryptionReport signAndEncrypt(
      Path message, Signer signer, Encryptor encryptor, Path target) throws IOException {
    return TargetFile.write(
        target, out -> signAndEncrypt(Octets.of(message), signer, encryptor, STANDARD, out));
  }

  /**
   * Signs a message once, and encrypts what was signed for the recipients and for each blind copy
   * alone, see {@link #encryptSeparately}.
   */
  public static List<SealedMail> signAndEncryptSeparately(
      Octets message,
      Signer signer,
      Encryptor encryptor,
      Collection<X509Certificate> blind,
      HeaderProtection protection)
      throws IOException {
    return Sealing.signAndEncryptSeparately(
        Outgoing.of(message).protectedBy(protection, true), signer, encryptor, blind);
  }

  /**
   * Encrypts a message once for the recipients of the encryptor and once more for each blind copy
   * alone. The field Bcc is left out of all of them, and none names a recipient of another.
   *
   * @return the message for the recipients of the encryptor, then one for each certificate
   */
  public static List<SealedMail> encryptSeparately(
      Octets message, Encryptor encryptor, Collection<X509Certificate> blind) throws IOException {
    return Sealing.encryptSeparately(
        Outgoing.of(message).protectedBy(STANDARD, true), encryptor, blind);
  }

  /** Compresses a message (RFC 3274). */
  public static SealedMail compress(Octets message) throws IOException {
    Outgoing outgoing = Outgoing.of(message);
    Collected target = new Collected(outgoing.size() / 2 + 1024);
    Sealing.compress(outgoing, target);
    return new SealedMail(target.octets(), List.of(), List.of());
  }

  /** Compresses a message, see {@link #compress(Octets)}. */
  public static SealedMail compress(byte[] message) throws IOException {
    return compress(Octets.of(message));
  }

  /** Compresses a message of any size into a stream, which stays open. */
  public static void compress(Octets message, OutputStream target) throws IOException {
    Sealing.compress(Outgoing.of(message), target);
  }

  /** Compresses a file. The target is put in its place once it is complete. */
  public static void compress(Path message, Path target) throws IOException {
    TargetFile.<Boolean>write(
        target,
        out -> {
          compress(Octets.of(message), out);
          return true;
        });
  }

  /**
   * Answers a message that asked for a signed receipt (RFC 2634, section 2.4). That it was read,
   * and when, is then known to the recipient of the answer; {@link ReceiptRequest#to()} says where
   * its sender wants it. What is read of it: {@link OpenedMail#receipt()}.
   *
   * @param header the fields of the answer, such as From, To and Subject, and no content; they are
   *     not protected
   * @param original the verdict on the signer of the message
   * @throws IllegalArgumentException if that signer asked for none
   * @throws org.smime4j.SmimeException.Refused if there is content, or the header can be read in
   *     more than one way
   */
  public static SealedMail signReceipt(Octets header, SignerVerdict.Trusted original, Signer signer)
      throws IOException {
    return carried(header, signer.signReceipt(original), "signed-receipt", "smime.p7m");
  }

  /** Answers a message, see {@link #signReceipt(Octets, SignerVerdict.Trusted, Signer)}. */
  public static SealedMail signReceipt(byte[] header, SignerVerdict.Trusted original, Signer signer)
      throws IOException {
    return signReceipt(Octets.of(header), original, signer);
  }

  /**
   * Sends certificates and nothing else (certs-only, RFC 8551, section 3.8); nobody signs them.
   *
   * @param header the fields of the mail, such as From, To and Subject, and no content
   * @throws IllegalArgumentException if there is no certificate
   * @throws org.smime4j.SmimeException.Refused if there is content, or the header can be read in
   *     more than one way
   */
  public static SealedMail certificatesOnly(Octets header, Collection<X509Certificate> certificates)
      throws IOException {
    return carried(header, CertificatesOnly.write(certificates), "certs-only", "smime.p7c");
  }

  /** Sends certificates, see {@link #certificatesOnly(Octets, Collection)}. */
  public static SealedMail certificatesOnly(byte[] header, Collection<X509Certificate> certificates)
      throws IOException {
    return certificatesOnly(Octets.of(header), certificates);
  }

  private static SealedMail carried(Octets header, byte[] cms, String smimeType, String file)
      throws IOException {
    Outgoing outgoing = Outgoing.of(header);
    Collected target = new Collected(outgoing.size() + 2L * cms.length);
    Sealing.carry(outgoing, cms, smimeType, file, target);
    return new SealedMail(target.octets(), List.of(), List.of());
  }

  /**
   * Opens a message: every layer that stands directly in another, from the outside in, and the
   * parts inside. It may be a mail, or CMS in any dress: binary, PEM, Base64.
   *
   * <p>Encrypted layers are opened with the keys of the decryptor. Signatures are judged over the
   * octets that travelled, and bound to the address in the message's own From, unless the verifier
   * expects somebody else. What cannot be opened is no exception but {@link OpenedMail#failure()};
   * an exception is a failure of the medium.
   *
   * @param message the message; it is read more than once
   */
  public static OpenedMail open(Octets message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    return open(message, decryptor, verifier, OpenOptions.standard());
  }

  /** Opens a message, see {@link #open(Octets, Decryptor, Verifier)}. */
  public static OpenedMail open(
      Octets message, Decryptor decryptor, Verifier verifier, OpenOptions options)
      throws IOException {
    Octets source =
        message instanceof SealedMail sealed ? sealed.octets() : SourceOctets.of(message);
    return new Opening(decryptor, verifier, options).open(source, () -> {});
  }

  /** Opens a message, see {@link #open(Octets, Decryptor, Verifier)}. */
  public static OpenedMail open(byte[] message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    return open(Octets.of(message), decryptor, verifier);
  }

  /** Opens a file, see {@link #open(Octets, Decryptor, Verifier)}; it must not change meanwhile. */
  public static OpenedMail open(Path message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    return open(Octets.of(message), decryptor, verifier);
  }

  /**
   * Reads a stream to its end and opens the message, see {@link #open(Octets, Decryptor,
   * Verifier)}. Past {@link org.smime4j.Limit#SPOOL_THRESHOLD} it is kept as it came in a file for
   * its owner alone, until the result is closed.
   */
  public static OpenedMail open(
      InputStream message, Decryptor decryptor, Verifier verifier, OpenOptions options)
      throws IOException {
    Spool spool = Spool.of(message, decryptor.limits(), null);
    try {
      return new Opening(decryptor, verifier, options).open(spool.octets(), spool);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }
}
