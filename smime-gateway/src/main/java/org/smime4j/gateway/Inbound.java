package org.smime4j.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.angus.mail.util.CRLFOutputStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.AuthenticationResults;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.open.ReadMail;
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
      Listener.Passed inside = inside(reader, opened);
      // Made whichever is passed on: the time must not tell which it is.
      ByteSource stated = stated(opened.delivery().unchanged(), opened);
      Listener.Passed unchanged = new Listener.Passed(stated, opened.outcome().label());
      harvest(opened, inside == null);
      return inside == null ? unchanged : inside;
    }
  }

  private Listener.@Nullable Passed inside(MailReader reader, OpenedMail opened)
      throws IOException {
    // Octets that are no message are tried as well: the time must not tell what they are.
    ReadMail tried = ReadMail.of(opened).triedForDelivery();
    try {
      if (settings.onlyAuthenticated()) {
        tried.content();
      }
      ByteSource inside = withNetworkLineEnds(tried.delivery().withoutEnvelope());
      // The verdict is on what is delivered.
      try (OpenedMail judged = reader.open(inside)) {
        Listener.Passed decrypted = new Listener.Passed(stated(inside, judged), "decrypted");
        harvest(judged, tried == opened);
        return tried == opened ? decrypted : null;
      }
    } catch (SmimeException e) {
      // No sender must learn why a message stays encrypted.
      return null;
    }
  }

  /** SMTP has no other line ends; what was encrypted may. */
  private static ByteSource withNetworkLineEnds(ByteSource message) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    message.writeTo(new CRLFOutputStream(lines));
    return ByteSource.of(lines.toByteArray());
  }

  private ByteSource stated(ByteSource message, OpenedMail judged) throws IOException {
    return ByteSource.of(results(judged).replacedIn(message).bytes());
  }

  private void harvest(OpenedMail judged, boolean isPassedOn) throws IOException {
    if (settings.harvest() && results(judged).result().equals("pass") && isPassedOn) {
      book.harvest(judged.requireSigned());
    }
  }

  private AuthenticationResults results(OpenedMail judged) {
    return AuthenticationResults.of(judged, settings.identifier());
  }
}
