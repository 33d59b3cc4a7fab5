package imapmailbox;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.keys.PasswordSource;

/**
 * {@code ImapMailbox JOURNAL HOST PORT USER PASSWORD-FILE KEY-DIRECTORY KEY-PASSWORDS WHAT
 * [CERTIFICATE] [--dry-run] [FOLDER...]}: changes all messages of a mailbox. WHAT is {@code
 * decrypt}, {@code reencrypt}, or {@code encrypt}, which encrypts plain mail too. After an
 * interruption the same command goes on.
 */
public final class ImapMailbox {

  private ImapMailbox() {}

  /** Exits with 0 if each encrypted message was changed, or is for the new key already. */
  public static void main(String[] args) throws Exception {
    if (args.length < 8 || (args.length < 9 && !args[7].equals("decrypt"))) {
      System.err.println(
          "JOURNAL HOST PORT USER PASSWORD-FILE KEY-DIRECTORY KEY-PASSWORDS-FILE"
              + " decrypt|reencrypt|encrypt [CERTIFICATE] [--dry-run] [FOLDER...]");
      System.exit(2);
    }
    System.exit(run(new ArrayList<>(List.of(args))) ? 0 : 1);
  }

  private static boolean run(List<String> args) throws Exception {
    Journal journal = new Journal(Path.of(args.remove(0)));
    String host = args.remove(0);
    int port = Integer.parseInt(args.remove(0));
    String user = args.remove(0);
    String password = Files.readAllLines(Path.of(args.remove(0))).get(0);
    KeyHistory keys = keys(Path.of(args.remove(0)), Path.of(args.remove(0)));
    String what = args.remove(0);
    if (!List.of("decrypt", "reencrypt", "encrypt").contains(what)) {
      throw new IllegalArgumentException("decrypt, reencrypt or encrypt, and not " + what);
    }
    List<X509Certificate> to =
        what.equals("decrypt")
            ? List.of()
            : CertificateFiles.readCertificates(Path.of(args.remove(0))).certificates();
    boolean isDry = args.remove("--dry-run");
    Change change = new Change(Decryptor.with(keys), to, what.equals("encrypt"));
    int changed = 0;
    int unchanged = 0;
    try (IMAPStore store =
        (IMAPStore) Session.getInstance(properties(host, port)).getStore("imap")) {
      store.connect(user, password);
      for (String name : args.isEmpty() ? folders(store) : args) {
        try (ChangedFolder folder = new ChangedFolder(store, name, journal, System.out::println)) {
          folder.change(change, isDry);
          changed += folder.changed();
          unchanged += folder.unchanged();
        }
      }
    }
    System.out.println(
        changed + (isDry ? " would be changed, " : " changed, ") + unchanged + " not opened");
    return unchanged == 0;
  }

  private static KeyHistory keys(Path directory, Path passwords) throws IOException {
    KeyHistory keys = KeyHistory.read(PasswordSource.ofLines(passwords), directory);
    keys.skipped().forEach((file, why) -> System.err.println("skipped " + file + ": " + why));
    return keys;
  }

  private static List<String> folders(IMAPStore store) throws MessagingException {
    List<String> names = new ArrayList<>();
    for (Folder folder : store.getDefaultFolder().list("*")) {
      if ((folder.getType() & Folder.HOLDS_MESSAGES) != 0) {
        names.add(folder.getFullName());
      }
    }
    return names;
  }

  /** Without TLS only on this machine. */
  private static Properties properties(String host, int port) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("mail.imap.host", host);
    properties.setProperty("mail.imap.port", Integer.toString(port));
    properties.setProperty("mail.imap.timeout", "60000");
    properties.setProperty("mail.imap.connectiontimeout", "60000");
    // To read a message does not mark it as read.
    properties.setProperty("mail.imap.peek", "true");
    properties.setProperty("mail.imap.partialfetch", "false");
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      properties.setProperty("mail.imap.starttls.enable", "true");
      properties.setProperty("mail.imap.starttls.required", "true");
      properties.setProperty("mail.imap.ssl.checkserveridentity", "true");
    }
    return properties;
  }
}
