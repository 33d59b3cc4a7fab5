package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smime sign}: signs one message. */
@Command(
    name = "sign",
    description =
        "Sign a message, as multipart/signed or opaque. Use smime seal to encrypt it too.")
final class SignCommand extends SmimeCommand {

  @Mixin private SigningOptions signing = new SigningOptions();
  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Option(
      names = "--opaque",
      description = "Put the message inside the signature. Programs without S/MIME cannot show it.")
  private boolean opaque;

  @Mixin private MailOptions.Bare bare = new MailOptions.Bare();
  @Mixin private MailOptions mail = new MailOptions();

  @Override
  public Integer call() throws Exception {
    Signer signer = signing.signer(passwords.source(streams()));
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
