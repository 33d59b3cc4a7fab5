package org.smime4j.gateway;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.smime4j.sources.ByteSource;

/** A connection to the next server, whose replies are the gateway's. */
final class NextHop extends SMTPTransport {

  private boolean isDropped;

  private interface Exchange {
    void run() throws IOException, MessagingException;
  }

  private NextHop(Session session, URI address) {
    super(session, new URLName("smtp", address.getHost(), address.getPort(), null, null, null));
  }

  /** Connects, or fails with a reply by which the sender's server keeps its mail. */
  static NextHop connect(GatewayProperties gateway, GatewayProperties.Hops hops)
      throws Reply.Rejected {
    Properties properties = new Properties();
    for (String each : List.of("connectiontimeout", "timeout", "writetimeout")) {
      properties.put("mail.smtp." + each, String.valueOf(gateway.timeout().toMillis()));
    }
    properties.put("mail.smtp.localhost", gateway.name());
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.smtp.starttls.required", String.valueOf(hops.tls()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.mime.allowutf8", "true");
    NextHop hop = new NextHop(Session.getInstance(properties), hops.nextHop());
    try {
      hop.connect();
      if (!hop.supportsExtension("8BITMIME")) {
        throw new MessagingException("no 8BITMIME");
      }
      return hop;
    } catch (MessagingException e) {
      hop.drop();
      throw new Reply.Rejected(451, "4.4.1 the next server cannot be used: " + e.getMessage());
    }
  }

  /** Sends a command, and returns the answer. */
  synchronized Reply command(String command) {
    return answer(() -> simpleCommand(command));
  }

  /** Sends a message, and returns the answer to its end. */
  synchronized Reply message(ByteSource message) {
    return answer(
        () -> {
          OutputStream out = data();
          message.writeTo(out);
          finishData();
        });
  }

  private Reply answer(Exchange exchange) {
    int code = 0;
    try {
      if (!isDropped) {
        exchange.run();
        code = getLastReturnCode();
      }
    } catch (SMTPSendFailedException e) {
      code = getLastReturnCode();
    } catch (IOException | MessagingException e) {
      // The connection broke, or the answer did not come in time.
    }
    boolean isFinal = Set.of(2, 4, 5).contains(code / 100);
    if (!isFinal || code == 421) {
      drop();
    }
    String text = isFinal ? getLastServerResponse() : "4.4.2 the next server gave no answer";
    return new Reply(
        isFinal && code != 421 ? code : 451, text.replaceAll("(?m)^\\d{3}[- ]?|\r", ""));
  }

  void drop() {
    isDropped = true;
    try {
      close();
    } catch (MessagingException e) {
      // It is closed.
    }
  }
}
