package org.smime4j.cli;

import org.smime4j.Outgoing;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smime encrypt}: encrypts one message for its recipients. */
@Command(name = "encrypt", description = "Encrypt a message. Use smime seal to sign it too.")
final class EncryptCommand extends SmimeCommand {

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
