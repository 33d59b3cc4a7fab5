package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.IOException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;

/** A mailet that reads its parameters once. If it fails, James does not deliver the mail. */
abstract class ConfiguredMailet extends GenericMailet {

  /** What the mailet does to each mail. */
  interface Work {
    void on(Mail mail) throws IOException, MessagingException;
  }

  private final String done;
  private @Nullable Work work;

  /**
   * @param done what is done to a message, for sentences: {@code signed}
   */
  ConfiguredMailet(String done) {
    this.done = done;
  }

  /** Reads the parameters. */
  abstract Work configured() throws MessagingException;

  @Override
  public final void init() throws MessagingException {
    work = configured();
  }

  @Override
  public final void service(Mail mail) throws MessagingException {
    if (work == null) {
      throw new MessagingException("this mailet has no parameters yet");
    }
    try {
      work.on(mail);
    } catch (IOException e) {
      throw new MessagingException("the message could not be " + done + ": " + e.getMessage(), e);
    }
  }
}
