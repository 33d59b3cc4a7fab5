package mailclient;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.jakarta.SecureMimeMail;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;

/**
 * A person's account: sealed mail goes out by SMTP, and what comes in by IMAP is opened.
 *
 * @param session whose properties name the servers
 */
public record Mailbox(Session session, String user, String password) {

  /** A mailbox on one host, without TLS: for a server on this machine. */
  public static Mailbox on(String host, int smtp, int imap, String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", host);
    properties.setProperty("mail.smtp.port", Integer.toString(smtp));
    properties.setProperty("mail.imap.host", host);
    properties.setProperty("mail.imap.port", Integer.toString(imap));
    return new Mailbox(Session.getInstance(properties), user, password);
  }

  /** Sends a message signed and encrypted. What is handed over are the octets that were sealed. */
  public void send(MimeMessage message, Signer signer, Encryptor encryptor)
      throws IOException, MessagingException {
    send(SecureMimeMail.outgoing(message).signedBy(signer).encryptedBy(encryptor).seal());
  }

  /** Sends a message that is signed alone. */
  public void send(MimeMessage message, Signer signer) throws IOException, MessagingException {
    send(SecureMimeMail.outgoing(message).signedBy(signer).seal());
  }

  private void send(SealedMail sealed) throws IOException, MessagingException {
    Transport.send(SecureMimeMail.message(sealed, session));
  }

  /** The lines of a listing: no message is downloaded for it. */
  public List<String> list() throws MessagingException {
    try (Store store = store();
        Folder inbox = store.getFolder("INBOX")) {
      inbox.open(Folder.READ_ONLY);
      Message[] messages = inbox.getMessages();
      FetchProfile profile = new FetchProfile();
      profile.add(FetchProfile.Item.ENVELOPE);
      profile.add(FetchProfile.Item.CONTENT_INFO);
      inbox.fetch(messages, profile);
      List<String> lines = new ArrayList<>();
      for (Message message : messages) {
        lines.add(message.getFrom()[0] + " " + message.getSubject() + " " + kind(message));
      }
      return lines;
    }
  }

  private static String kind(Message message) throws MessagingException {
    return message.isMimeType("multipart/signed")
        ? "signed"
        : message.isMimeType("application/pkcs7-mime") ? "sealed" : "plain";
  }

  /** Opens all messages. */
  public List<OpenedMail> read(Decryptor decryptor, Verifier verifier)
      throws IOException, MessagingException {
    try (Store store = store();
        Folder inbox = store.getFolder("INBOX")) {
      inbox.open(Folder.READ_ONLY);
      List<OpenedMail> opened = new ArrayList<>();
      for (Message message : inbox.getMessages()) {
        opened.add(
            SecureMimeMail.open((MimeMessage) message, MailReader.with(decryptor, verifier)));
      }
      return opened;
    }
  }

  private Store store() throws MessagingException {
    Store store = session.getStore("imap");
    store.connect(user, password);
    return store;
  }
}
