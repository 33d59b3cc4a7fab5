package mailclient;

import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;

/**
 * {@code Client HOST SMTP IMAP USER PASSWORD ROOTS KEYS KEY-PASSWORD}: writes to oneself, and reads
 * it.
 */
public final class Client {

  private static final String USAGE =
      "usage: Client HOST SMTP IMAP USER PASSWORD ROOTS KEYS KEY-PASSWORD; SMTP and IMAP are ports";

  private Client() {}

  /** Prints one line for each message of the listing, then one for each that was opened. */
  public static void main(String[] args) throws Exception {
    if (args.length != 8) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Mailbox box =
        Mailbox.on(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3], args[4]);
    PasswordSource passwords = PasswordSource.of(args[7].toCharArray());
    Credential me = Credential.read(Path.of(args[6]), passwords);
    TrustPolicy trust =
        TrustPolicy.anchors(CertificateFiles.readCertificates(Path.of(args[5])).certificates())
            .intermediates(me.chain());
    KeyHistory keys = KeyHistory.of(me);

    MimeMessage message = new MimeMessage(box.session());
    message.setFrom(new InternetAddress(args[3]));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(args[3]));
    message.setSubject("hello");
    message.setText(TEXT, "UTF-8");
    box.send(message, Signer.with(me), Encryptor.trusting(trust).to(me.certificate()));
    box.send(message, Signer.with(me));

    box.list().forEach(System.out::println);
    for (OpenedMail mail : box.read(Decryptor.with(keys), Verifier.trusting(trust))) {
      byte[] signed = mail.requireSigned().requireTrusted().bytes();
      System.out.println(
          mail.requireSigned().worst().addresses()
              + " signed "
              + signed.length
              + " octets in "
              + mail.layers().size()
              + " layers");
    }
  }

  /** What servers and relays like to change: long lines, dots, 8-bit text, a From in the text. */
  private static final String TEXT =
      "x".repeat(2000) + "\r\n.\r\n..two dots\r\nFrom here\r\nGrüße \r\n\t\r\n" + "y".repeat(998);
}
