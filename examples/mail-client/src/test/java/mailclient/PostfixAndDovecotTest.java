package mailclient;

import org.smime4j.sources.ByteSource;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.smime4j.jakarta.SecureMimeMail;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/**
 * Mail on its way through Debian's Postfix and Dovecot: what relays do to it, and what is left of a
 * signature. Each test has a mailbox of its own.
 */
class PostfixAndDovecotTest {

  private static final Path KIT = Path.of(System.getProperty("kit"));
  private static final String BOB = "bob@example.org";

  /** Ways through the servers: straight to the mailbox, or by a relay that knows 7 bits alone. */
  private static final String STRAIGHT = "straight";

  private static final String OLD_RELAY = "old-relay";

  private static MailServers servers;
  private static Credential bob;
  private static TrustPolicy trust;

  @BeforeAll
  static void start() throws Exception {
    servers = MailServers.start();
    bob =
        Credential.read(
            KIT.resolve("pki/bob.pfx"), PasswordSource.of("new-password".toCharArray()));
    trust =
        TrustPolicy.anchors(CertificateFiles.readCertificates(KIT.resolve("trust")).certificates())
            .intermediates(bob.chain());
  }

  @AfterAll
  static void stop() throws Exception {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void theClient_sendsListsAndReads() throws Exception {
    Mailbox box = box("client", STRAIGHT);
    MimeMessage message = message(box, TEXT);
    message.setRecipients(MimeMessage.RecipientType.TO, box.user());
    message.setSubject("hello");
    box.send(message, Signer.with(bob), Encryptor.trusting(trust).to(bob.certificate()));
    arrived(box, 1);
    box.send(message, Signer.with(bob));
    arrived(box, 2);
    assertEquals(List.of(BOB + " hello sealed", BOB + " hello signed"), box.list());
    for (OpenedMail mail : open(box)) {
      assertTrue(mail.requireSigned().requireTrusted().bytes().length > TEXT.length());
    }
  }

  /** Long lines, dots, a From in the text, trailing spaces and octets of 8 bits. */
  @ParameterizedTest
  @ValueSource(strings = {STRAIGHT, OLD_RELAY})
  void whatIsWrittenHere_arrivesAsItWasSigned(String way) throws Exception {
    Mailbox box = box("written-" + way, way);
    MimeMessage message = message(box, TEXT);
    Outgoing outgoing = SecureMimeMail.outgoing(message);
    Outgoing signed = outgoing.signedBy(Signer.with(bob));
    List<MimeMessage> sent =
        List.of(
            sealed(box, signed),
            sealed(box, outgoing.signedOpaquelyBy(Signer.with(bob))),
            sealed(
                box,
                signed
                    .encryptedBy(Encryptor.trusting(trust).to(bob.certificate()))
                    .hidingSubject()));
    for (int i = 0; i < sent.size(); i++) {
      send(box, sent.get(i));
      arrived(box, i + 1);
    }

    List<OpenedMail> received = open(box);
    assertEquals(sent.size(), received.size());
    for (int i = 0; i < sent.size(); i++) {
      OpenedMail before = open(sent.get(i));
      OpenedMail after = received.get(i);
      assertArrayEquals(
          before.requireSigned().requireTrusted().bytes(),
          after.requireSigned().requireTrusted().bytes());
      ProtectedField subject = after.protectedField("Subject").orElseThrow();
      assertEquals("Grüße", subject.text());
      assertEquals(
          i < 2 ? ProtectedField.Outside.CONFIRMED : ProtectedField.Outside.OBSCURED,
          subject.outside());
      assertTrue(after.notes().isEmpty(), () -> after.notes().toString());
    }
  }

  /**
   * With {@code mail.smtp.allow8bitmime} Angus writes text in 8 bits where the server takes them,
   * in signed messages too. A message that this library sealed prevents that; a copy that was
   * parsed again does not.
   */
  @Test
  void angusDoesNotRewriteWhatIsSealed_butACopyOfIt() throws Exception {
    Mailbox sender = box("sealed", STRAIGHT);
    MimeMessage sealed =
        sealed(
            sender,
            SecureMimeMail.outgoing(message(sender, "Grüße\r\n")).signedBy(Signer.with(bob)));
    send8Bit(sender, sealed);
    signature(sender).requireTrusted();
    assertTrue(received(sender).contains("Gr=C3=BC=C3=9Fe"));

    Mailbox careless = box("parsed-anew", STRAIGHT);
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    sealed.writeTo(octets);
    send8Bit(careless, parsed(careless, octets.toByteArray()));
    assertEquals(SignerVerdict.State.BROKEN, signature(careless).worst().state());
    assertTrue(received(careless).contains("Grüße"));
  }

  private static MimeMessage sealed(Mailbox sender, Outgoing outgoing) throws IOException {
    return SecureMimeMail.message(outgoing.seal(), sender.session());
  }

  /** RFC 6152: a relay that gets 8 bits may not pass them to one that does not take them. */
  @Test
  void text8BitThatAnotherSigned_isBrokenByARelayWithout8BitMime_andByNoOther() throws Exception {
    byte[] entity = entity("8bit", "Grüße\r\n.\r\n..\r\nFrom here\r\n");
    Mailbox straight = box("8bit-straight", STRAIGHT);
    sendSigned(straight, entity);
    assertArrayEquals(entity, signature(straight).requireTrusted().bytes());

    Mailbox old = box("8bit-old", OLD_RELAY);
    sendSigned(old, entity);
    assertEquals(SignerVerdict.State.BROKEN, signature(old).worst().state());
    String received = received(old);
    assertTrue(received.contains("Gr=C3=BC=C3=9Fe"), received);
    assertFalse(received.contains("Grüße"), received);
  }

  /** RFC 5322, 2.1.1: a line has 998 octets at most; Postfix cuts what is longer. */
  @ParameterizedTest
  @ValueSource(strings = {STRAIGHT, OLD_RELAY})
  void aLineTooLongThatAnotherSigned_isCut_andTheSignatureBroken(String way) throws Exception {
    Mailbox longest = box("line-998-" + way, way);
    byte[] allowed = entity("7bit", "x".repeat(998) + "\r\n");
    sendSigned(longest, allowed);
    assertArrayEquals(allowed, signature(longest).requireTrusted().bytes());

    Mailbox longer = box("line-999-" + way, way);
    sendSigned(longer, entity("7bit", "x".repeat(999) + "\r\n"));
    assertEquals(SignerVerdict.State.BROKEN, signature(longer).worst().state());
    String received = received(longer);
    assertTrue(received.contains("x".repeat(998) + "\r\n x\r\n"), received);
  }

  /** RFC 5321, 4.5.2; and mboxes, in which From begins a message. */
  @ParameterizedTest
  @ValueSource(strings = {STRAIGHT, OLD_RELAY})
  void dotsAndFrom_arriveAsTheyWereSigned(String way) throws Exception {
    Mailbox box = box("dots-" + way, way);
    byte[] entity =
        entity(
            "7bit",
            ".\r\n..\r\n...\r\n.text\r\nFrom here\r\n>From there\r\nspaces  \r\n\t\r\n\r\n.\r\n");
    sendSigned(box, entity);
    assertArrayEquals(entity, signature(box).requireTrusted().bytes());
  }

  @Test
  void eachHopLeavesItsTrace_andTheSignatureIsWhole() throws Exception {
    Mailbox box = box("trace", OLD_RELAY);
    byte[] entity = entity("7bit", "hello\r\n");
    sendSigned(box, entity);
    assertArrayEquals(entity, signature(box).requireTrusted().bytes());
    String received = received(box);
    assertEquals(
        3, received.lines().filter(line -> line.startsWith("Received: ")).count(), received);
    assertTrue(received.contains("by old.example.org (Postfix)"), received);
    assertTrue(received.contains("by mx.example.org (Postfix)"), received);
    assertTrue(
        received.startsWith("Return-Path: <" + BOB + ">\r\nDelivered-To: " + box.user()), received);
  }

  /** Mail of years, to certificates that expired: each is opened by its own of three key files. */
  @ParameterizedTest
  @ValueSource(strings = {STRAIGHT, OLD_RELAY})
  void aHistoryOfSeveralKeyFiles_opensWhatArrived(String way) throws Exception {
    Mailbox box = box("history-" + way, way);
    List<String> names =
        List.of("encrypted-2019", "encrypted-2022", "encrypted-2025", "signed-encrypted");
    for (int i = 0; i < names.size(); i++) {
      send(
          box,
          parsed(
              box, Files.readAllBytes(KIT.resolve("messages/openssl/" + names.get(i) + ".eml"))));
      arrived(box, i + 1);
    }
    Path history = KIT.resolve("history");
    KeyHistory keys =
        KeyHistory.read(
            PasswordSource.ofLines(KIT.resolve("pki/passwords.txt")),
            history.resolve("2019.pfx"),
            history.resolve("2022.pfx"),
            history.resolve("2025.pfx"));
    List<OpenedMail> opened = box.read(Decryptor.with(keys), Verifier.trusting(trust));
    for (int i = 0; i < names.size(); i++) {
      List<String> expected =
          Files.readAllLines(KIT.resolve("messages/openssl/" + names.get(i) + ".expect"));
      assertTrue(
          expected.contains("sha256: " + sha256(content(opened.get(i)))),
          names.get(i) + ": " + opened.get(i));
    }
    opened.get(3).requireSigned().requireTrusted();
  }

  @Test
  void aListingDownloadsNoBody_andReadingEachOnce() throws Exception {
    Mailbox sender = box("listing", STRAIGHT);
    byte[] noise = new byte[300_000];
    new Random(7).nextBytes(noise);
    byte[] entity = entity("7bit", Base64.getMimeEncoder().encodeToString(noise) + "\r\n");
    int count = 3;
    for (int i = 0; i < count; i++) {
      sendSigned(sender, entity);
      arrived(sender, i + 1);
    }
    long bodies = (long) count * entity.length;

    try (CountingProxy wire = new CountingProxy(servers.imap())) {
      Mailbox box =
          new Mailbox(session(servers.smtp(), wire.port()), sender.user(), MailServers.PASSWORD);
      assertEquals(count, box.list().size());
      long listed = wire.answered();
      assertTrue(listed < 10_000, "octets of the listing: " + listed);
      assertEquals(0, wire.asked().stream().filter(PostfixAndDovecotTest::asksForABody).count());

      assertEquals(count, open(box).size());
      long read = wire.answered() - listed;
      assertTrue(
          read > bodies && read < bodies + 30_000,
          "octets of the reading: " + read + ", of the bodies: " + bodies);
      List<String> pieces =
          wire.asked().stream().filter(PostfixAndDovecotTest::asksForABody).toList();
      assertFalse(pieces.isEmpty());
      // Each piece of each message is asked for once, whatever the tag of the command.
      assertEquals(
          pieces.size(),
          pieces.stream().map(line -> line.substring(line.indexOf(' '))).distinct().count(),
          pieces::toString);
    }
  }

  private static boolean asksForABody(String line) {
    return line.matches("[A-Z]+\\d+ (UID )?FETCH .*BODY(\\.PEEK)?\\[(?!HEADER).*");
  }

  private static Mailbox box(String name, String way) {
    int smtp = way.equals(STRAIGHT) ? servers.smtp() : servers.relay();
    return new Mailbox(session(smtp, servers.imap()), name + "@example.org", MailServers.PASSWORD);
  }

  /** A message from Bob to himself that has not been signed yet. */
  private static MimeMessage message(Mailbox box, String text) throws MessagingException {
    MimeMessage message = new MimeMessage(box.session());
    message.setFrom(new InternetAddress(BOB));
    message.setRecipients(MimeMessage.RecipientType.TO, BOB);
    message.setSubject("Grüße");
    message.setText(text, "UTF-8");
    return message;
  }

  private static Session session(int smtp, int imap) {
    Properties properties = Mailbox.on("127.0.0.1", smtp, imap, "", "").session().getProperties();
    for (String protocol : List.of("smtp", "imap")) {
      properties.setProperty("mail." + protocol + ".connectiontimeout", "20000");
      properties.setProperty("mail." + protocol + ".timeout", "20000");
    }
    return Session.getInstance(properties);
  }

  /** Sends the octets as they are, from Bob. */
  private static void send(Mailbox box, MimeMessage message) throws MessagingException {
    box.session().getProperties().setProperty("mail.smtp.from", BOB);
    try (Transport transport = box.session().getTransport("smtp")) {
      transport.connect();
      transport.sendMessage(message, new Address[] {new InternetAddress(box.user())});
    }
  }

  private static void send8Bit(Mailbox box, MimeMessage message) throws MessagingException {
    box.session().getProperties().setProperty("mail.smtp.allow8bitmime", "true");
    send(box, message);
  }

  private static MimeMessage parsed(Mailbox box, byte[] octets) throws MessagingException {
    return new MimeMessage(box.session(), new ByteArrayInputStream(octets));
  }

  /** A part as another program might write it: in the transfer encoding that it has. */
  private static byte[] entity(String encoding, String text) {
    return ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
            + encoding
            + "\r\n\r\n"
            + text)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Sends a part as a multipart/signed that was put together by hand. */
  private static void sendSigned(Mailbox box, byte[] entity)
      throws IOException, MessagingException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        ("From: "
                + BOB
                + "\r\nTo: "
                + box.user()
                + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
                + "\r\nSubject: foreign\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
                + " micalg=sha-256; boundary=\"b0undary\"\r\n\r\n--b0undary\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(entity);
    message.writeBytes(
        ("\r\n--b0undary\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(Signer.with(bob).signDetached(ByteSource.of(entity)))
                + "\r\n--b0undary--\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    send(box, parsed(box, message.toByteArray()));
  }

  /** Waits until so many messages have arrived. */
  private static void arrived(Mailbox box, int count) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    while (true) {
      try (Store store = box.session().getStore("imap")) {
        store.connect(box.user(), box.password());
        try (Folder inbox = store.getFolder("INBOX")) {
          inbox.open(Folder.READ_ONLY);
          int there = inbox.getMessageCount();
          if (there == count) {
            return;
          }
          if (there > count || System.nanoTime() > end) {
            throw new AssertionError(there + " arrived, and not " + count + "\n" + servers.log());
          }
        }
      }
      Thread.sleep(100);
    }
  }

  private static List<OpenedMail> open(Mailbox box) throws IOException, MessagingException {
    return box.read(Decryptor.with(KeyHistory.of(bob)), Verifier.trusting(trust));
  }

  private static OpenedMail open(MimeMessage message) throws IOException {
    return SecureMimeMail.open(
        message, MailReader.with(Decryptor.with(KeyHistory.of(bob)), Verifier.trusting(trust)));
  }

  /** The signature of the one message. */
  private static SignatureReport signature(Mailbox box) throws Exception {
    arrived(box, 1);
    return open(box).get(0).requireSigned();
  }

  /** The one message, as IMAP has it. */
  private static String received(Mailbox box) throws Exception {
    arrived(box, 1);
    try (Store store = box.session().getStore("imap")) {
      store.connect(box.user(), box.password());
      try (Folder inbox = store.getFolder("INBOX")) {
        inbox.open(Folder.READ_ONLY);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        inbox.getMessage(1).writeTo(octets);
        return octets.toString(StandardCharsets.UTF_8);
      }
    }
  }

  private static byte[] content(OpenedMail mail) throws IOException {
    return (mail.layers().size() == 1 ? mail.unauthenticatedContent() : mail.content()).bytes();
  }

  private static String sha256(byte[] octets) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  private static final String TEXT =
      "x".repeat(2000) + "\r\n.\r\n..two dots\r\nFrom here\r\nGrüße \r\n\t\r\n" + "y".repeat(998);
}
