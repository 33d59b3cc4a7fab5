package imapmailbox;

import java.security.cert.X509Certificate;
import org.smime4j.sources.ByteSource;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;

/**
 * The program changes mailboxes of Debian's Dovecot, and is killed meanwhile; {@code -Dsamples=20}
 * kills it twenty times as often.
 */
class ImapMailboxTest {

  private static final Path KIT = Path.of(System.getProperty("kit"));
  private static final int SAMPLES = Integer.getInteger("samples", 1);
  private static final int MESSAGES = 200 * SAMPLES;
  private static final int KILLS = 3 * SAMPLES;

  /** The longest time from the beginning, or from the first copies, to a kill. */
  private static final long MILLIS = 1_500;

  private static final String NOW =
      DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));

  private static Dovecot server;
  private static Credential bob;
  private static Encryptor toAlice;

  @TempDir private Path folder;

  private String user;
  private Path carol;

  @BeforeAll
  static void start() throws Exception {
    server = Dovecot.start();
    bob =
        Credential.read(
            KIT.resolve("pki/bob.pfx"), PasswordSource.of("new-password".toCharArray()));
    toAlice =
        Encryptor.unvalidated("a test")
            .to(
                CertificateFiles.readCertificates(KIT.resolve("pki/alice-2025.pem"))
                    .certificates()
                    .toArray(new X509Certificate[0]));
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  @BeforeEach
  void files(TestInfo test) throws IOException {
    user = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    Files.writeString(folder.resolve("password"), Dovecot.PASSWORD + "\n");
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.writeString(
        keys.resolve("alice.pem"),
        Files.readString(KIT.resolve("pki/alice-2025.key"))
            + Files.readString(KIT.resolve("pki/alice-2025.pem")));
    Files.writeString(folder.resolve("passwords"), "\n");
    carol = folder.resolve("carol.pem");
    Files.writeString(
        carol,
        Files.readString(KIT.resolve("pki/carol.key"))
            + Files.readString(KIT.resolve("pki/carol.pem")));
  }

  private static byte[] plain(int i) {
    return ("From: bob@example.org\r\nTo: alice@example.org\r\nSubject: s"
            + i
            + "\r\nMessage-ID: <"
            + i
            + "@example.org>\r\nDate: "
            + NOW
            + "\r\nReceived: from a by b;\r\n\tMon, 1 Jun 2026 10:00:00 +0000\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nDear Alice "
            + i
            + "\r\n"
            + "x".repeat(70).concat("\r\n").repeat(30))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] encrypted(int i) throws IOException {
    Outgoing outgoing = Outgoing.of(plain(i));
    return (i % 10 == 0 ? outgoing.signedBy(Signer.with(bob)) : outgoing)
        .encryptedBy(toAlice)
        .seal()
        .bytes();
  }

  private static Flags flags(int i) {
    Flags flags = new Flags();
    if (i % 2 == 0) {
      flags.add(Flags.Flag.SEEN);
    }
    if (i % 3 == 0) {
      flags.add(Flags.Flag.FLAGGED);
    }
    if (i % 5 == 0) {
      flags.add("$Label" + i % 4);
    }
    return flags;
  }

  private IMAPStore store() throws MessagingException {
    Properties properties = new Properties();
    properties.setProperty("mail.imap.host", "127.0.0.1");
    properties.setProperty("mail.imap.port", Integer.toString(server.port()));
    properties.setProperty("mail.imap.peek", "true");
    properties.setProperty("mail.imap.partialfetch", "false");
    IMAPStore store = (IMAPStore) Session.getInstance(properties).getStore("imap");
    store.connect(user, Dovecot.PASSWORD);
    return store;
  }

  private void append(String name, List<byte[]> messages, int from) throws Exception {
    try (IMAPStore store = store()) {
      Folder to = store.getFolder(name);
      if (!to.exists()) {
        to.create(Folder.HOLDS_MESSAGES);
      }
      List<Message> all = new ArrayList<>();
      for (int i = 0; i < messages.size(); i++) {
        Date date = Date.from(Instant.ofEpochSecond(1_500_000_000L + from + i));
        MimeMessage message =
            new MimeMessage(null, new ByteArrayInputStream(messages.get(i))) {
              @Override
              public Date getReceivedDate() {
                return date;
              }
            };
        message.setFlags(flags(from + i), true);
        all.add(message);
      }
      to.appendMessages(all.toArray(Message[]::new));
    }
  }

  /** What must stay, by folder and Message-ID. */
  private Map<String, String> listed() throws Exception {
    Map<String, String> listed = new TreeMap<>();
    try (IMAPStore store = store()) {
      for (Folder each : store.getDefaultFolder().list("*")) {
        try (Folder open = each) {
          open.open(Folder.READ_ONLY);
          FetchProfile profile = new FetchProfile();
          profile.add(FetchProfile.Item.FLAGS);
          profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
          profile.add("Message-ID");
          profile.add("Received");
          open.fetch(open.getMessages(), profile);
          for (Message message : open.getMessages()) {
            Flags flags = message.getFlags();
            flags.remove(Flags.Flag.RECENT);
            String key = open.getFullName() + " " + message.getHeader("Message-ID")[0];
            String value =
                flags
                    + " "
                    + message.getReceivedDate().toInstant()
                    + " "
                    + message.getHeader("Received")[0];
            assertEquals(null, listed.put(key, value), "twice: " + key);
          }
        }
      }
    }
    return listed;
  }

  private List<byte[]> octets(String name) throws Exception {
    List<byte[]> all = new ArrayList<>();
    try (IMAPStore store = store();
        Folder open = store.getFolder(name)) {
      open.open(Folder.READ_ONLY);
      for (Message message : open.getMessages()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        all.add(out.toByteArray());
      }
    }
    return all;
  }

  private Process start(String journal, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ImapMailbox.class.getName(),
                folder.resolve(journal).toString(),
                "127.0.0.1",
                Integer.toString(server.port()),
                user,
                folder.resolve("password").toString(),
                folder.resolve("keys").toString(),
                folder.resolve("passwords").toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private int run(String journal, String... arguments) throws Exception {
    Process process = start(journal, arguments);
    assertTrue(process.waitFor(30, TimeUnit.MINUTES));
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  private static MailReader reader(Path key) throws Exception {
    return MailReader.with(
        Decryptor.with(KeyHistory.read(PasswordSource.of(new char[0]), key)),
        Verifier.trusting(
            TrustPolicy.anchors(
                    CertificateFiles.readCertificates(KIT.resolve("trust")).certificates())
                .intermediates(bob.chain())));
  }

  private String carolsCertificate() {
    return KIT.resolve("pki/carol.pem").toString();
  }

  @Test
  void killsAtRandomMoments_loseNothingAndDoubleNothing() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ImapMailboxTest seed " + seed + ", " + KILLS + " kills of " + MESSAGES);
    for (int i = 0; i < MESSAGES; i += 100) {
      List<byte[]> some = new ArrayList<>();
      for (int j = i; j < Math.min(i + 100, MESSAGES); j++) {
        some.add(encrypted(j));
      }
      append(i % 200 == 100 ? "Sent" : "INBOX", some, i);
    }
    Map<String, String> before = listed();
    assertEquals(MESSAGES, before.size());
    Random random = new Random(seed);
    int killed = 0;
    Path journal = folder.resolve("journal");
    boolean finished = false;
    while (!finished) {
      long known = Files.exists(journal) ? Files.size(journal) : 0;
      Process process = start("journal", "reencrypt", carolsCertificate());
      if (killed < KILLS && random.nextInt(4) > 0) {
        // Some kills come while it starts, and most once copies are begun.
        while (process.isAlive() && (!Files.exists(journal) || Files.size(journal) <= known)) {
          Thread.sleep(5);
        }
      }
      finished =
          process.waitFor(
              killed < KILLS ? random.nextLong(MILLIS) : 1_800_000, TimeUnit.MILLISECONDS);
      if (finished) {
        assertEquals(0, process.exitValue(), said());
      } else {
        process.destroyForcibly().waitFor();
        killed++;
      }
    }
    System.out.println("ImapMailboxTest: " + killed + " kills, at last " + said().trim());
    assertTrue(killed > 0);
    assertEquals(before, listed(), "seed " + seed);
    MailReader byCarol = reader(carol);
    int opened = 0;
    for (String name : List.of("INBOX", "Sent")) {
      for (byte[] message : octets(name)) {
        try (OpenedMail mail = byCarol.open(ByteSource.of(message))) {
          int i = number(message);
          String content =
              new String(mail.unauthenticatedContent().bytes(), StandardCharsets.US_ASCII);
          assertTrue(content.contains("Dear Alice " + i + "\r\n"), content);
          if (i % 10 == 0) {
            mail.requireSigned().requireTrusted();
          }
          opened++;
        }
      }
    }
    assertEquals(MESSAGES, opened);
  }

  private static int number(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    return Integer.parseInt(text.replaceAll("(?s).*?Message-ID: <(\\d+)@.*", "$1"));
  }

  @Test
  void othersDeletions_andWhatDoesNotOpen_stay() throws Exception {
    byte[] altered =
        Files.readAllBytes(KIT.resolve("messages").resolve(find("encrypted-2019.eml")));
    append("INBOX", List.of(encrypted(1), plain(2), encrypted(3), withId(altered, 4)), 1);
    try (IMAPStore store = store()) {
      Folder inbox = store.getFolder("INBOX");
      inbox.open(Folder.READ_WRITE);
      inbox.getMessage(2).setFlag(Flags.Flag.DELETED, true);
      inbox.getMessage(3).setFlag(Flags.Flag.DELETED, true);
      inbox.close(false);
    }
    Map<String, String> before = listed();
    List<byte[]> octets = octets("INBOX");
    assertEquals(1, run("dry", "reencrypt", carolsCertificate(), "--dry-run"), said());
    assertTrue(said().contains("1 would be changed, 1 not opened"), said());
    assertEquals(before, listed());
    assertEquals(1, run("journal", "reencrypt", carolsCertificate()), said());
    assertTrue(said().contains("INBOX 4: ") && said().contains("1 changed, 1 not opened"), said());
    assertEquals(before, listed());
    List<byte[]> after = octets("INBOX");
    assertArrayEquals(octets.get(1), after.get(0));
    assertArrayEquals(octets.get(2), after.get(1));
    assertArrayEquals(octets.get(3), after.get(2));
    assertFalse(said().contains("Exception"));
  }

  /** Who sends mail with the number of a copy deletes nothing by it. */
  @Test
  void aStrangersNumberDeletesNothing() throws Exception {
    byte[] forged =
        ("X-Smime-Copy: 00112233445566778899aabbccddeeff\r\n"
                + new String(plain(2), StandardCharsets.US_ASCII))
            .getBytes(StandardCharsets.US_ASCII);
    append("INBOX", List.of(encrypted(1), forged), 1);
    Map<String, String> before = listed();
    assertEquals(0, run("journal", "reencrypt", carolsCertificate()), said());
    assertEquals(before, listed());
  }

  @Test
  void plainMailIsEncrypted_andDecryptedAgain_asItWas() throws Exception {
    append("INBOX", List.of(plain(1), encrypted(10)), 1);
    Map<String, String> before = listed();
    assertEquals(0, run("one", "encrypt", carolsCertificate()), said());
    assertEquals(before, listed());
    for (byte[] message : octets("INBOX")) {
      try (OpenedMail mail = reader(carol).open(ByteSource.of(message))) {
        assertTrue(mail.encryption().isPresent(), mail::toString);
      }
    }
    Files.copy(carol, folder.resolve("keys/carol.pem"));
    assertEquals(0, run("two", "encrypt", carolsCertificate()), said());
    assertTrue(said().contains("0 changed"), said());
    assertEquals(0, run("three", "decrypt"), said());
    assertEquals(before, listed());
    for (byte[] message : octets("INBOX")) {
      String text = new String(message, StandardCharsets.US_ASCII);
      assertFalse(text.contains("pkcs7-mime"), text);
      if (number(message) == 1) {
        String was = new String(plain(1), StandardCharsets.US_ASCII);
        assertEquals(
            was.substring(was.indexOf("MIME-Version")),
            text.substring(text.indexOf("MIME-Version")));
      } else {
        // The signature inside is still there.
        reader(carol).open(ByteSource.of(message)).requireSigned().requireTrusted();
      }
    }
  }

  private static byte[] withId(byte[] message, int i) {
    String added =
        "Message-ID: <"
            + i
            + "@example.org>\r\nReceived: from a by b\r\n"
            + new String(message, StandardCharsets.ISO_8859_1)
                .replaceAll("(?i)(?m)^Message-ID: .*\r\n", "");
    return added.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Path find(String name) throws IOException {
    try (var files = Files.walk(KIT.resolve("messages"))) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
