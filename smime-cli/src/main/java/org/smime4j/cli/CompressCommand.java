package org.smime4j.cli;

import java.util.List;
import org.smime4j.Compressor;
import org.smime4j.Outgoing;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smime compress}: compresses one message. */
@Command(
    name = "compress",
    description = "Compress a message with zlib (RFC 3274). Compress before you sign or encrypt.")
final class CompressCommand extends SmimeCommand {

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
