package org.smime4j.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.angus.mail.util.CRLFOutputStream;
import org.smime4j.AuthenticationResults;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * Mail from outside is passed on with the verdict on its signature, and without its outermost
 * encryption. What does not open, for whatever reason, stays as it is.
 *
 * @param book learns the certificates of trusted mail, if it is to
 */
record Inbound(Supplier<MailReader> current, GatewayProperties.In settings, Book book)
    implements Listener.Way {

  @Override
  public Listener.Passed passed(ByteSource message, String sender, Set<String> recipients)
      throws IOException {
    MailReader reader = current.get();
    try (OpenedMail opened = reader.open(message)) {
      try {
        if (settings.onlyAuthenticated()) {
          opened.content();
        }
        ByteSource inside = withNetworkLineEnds(opened.delivery().withoutEnvelope());
        // The verdict is on what is delivered.
        try (OpenedMail judged = reader.open(inside)) {
          return stated(inside, judged, "decrypted");
        }
      } catch (SmimeException e) {
        // No sender must learn why a message stays encrypted.
      }
      return stated(opened.delivery().unchanged(), opened, opened.outcome().label());
    }
  }

  /** SMTP has no other line ends; what was encrypted may. */
  private static ByteSource withNetworkLineEnds(ByteSource message) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    message.writeTo(new CRLFOutputStream(lines));
    return ByteSource.of(lines.toByteArray());
  }

  private Listener.Passed stated(ByteSource message, OpenedMail judged, String outcome)
      throws IOException {
    AuthenticationResults results = AuthenticationResults.of(judged, settings.identifier());
    Listener.Passed passed =
        new Listener.Passed(ByteSource.of(results.replacedIn(message).bytes()), outcome);
    if (settings.harvest() && results.result().equals("pass")) {
      book.harvest(judged.requireSigned());
    }
    return passed;
  }
}
