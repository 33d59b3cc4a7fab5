package org.smime4j.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * That a mail server passes each message through the command, as a group of one option, and what
 * the exit status then tells the server (sysexits.h).
 */
class FilterOption {

  private static final String NAME = "--filter";

  /** What reads or writes elsewhere, or ends with a status that no server knows. */
  private static final List<String> NOT_BESIDE =
      List.of(
          "--out --cms --content --html --json --detached --unverified --require-trusted --require-intact"
              .split(" "));

  /** The message itself cannot be used (EX_DATAERR). */
  static final int UNUSABLE_MESSAGE = 65;

  /** The message may be sent later, once something else works again (EX_TEMPFAIL). */
  static final int TRY_AGAIN = 75;

  /** A recipient has no certificate that is accepted (EX_NOPERM). */
  static final int NOT_PERMITTED = 77;

  @Option(
      names = NAME,
      required = true,
      description =
          "Run as a filter of a mail server: read one message from the standard input, and write "
              + "the result to the standard output once it is complete. Exit status: 0 written; 65 "
              + "the message cannot be used; 77 a recipient has no accepted certificate; 75 for "
              + "every other failure, so that the server tries again.")
  boolean filters;

  /** A filter that states its verdict on the message. */
  static final class WithVerdict extends FilterOption {
    @Option(
        names = "--authentication-results",
        required = true,
        paramLabel = "ID",
        description =
            "With --filter: write the verdict into the field Authentication-Results, for a gateway "
                + "of this name.")
    private String gateway = "";

    /** The name of the gateway. */
    String gateway() {
      if (!gateway.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,252}")) {
        throw new UsageException("--authentication-results: a name such as mx.example.org");
      }
      return gateway;
    }
  }

  /** Fails if the message has no header: it is no mail, whenever the server tries again. */
  static void requireHeader(ByteSource message) throws IOException {
    boolean isMail = true;
    try {
      isMail = MailReader.structure(message).isEntity();
    } catch (SmimeException.LimitExceeded e) {
      // It has parts, so it is mail, and the reader says what is wrong with it.
    }
    if (!isMail) {
      throw new SmimeException.Malformed("the input", -1, "this has no header, so it is not mail");
    }
  }

  /** The status for a failure: one that may pass by itself keeps the message in the queue. */
  static int status(Exception failure) {
    if (failure instanceof SmimeException.Refused refused) {
      return switch (refused.rule()) {
        case CERTIFICATE_SOURCE -> TRY_AGAIN;
        case RECIPIENT_CERTIFICATE, RSA_KEY_TOO_SHORT -> NOT_PERMITTED;
        default -> UNUSABLE_MESSAGE;
      };
    }
    return failure instanceof SmimeException.Malformed
            || failure instanceof SmimeException.LimitExceeded
        ? UNUSABLE_MESSAGE
        : TRY_AGAIN;
  }

  /** The status for arguments of which nothing is known but how they were typed. */
  static int status(int status, String... args) {
    boolean isOther = status != ExitStatus.DONE && status < UNUSABLE_MESSAGE;
    boolean filters = Arrays.stream(args).anyMatch(arg -> arg.split("=", 2)[0].equals(NAME));
    return isOther && filters ? TRY_AGAIN : status;
  }

  /** Whether these arguments have the option. */
  static boolean isIn(ParseResult command) {
    return command.hasMatchedOption(NAME);
  }

  /** Refuses what a filter cannot do. */
  static void refuseOthers(ParseResult command) {
    if (!isIn(command)) {
      return;
    }
    for (String each : NOT_BESIDE) {
      if (command.hasMatchedOption(each)) {
        throw new UsageException(NAME + " takes no " + each);
      }
    }
    if (!command.matchedPositionals().isEmpty()) {
      throw new UsageException(NAME + " reads the message from the standard input: name none");
    }
  }
}
