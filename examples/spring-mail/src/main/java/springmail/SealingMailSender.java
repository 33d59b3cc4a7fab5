package springmail;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.smime4j.Outgoing;
import org.smime4j.jakarta.SecureMimeMail;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMailMessage;

/**
 * Seals what an application sends by Spring, and hands it to the sender that Spring configured. If
 * one message of several cannot be sealed, none is sent.
 */
public final class SealingMailSender implements JavaMailSender {

  private final JavaMailSender sender;
  private final UnaryOperator<Outgoing> sealing;

  /**
   * @param sender who sends
   * @param sealing how a message is signed and encrypted
   */
  public SealingMailSender(JavaMailSender sender, UnaryOperator<Outgoing> sealing) {
    this.sender = sender;
    this.sealing = sealing;
  }

  @Override
  public MimeMessage createMimeMessage() {
    return sender.createMimeMessage();
  }

  @Override
  public MimeMessage createMimeMessage(InputStream content) {
    return sender.createMimeMessage(content);
  }

  @Override
  public void send(MimeMessage... messages) {
    MimeMessage[] sealed = new MimeMessage[messages.length];
    for (int i = 0; i < messages.length; i++) {
      try {
        sealed[i] =
            SecureMimeMail.message(
                sealing.apply(SecureMimeMail.outgoing(messages[i])).seal(),
                messages[i].getSession());
      } catch (IOException e) {
        throw new MailPreparationException("The message could not be sealed", e);
      }
    }
    sender.send(sealed);
  }

  @Override
  public void send(SimpleMailMessage... messages) {
    MimeMessage[] written = new MimeMessage[messages.length];
    for (int i = 0; i < messages.length; i++) {
      MimeMailMessage message = new MimeMailMessage(createMimeMessage());
      messages[i].copyTo(message);
      written[i] = message.getMimeMessage();
    }
    send(written);
  }
}
