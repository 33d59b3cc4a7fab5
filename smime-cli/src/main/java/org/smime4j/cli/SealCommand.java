package org.smime4j.cli;

import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.keys.PasswordSource;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smime seal}: signs one message and encrypts it. */
@Command(name = "seal", description = "Sign and encrypt a message.")
final class SealCommand extends SmimeCommand {

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
    Signer signer = signing.signer(source);
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
