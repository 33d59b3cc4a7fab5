package org.smime4j.faults;

import static org.smime4j.faults.Correspondents.CBC_ENCRYPTOR;
import static org.smime4j.faults.Correspondents.DECRYPTOR;
import static org.smime4j.faults.Correspondents.ENCRYPTOR;
import static org.smime4j.faults.Correspondents.MAIL;
import static org.smime4j.faults.Correspondents.SIGNER;
import static org.smime4j.faults.Correspondents.VERIFIER;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.faults.VerbUses.Reading;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Spool;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Every way in which files go into a verb and come out of it. */
final class FileUses {

  /** What a verb does with a source and a place for a target, and hands back. */
  interface Passage {
    byte[] through(Path source, Path target) throws IOException;
  }

  /**
   * A verb and how it is used.
   *
   * @param source what the file holds; where it is a folder, its files hold it
   * @param folder whether the source is a folder of such files
   * @param reading what a reader makes of the target; null where there is none
   * @param content whether another source is another content, and no damage
   */
  record VerbUse(
      String name,
      byte[] source,
      boolean folder,
      Passage passage,
      Reading reading,
      boolean content) {

    static VerbUse writing(String name, byte[] source, Writing writing, Reading reading) {
      return new VerbUse(
          name,
          source,
          false,
          (in, out) -> {
            writing.through(in, out);
            return null;
          },
          reading,
          source == MAIL);
    }

    static VerbUse releasing(String name, byte[] source, Passage passage) {
      return new VerbUse(name, source, false, passage, null, false);
    }

    /** Whether it looks which of the two it was given. */
    boolean fileOrFolder() {
      return name.equals(CERTIFICATES);
    }

    VerbUse ofFolder() {
      return new VerbUse(name, source, true, passage, reading, content);
    }

    VerbUse ofContent() {
      return new VerbUse(name, source, folder, passage, reading, true);
    }
  }

  interface Writing {
    void through(Path source, Path target) throws IOException;
  }

  private static final Limits STREAMING = Limits.standard().with(Limit.SPOOL_THRESHOLD, 64);
  private static final String CERTIFICATES = "read certificates";
  private static final PasswordSource PASSWORD = PasswordSource.of("secret".toCharArray());

  private FileUses() {}

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] content(Decryption decryption) throws IOException {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated).bytes();
  }

  private static byte[] opened(Path source) throws IOException {
    try (OpenedMail mail = MailReader.with(DECRYPTOR, VERIFIER).open(source)) {
      return VerbUses.released(mail);
    }
  }

  /** The key and the certificate of Bob, as PEM. */
  static byte[] keyFile() {
    StringWriter pem = new StringWriter();
    try {
      for (Object[] each :
          List.of(
              new Object[] {"PRIVATE KEY", Correspondents.BOB.privateKey().getEncoded()},
              new Object[] {"CERTIFICATE", Correspondents.BOB.certificate().getEncoded()})) {
        pem.append("-----BEGIN " + each[0] + "-----\n")
            .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString((byte[]) each[1]))
            .append("\n-----END " + each[0] + "-----\n");
      }
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new AssertionError(e);
    }
    return text(pem.toString());
  }

  /** Where a file could not be read, that is known, and its keys are missing. */
  private static byte[] opened(byte[] cms, KeySource keys, Supplier<Map<String, String>> skipped)
      throws IOException {
    try {
      return content(Decryptor.with(keys).decrypt(cms));
    } catch (SmimeException.NoMatchingKey e) {
      if (skipped.get().isEmpty()) {
        throw new IllegalStateException("a file of keys was passed over in silence", e);
      }
      throw e;
    }
  }

  /** Of sources that are read more than once, since they do not fit into memory. */
  static List<VerbUse> large() throws IOException {
    byte[] mail = Arrays.copyOf(MAIL, 1_200_000);
    Arrays.fill(mail, MAIL.length, mail.length, (byte) 'x');
    for (int i = MAIL.length; i < mail.length; i += 64) {
      mail[i] = '\n';
    }
    byte[] gcm = ENCRYPTOR.encrypt(mail).bytes();
    return List.of(
        VerbUse.writing("decrypt GCM", gcm, DECRYPTOR::decrypt, octets -> octets),
        VerbUse.writing("sign around", mail, SIGNER::signOpaque, VerbUses::verified).ofContent(),
        VerbUse.writing(
                "sign and encrypt mail",
                mail,
                (in, out) -> Outgoing.of(in).signedBy(SIGNER).encryptedBy(ENCRYPTOR).writeTo(out),
                VerbUses::opened)
            .ofContent(),
        VerbUse.releasing(
            "verify",
            SIGNER.signOpaque(mail),
            (in, out) -> VERIFIER.verify(ByteSource.of(in)).requireTrusted().bytes()),
        VerbUse.releasing(
            "open signed mail",
            Outgoing.of(mail).signedBy(SIGNER).seal().bytes(),
            (in, out) -> opened(in)));
  }

  static List<VerbUse> all() throws IOException {
    byte[] gcm = ENCRYPTOR.encrypt(MAIL).bytes();
    byte[] cbc = CBC_ENCRYPTOR.encrypt(MAIL).bytes();
    byte[] keys = keyFile();
    return List.of(
        VerbUse.writing("decrypt GCM", gcm, DECRYPTOR::decrypt, octets -> octets),
        // Nobody can tell whether it is what was encrypted.
        VerbUse.writing(
                "decrypt CBC", cbc, DECRYPTOR.releasingUnauthenticated()::decrypt, octets -> octets)
            .ofContent(),
        VerbUse.writing("encrypt", MAIL, ENCRYPTOR::encrypt, VerbUses::decrypted),
        VerbUse.writing("sign around", MAIL, SIGNER::signOpaque, VerbUses::verified),
        VerbUse.writing(
            "sign mail",
            MAIL,
            (in, out) -> Outgoing.of(in).signedBy(SIGNER).writeTo(out),
            VerbUses::opened),
        VerbUse.writing(
            "sign mail around",
            MAIL,
            (in, out) -> Outgoing.of(in).signedOpaquelyBy(SIGNER).writeTo(out),
            VerbUses::opened),
        VerbUse.writing(
            "encrypt mail",
            MAIL,
            (in, out) -> Outgoing.of(in).encryptedBy(ENCRYPTOR).writeTo(out),
            VerbUses::opened),
        VerbUse.writing(
            "sign and encrypt mail",
            MAIL,
            (in, out) -> Outgoing.of(in).signedBy(SIGNER).encryptedBy(ENCRYPTOR).writeTo(out),
            VerbUses::opened),
        VerbUse.writing(
            "compress mail",
            MAIL,
            (in, out) -> Outgoing.of(in).compressed().writeTo(out),
            VerbUses::opened),
        VerbUse.releasing(
            "open signed mail",
            Outgoing.of(MAIL).signedBy(SIGNER).seal().bytes(),
            (in, out) -> opened(in)),
        VerbUse.releasing(
            "open encrypted mail",
            Outgoing.of(MAIL).encryptedBy(ENCRYPTOR).seal().bytes(),
            (in, out) -> opened(in)),
        VerbUse.releasing(
            "open mail of two layers",
            Outgoing.of(MAIL).signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal().bytes(),
            (in, out) -> opened(in)),
        VerbUse.releasing(
                "spool and read twice",
                MAIL,
                (in, out) -> {
                  try (InputStream stream = Files.newInputStream(in);
                      Spool spool = Spool.of(stream, STREAMING, out.getParent())) {
                    spool.octets().bytes();
                    return spool.octets().bytes();
                  }
                })
            .ofContent(),
        VerbUse.releasing(
            "read a key file",
            keys,
            (in, out) -> content(Decryptor.with(KeyHistory.read(PASSWORD, in)).decrypt(gcm))),
        VerbUse.releasing(
                "read a folder of keys",
                keys,
                (in, out) -> {
                  KeyHistory history = KeyHistory.read(PASSWORD, in);
                  return opened(gcm, history, history::skipped);
                })
            .ofFolder(),
        VerbUse.releasing(
                "open a directory of keys",
                keys,
                (in, out) -> {
                  KeyDirectory directory =
                      KeyDirectory.open(in, out, PASSWORD, Limits.standard(), (done, total) -> {});
                  // Of this content nothing is remembered, which would be written without a word.
                  return opened(cbc, directory.keys(), directory::skipped);
                })
            .ofFolder(),
        VerbUse.releasing(
                "read passwords",
                text("one\ntwo\n"),
                (in, out) -> text(PasswordSource.ofLines(in).toString()))
            .ofContent(),
        VerbUse.releasing(
                CERTIFICATES,
                keys,
                (in, out) ->
                    text("found " + CertificateFiles.readCertificates(in).certificates().size()))
            .ofContent());
  }
}
