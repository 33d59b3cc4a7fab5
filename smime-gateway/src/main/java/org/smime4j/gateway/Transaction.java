package org.smime4j.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.internal.io.DotTerminatedInputStream;
import org.subethamail.smtp.internal.io.DotUnstuffingInputStream;
import org.subethamail.smtp.server.Session;

/**
 * One message with its envelope. The next server is asked for each address at once, so that each
 * reply is its own.
 */
final class Transaction implements MessageHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

  /** RFC 5321 section 4.1.2. Routes are refused: nobody needs them. */
  private static final Pattern ARGUMENTS =
      Pattern.compile(
          "(?i)(FROM|TO): ?<((?!@)(?:[^<>\"\\\\\\p{Cntrl} ]"
              + "|\"(?:[^\"\\\\\\p{Cntrl}]|\\\\\\P{Cntrl})*\")*)>((?: +[!-~]+)*) *");

  private final Listener listener;
  private final Session session;
  private final Set<String> recipients = new LinkedHashSet<>();
  private String sender = "";
  private long declared;
  private @Nullable NextHop hop;

  Transaction(Listener listener, Session session) {
    this.listener = listener;
    this.session = session;
  }

  /** Asks the next server about an address, with the parameters that it knows. */
  Reply ask(String line, boolean isSender) throws IOException {
    Matcher arguments = ARGUMENTS.matcher(line.substring(4).strip());
    if (!arguments.matches() || isSender != arguments.group(1).equalsIgnoreCase("FROM")) {
      return new Reply(501, "5.5.4 syntax: address in angle brackets, then parameters");
    }
    if (recipients.size() >= listener.gateway.recipients()) {
      return new Reply(452, "4.5.3 too many recipients");
    }
    if (hop == null) {
      hop = listener.connect();
    }
    String address = arguments.group(2);
    StringBuilder command = new StringBuilder(isSender ? "MAIL FROM:<" : "RCPT TO:<");
    command.append(address).append('>');
    for (String each : arguments.group(3).split(" +", -1)) {
      String parameter = each.toUpperCase(Locale.ROOT);
      if (parameter.matches("SIZE=\\d{1,18}")) {
        declared = Long.parseLong(each.substring(5));
      } else if (!parameter.matches("|BODY=7BIT|BODY=8BITMIME|AUTH=.*")
          && (hop.supportsExtension("DSN") || !parameter.matches("(RET|ENVID|NOTIFY|ORCPT)=.*"))) {
        command.append(' ').append(each);
      }
    }
    Reply reply = hop.command(command + (isSender ? " BODY=8BITMIME" : ""));
    if (reply.isPositive() && isSender) {
      sender = address;
    } else if (reply.isPositive()) {
      recipients.add(address);
    }
    return reply;
  }

  /** DATA: the reply is the next server's, or says why it was not asked. */
  @Nullable Reply received() throws IOException {
    if (recipients.isEmpty()) {
      return new Reply(503, "5.5.1 first sender and recipient");
    }
    long allowed = listener.gateway.size().toBytes();
    long most = declared == 0 ? allowed : Math.min(allowed, declared + 65_536);
    int weight = listener.take(most);
    try {
      session.sendResponse("354 end with CRLF.CRLF");
      Reply reply = passedOn(ByteSource.of(data(session.getRawInput(), most)));
      // A gateway that stops waits until the reply is sent.
      session.sendResponse(reply.toString());
      session.resetMailTransaction();
      return null;
    } finally {
      listener.memory.release(weight);
    }
  }

  private Reply passedOn(ByteSource message) {
    long began = System.nanoTime();
    String outcome = "refused";
    String id = listener.name + " " + session.getSessionId();
    Reply reply;
    try {
      requireHeader(message);
      Listener.Passed passed = listener.way.passed(message, sender, recipients);
      reply = Objects.requireNonNull(hop).message(passed.message());
      outcome = passed.outcome();
    } catch (IOException | RuntimeException e) {
      reply = Reply.of(e);
      if (reply.equals(Reply.FAULT)) {
        LOG.error("{}: {}", id, reply, e);
      }
    }
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    String name = "smime.gateway.messages";
    String result = reply.isPositive() ? "sent" : reply.code() < 500 ? "deferred" : "refused";
    listener
        .meters
        .timer(name, "direction", listener.name, "outcome", outcome, "result", result)
        .record(time);
    String what = recipients.size() + " recipients, " + time.toMillis() + " ms, " + outcome;
    LOG.info("{}: {}, {}: {}", id, what, result, reply);
    return reply;
  }

  /**
   * The message after DATA. It ends at CRLF.CRLF and nowhere else, and a message that has another
   * line end than CRLF is refused: servers that disagree where a message ends would see two. All of
   * it is read, also if it is refused.
   */
  private byte[] data(InputStream wire, long most) throws IOException {
    long end = System.nanoTime() + listener.gateway.patience().toNanos();
    InputStream in = new DotUnstuffingInputStream(new DotTerminatedInputStream(wire));
    ByteArrayOutputStream data = new ByteArrayOutputStream((int) Math.min(declared, most));
    byte[] block = new byte[256];
    long length = 0;
    byte last = 0;
    boolean isCrLf = true;
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      length += read;
      for (int i = 0; i < read; i++) {
        isCrLf &= (last == '\r') == (block[i] == '\n');
        last = block[i];
      }
      if (length <= most) {
        data.write(block, 0, read);
      }
      if (System.nanoTime() - end > 0) {
        throw new SocketTimeoutException("the message takes too long");
      }
    }
    if (length > most) {
      throw new Reply.Rejected(552, "5.3.4 the message has more than " + most + " bytes");
    }
    if (!isCrLf || last == '\r') {
      throw new Reply.Rejected(550, "5.5.2 the message has CR or LF that are not CRLF");
    }
    return data.toByteArray();
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
      throw new Reply.Rejected(554, "5.6.0 this has no header, so it is not mail");
    }
  }

  /** SubEthaSMTP's own commands would call these three; the gateway has its own. */
  @Override
  public void from(String from) {}

  @Override
  public void recipient(String recipient) {}

  @Override
  public String data(InputStream data) {
    throw new IllegalStateException();
  }

  @Override
  public void done() {
    if (hop != null) {
      hop.drop();
    }
  }
}
