package org.smime4j.james;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.smime4j.AuthenticationResults;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/** A message in James, as raw octets. */
final class Message {

  /** The attribute with the result after {@code smime=}, for matchers. */
  static final AttributeName RESULT = AttributeName.of("org.smime4j.result");

  private Message() {}

  static ByteSource of(Mail mail) throws IOException, MessagingException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    mail.getMessage().writeTo(octets);
    return ByteSource.of(octets.toByteArray());
  }

  /**
   * Passes a message on with its result, and without fields of that name from outside.
   *
   * @param judged the same message, opened
   */
  static void passOn(Mail mail, ByteSource message, OpenedMail judged, String identifier)
      throws IOException, MessagingException {
    AuthenticationResults results = AuthenticationResults.of(judged, identifier);
    ByteSource passedOn = results.replacedIn(message);
    mail.setMessage(new MimeMessage(null, new ByteArrayInputStream(passedOn.bytes())));
    mail.setAttribute(new Attribute(RESULT, AttributeValue.of(results.result())));
  }
}
