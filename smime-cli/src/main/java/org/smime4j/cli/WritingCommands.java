package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.smime4j.Compressor;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.keys.PasswordSource;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands that write one message: each has its options, and the library does the rest. */
final class WritingCommands {

  private WritingCommands() {}

  /** {@code smime sign}: signs one message. */
  @Command(
      name = "sign",
      description =
          "Sign a message, as multipart/signed or opaque. Use smime seal to encrypt it too.")
  static final class Sign extends SmimeCommand {

    @Mixin private SigningOptions signing = new SigningOptions();
    @Mixin private PasswordOptions passwords = new PasswordOptions();

    @Option(
        names = "--opaque",
        description =
            "Put the message inside the signature. Programs without S/MIME cannot show it.")
    private boolean opaque;

    @Mixin private MailOptions.Bare bare = new MailOptions.Bare();
    @Mixin private MailOptions mail = new MailOptions();

    @Override
    public Integer call() throws Exception {
      Signer signer = signing.signer(streams(), passwords.source(streams()));
      ByteSource message = bare.message(mail, streams());
      return mail.write(streams(), out -> sign(message, signer, out));
    }

    private List<Finding> sign(ByteSource message, Signer signer, OutputStream out)
        throws IOException {
      if (!bare.cms) {
        Outgoing outgoing = Outgoing.of(message);
        return (opaque ? outgoing.signedOpaquelyBy(signer) : outgoing.signedBy(signer))
            .writeTo(out)
            .notes();
      }
      if (opaque) {
        signer.signOpaque(message, out);
      } else {
        out.write(signer.signDetached(message));
      }
      return List.of();
    }
  }

  /** {@code smime seal}: signs one message and encrypts it. */
  @Command(name = "seal", description = "Sign and encrypt a message.")
  static final class Seal extends SmimeCommand {

    @Mixin private SigningOptions signing = new SigningOptions();
    @Mixin private RecipientOptions recipients = new RecipientOptions();
    @Mixin private PasswordOptions passwords = new PasswordOptions();
    @Mixin private MailOptions mail = new MailOptions();

    @Option(
        names = "--hide-subject",
        description =
            "Encrypt the subject too (RFC 9788). The outer subject is then the text "
                + "\"[...]\". Programs that do not know RFC 9788 show this text as the subject.")
    private boolean hideSubject;

    @Override
    public Integer call() throws Exception {
      PasswordSource source = passwords.source(streams());
      Signer signer = signing.signer(streams(), source);
      RecipientOptions.Addressed to = recipients.addressed(streams(), source, mail.filter != null);
      ByteSource message = mail.message(streams());
      return mail.write(
          streams(),
          out -> {
            Outgoing sealing = Outgoing.of(message).signedBy(signer).encryptedBy(to.encryptor());
            return to.write(hideSubject ? sealing.hidingSubject() : sealing, out);
          });
    }
  }

  /** {@code smime encrypt}: encrypts one message for its recipients. */
  @Command(name = "encrypt", description = "Encrypt a message. Use smime seal to sign it too.")
  static final class Encrypt extends SmimeCommand {

    @Mixin private RecipientOptions recipients = new RecipientOptions();
    @Mixin private PasswordOptions passwords = new PasswordOptions();
    @Mixin private MailOptions.Bare bare = new MailOptions.Bare();
    @Mixin private MailOptions mail = new MailOptions();

    @Override
    public Integer call() throws Exception {
      RecipientOptions.Addressed to =
          recipients.addressed(streams(), passwords.source(streams()), mail.filter != null);
      ByteSource message = bare.message(mail, streams());
      return mail.write(
          streams(),
          out ->
              bare.cms
                  ? to.encryptor().encrypt(message, out).notes()
                  : to.write(Outgoing.of(message).encryptedBy(to.encryptor()), out));
    }
  }

  /** {@code smime compress}: compresses one message. */
  @Command(
      name = "compress",
      description = "Compress a message with zlib (RFC 3274). Compress before you sign or encrypt.")
  static final class Compress extends SmimeCommand {

    @Mixin private MailOptions.Bare bare = new MailOptions.Bare();
    @Mixin private MailOptions mail = new MailOptions();

    @Override
    public Integer call() throws Exception {
      ByteSource message = bare.message(mail, streams());
      return mail.write(
          streams(),
          out -> {
            if (bare.cms) {
              Compressor.compress(message, out);
            } else {
              Outgoing.of(message).compressed().writeTo(out);
            }
            return List.of();
          });
    }
  }
}
