package org.smime4j.james;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smime4j.AuthenticationResults;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/** A message in James, as raw octets. */
final class Message {

  /** The attribute with the result after {@code smime=}, for matchers. */
  static final AttributeName RESULT = AttributeName.of("org.smime4j.result");

  /** The attribute with what became of the message, by the label of its outcome. */
  static final AttributeName OUTCOME = AttributeName.of("org.smime4j.outcome");

  private static final Logger LOGGER = LoggerFactory.getLogger(Message.class);

  private static final MailReader WITHOUT_KEYS =
      MailReader.with(
          Decryptor.with(KeyHistory.of()),
          Verifier.trusting(TrustPolicy.withoutAnchors("only the layers are looked at")));

  private Message() {}

  static ByteSource of(Mail mail) throws IOException, MessagingException {
    return octets(mail.getMessage());
  }

  /** The message as James writes it. */
  static ByteSource octets(MimeMessage message) throws IOException, MessagingException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    message.writeTo(octets);
    return ByteSource.of(octets.toByteArray());
  }

  static MimeMessage read(ByteSource message) throws IOException, MessagingException {
    return new MimeMessage(null, new ByteArrayInputStream(message.bytes()));
  }

  /** Returns true if results can have this name. */
  static boolean isIdentifier(String name) throws MessagingException {
    try (OpenedMail any = WITHOUT_KEYS.open(ByteSource.of(new byte[0]))) {
      AuthenticationResults.of(any, name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    } catch (IOException e) {
      throw new MessagingException("identifier: " + e.getMessage(), e);
    }
  }

  /**
   * How messages from outside are passed on.
   *
   * @param stripped the lower-case names of fields that only this server may write
   * @param book learns the certificates of trusted mail; null for none
   */
  record Incoming(String identifier, Set<String> stripped, @Nullable Book book) {

    /** The message without fields that only this server may write. */
    ByteSource of(Mail mail) throws IOException, MessagingException {
      MimeMessage message = read(Message.of(mail));
      for (String name : stripped) {
        message.removeHeader(name);
      }
      return octets(message);
    }

    /**
     * Passes a message on with its result, and without results of that identifier from outside.
     *
     * @param judged the same message, opened
     */
    void passOn(Mail mail, ByteSource message, OpenedMail judged)
        throws IOException, MessagingException {
      passOn(mail, judged(message, judged));
    }

    /** Makes what {@link #passOn(Mail, Judged)} delivers. */
    Judged judged(ByteSource message, OpenedMail judged) throws IOException, MessagingException {
      AuthenticationResults results = AuthenticationResults.of(judged, identifier);
      return new Judged(read(results.replacedIn(message)), results.result(), judged);
    }

    void passOn(Mail mail, Judged delivered) throws MessagingException {
      mail.setMessage(delivered.message);
      say(mail, RESULT, delivered.result);
      say(mail, OUTCOME, delivered.mail.outcome().label());
      if (book != null && delivered.result.equals("pass")) {
        try {
          book.harvest(delivered.mail.requireSigned());
        } catch (IOException e) {
          LOGGER.error("The certificates of a message could not be kept: {}", e.getMessage());
        }
      }
    }
  }

  /**
   * A message with its result.
   *
   * @param mail the same message, opened
   */
  record Judged(MimeMessage message, String result, OpenedMail mail) {}

  /** What surrounds a message, as far as that can be seen without a key. */
  record Outside(boolean signed, boolean encrypted) {

    static Outside of(ByteSource message) throws IOException {
      try (OpenedMail opened = WITHOUT_KEYS.open(message)) {
        return new Outside(
            has(opened, Layer.Kind.SIGNED) || has(opened, Layer.Kind.SIGNED_OPAQUELY),
            has(opened, Layer.Kind.ENCRYPTED)
                || opened.failure().orElse(null) instanceof SmimeException.NoMatchingKey);
      }
    }

    static Outside of(Mail mail) throws MessagingException {
      try {
        return of(Message.of(mail));
      } catch (IOException e) {
        throw new MessagingException("the message could not be read: " + e.getMessage(), e);
      }
    }

    private static boolean has(OpenedMail opened, Layer.Kind kind) {
      return opened.layers().stream().anyMatch(each -> each.isWhole() && each.kind() == kind);
    }
  }

  static void replace(Mail mail, ByteSource message) throws IOException, MessagingException {
    mail.setMessage(read(message));
  }

  static boolean says(Mail mail, AttributeName attribute, String what) {
    return mail.getAttribute(attribute)
        .filter(each -> what.equals(each.getValue().value()))
        .isPresent();
  }

  static void say(Mail mail, AttributeName attribute, String what) {
    mail.setAttribute(new Attribute(attribute, AttributeValue.of(what)));
  }
}
