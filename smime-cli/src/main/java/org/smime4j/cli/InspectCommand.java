package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.cli.outlook.OutlookMessage;
import org.smime4j.findings.SmimeException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code smime inspect}: shows how messages are built, without any key. */
@Command(
    name = "inspect",
    description =
        "Show the structure of messages: the parts of mail, and CMS with its recipients, "
            + "signers, algorithms and certificates. This command needs no key and verifies "
            + "nothing: it shows what the sender wrote.")
final class InspectCommand extends SmimeCommand {

  @Parameters(
      paramLabel = "MESSAGE",
      description =
          "Mail, .msg files of Outlook, or CMS as DER, PEM or Base64, or - for the standard input"
              + " (the default).")
  private List<String> messages = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<String> names = messages.isEmpty() ? List.of(Arguments.STANDARD_INPUT) : messages;
    int status = ExitStatus.DONE;
    for (String name : names) {
      if (names.size() > 1) {
        streams().print(SafeText.line(name) + ":" + System.lineSeparator());
      }
      try {
        Outline outline = outline(name);
        streams().print(outline.toString());
        status = outline.isFaulty() ? ExitStatus.FAILED : status;
      } catch (IOException e) {
        say(Sentences.of(e));
        status = ExitStatus.FAILED;
      }
    }
    return status;
  }

  private Outline outline(String name) throws IOException {
    InputStream stored =
        name.equals(Arguments.STANDARD_INPUT)
            ? streams().in()
            : Arguments.open(Arguments.file(name));
    byte[] octets;
    try (InputStream in = OutlookMessage.orAsItIs(stored)) {
      octets = in.readNBytes(Outline.MOST_OCTETS + 1);
    }
    Outline outline = new Outline();
    boolean isCut = octets.length > Outline.MOST_OCTETS;
    try {
      new MailOutline(outline).write(octets);
      if (isCut) {
        outline.end("only the first 32 MiB were looked at");
      }
    } catch (IOException e) {
      boolean isMore = e instanceof SmimeException.LimitExceeded;
      outline.end((isMore ? "there is more than is read: " : "") + Sentences.of(e));
    }
    return outline;
  }
}
