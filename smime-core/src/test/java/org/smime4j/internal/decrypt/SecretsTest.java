package org.smime4j.internal.decrypt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Ring;
import org.smime4j.testing.TestPki;

/**
 * Passwords, private keys, content keys and shared keys are in no text and in no temporary file,
 * and in no object once what used them is done (threats D2); of private keys in this JVM too:
 * {@code RemovedKeyTest}.
 */
@Tag("thorough")
public class SecretsTest {

  private static final int SECRETS = 12;

  @TempDir Path folder;

  @Test
  void d2_noSecretIsSaid_norSpooled_andNoneIsLeftInTheHeap() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                // Moves all that is alive together: of what is dead nothing is left in between.
                "-XX:+UseSerialGC",
                "-XX:MarkSweepDeadRatio=0",
                "-XX:MarkSweepAlwaysCompactCount=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Secrets.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    List<String> said =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
    System.out.println("secrets: " + said);
    assertThat(said).hasSize(7);
    assertNoneFound(said.get(0), "made");
    // The control: the test has masked copies alone, so that what is found the library holds.
    assertThat(found(said.get(1), "alive"))
        .as("what is held by what is alive; what is derived from a password nothing holds")
        .hasSize(SECRETS)
        .allSatisfy(
            (name, times) -> assertThat(times > 0).as(name).isEqualTo(!name.equals("DERIVED_KEY")));
    assertNoneFound(said.get(2), "given up");
    assertNoneFound(said.get(3), "said");
    assertThat(said.get(5)).isEqualTo("left 0");
    // Six messages, five ways to open each and four to fail; and three files of keys that fail.
    assertThat(said.get(6)).isEqualTo("opened 30, failed 27");
    assertNoneFound(said.get(4), "spooled");
    // What has no name any more is seen through its descriptor alone.
    Outside.needs(Files.isDirectory(Path.of("/proc/self/fd")), "/proc/self/fd");
    assertThat(number(said.get(4), " in (\\d+),")).isPositive();
    assertThat(number(said.get(4), "(\\d+) of them at a message")).isPositive();
  }

  private static void assertNoneFound(String line, String where) {
    assertThat(found(line, where))
        .hasSize(SECRETS)
        .allSatisfy((n, times) -> assertThat(times).as(n).isZero());
  }

  private static Map<String, Integer> found(String line, String where) {
    assertThat(line).startsWith(where + " {");
    Map<String, Integer> found = new TreeMap<>();
    Matcher each = Pattern.compile("(\\w+)=(\\d+)").matcher(line);
    while (each.find()) {
      found.put(each.group(1), Integer.valueOf(each.group(2)));
    }
    return found;
  }

  private static int number(String line, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /**
   * Works with secrets of which it keeps masked copies alone, gives them up, and looks for them in
   * its own heap, in every text that it met and in every temporary file. A JVM of its own, with a
   * small heap and a place of its own for temporary files.
   */
  private static final class Secrets {

    private static final byte MASK = 0x5a;
    private static final byte[] NAME = {1};
    private static final PBKDF2Params DERIVATION = new PBKDF2Params(new byte[16], 1_000);
    private static final int CONTENT = 5_000;

    /** Every message here is larger: read from a stream it is spooled. */
    private static final Limits SPOOLING = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 1_000);

    private final Path folder;
    private final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    private final StringBuilder texts = new StringBuilder();

    /** The secrets, masked, by what they are. */
    private final Map<String, byte[]> masked = new LinkedHashMap<>();

    private final Map<String, Integer> spooled = new LinkedHashMap<>();

    /** How often something was looked at in a temporary file, and how often it was a message. */
    private int looks;

    private int looksAtMessages;
    private List<byte[]> sent = List.of();
    private int opened;
    private int failed;

    private Secrets(Path folder) {
      this.folder = folder;
      for (String each : List.of("PASSWORD", "WRONG_PASSWORD", "SENT_PASSWORD", "WRONG_SENT")) {
        masked.put(each, letters(24));
      }
      for (String each : List.of("KEK", "WRONG_KEK", "CEK", "CEK_OF_KEK", "CEK_OF_PASSWORD")) {
        masked.put(each, masked(random(32)));
      }
      masked.put("CONTENT", letters(24));
    }

    private static byte[] random(int octets) {
      byte[] random = new byte[octets];
      new SecureRandom().nextBytes(random);
      return random;
    }

    private static byte[] letters(int count) {
      byte[] letters = random(count);
      for (int i = 0; i < count; i++) {
        letters[i] = (byte) (('a' + (letters[i] & 15)) ^ MASK);
      }
      return letters;
    }

    private static byte[] masked(byte[] octets) {
      byte[] masked = octets.clone();
      for (int i = 0; i < masked.length; i++) {
        masked[i] ^= MASK;
      }
      return masked;
    }

    /** Without its mask: for one statement, and to be let go of. */
    private byte[] secret(String name) {
      return masked(masked.get(name));
    }

    private char[] password(String name) {
      byte[] octets = masked.get(name);
      char[] password = new char[octets.length];
      for (int i = 0; i < password.length; i++) {
        password[i] = (char) (octets[i] ^ MASK);
      }
      return password;
    }

    private void told(Object what) {
      texts.append(what).append('\n');
      if (what instanceof Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        texts.append(trace);
      }
    }

    // ---- what is worked on ---------------------------------------------------------------------

    /** Writes a file of keys; of the private key a masked part of a prime is all that is kept. */
    private X509Certificate writeKeys(Path file) throws IOException {
      // Of a length whose primes are in no list, which would stay in memory.
      TestPki.Issued issued =
          TestPki.authority("Secrets").issue("bob@example.org").rsa(2056).newKey().build();
      char[] password = password("PASSWORD");
      KeyHistory.of(Credential.of(issued.privateKey(), issued.certificate()))
          .writePkcs12(file, password);
      Arrays.fill(password, '\0');
      BigInteger prime = ((RSAPrivateCrtKey) issued.privateKey()).getPrimeP();
      byte[] octets = prime.toByteArray();
      masked.put(
          "PRIVATE_KEY", masked(Arrays.copyOfRange(octets, octets.length - 32, octets.length)));
      return issued.certificate();
    }

    /** One for each kind of recipient, authenticated and not, by the name of its content key. */
    private Map<String, byte[]> messages(X509Certificate certificate) throws Exception {
      byte[] derived = HostileEnvelopes.derived(secret("SENT_PASSWORD"), DERIVATION, 32);
      masked.put("DERIVED_KEY", masked(derived));
      Map<String, byte[]> recipients = new LinkedHashMap<>();
      recipients.put(
          "CEK",
          HostileEnvelopes.recipient(certificate, secret("CEK"), KeyTransport.RSA_OAEP_SHA256));
      recipients.put(
          "CEK_OF_KEK", HostileEnvelopes.sharedKey(NAME, secret("KEK"), secret("CEK_OF_KEK")));
      recipients.put(
          "CEK_OF_PASSWORD",
          HostileEnvelopes.password(
              derived,
              DERIVATION,
              HostileEnvelopes.checked(secret("CEK_OF_PASSWORD"), random(48))));
      Map<String, byte[]> messages = new LinkedHashMap<>();
      for (Map.Entry<String, byte[]> each : recipients.entrySet()) {
        byte[] cek = secret(each.getKey());
        messages.put(each.getKey() + " GCM", HostileEnvelopes.gcm(each.getValue(), cek, content()));
        messages.put(
            each.getKey() + " CBC",
            HostileEnvelopes.enveloped(
                each.getValue(),
                HostileEnvelopes.aesCbc(32),
                HostileEnvelopes.cbc(cek, HostileEnvelopes.padded(content()))));
      }
      return messages;
    }

    private byte[] content() {
      String line = new String(secret("CONTENT"), US_ASCII) + "\r\n";
      return ("Subject: x\r\n\r\n" + line.repeat(CONTENT / line.length())).getBytes(US_ASCII);
    }

    /** With another tag, or another padding: the last block is the end of both messages. */
    private static byte[] damaged(String name, byte[] cms) {
      byte[] damaged = cms.clone();
      // In CBC an octet of the block before turns the one of the padding.
      damaged[cms.length - (name.endsWith("CBC") ? 17 : 1)] ^= 0x40;
      return damaged;
    }

    private Decryptor decryptor(Ring ring, String kek, String password) {
      return Decryptor.with(ring.source())
          .within(SPOOLING)
          .withRecipientPassword(PasswordSource.of(password(password)))
          .withKek(NAME, secret(kek))
          .reporting((done, total) -> lookAtTemporaries());
    }

    // ---- the work ------------------------------------------------------------------------------

    /** Opens and fails to open; returns all that holds a secret for as long as it is held. */
    private List<Object> work(Path file, Ring ring, Map<String, byte[]> messages) throws Exception {
      Decryptor right = decryptor(ring, "KEK", "SENT_PASSWORD");
      Decryptor wrong = decryptor(another(), "WRONG_KEK", "WRONG_SENT");
      PasswordSource password = PasswordSource.of(password("PASSWORD"));
      PasswordSource wrongPassword = PasswordSource.of(password("WRONG_PASSWORD"));
      List<Object> alive = new ArrayList<>(List.of(ring, right, wrong, password, wrongPassword));
      for (Map.Entry<String, byte[]> each : messages.entrySet()) {
        byte[] cms = each.getValue();
        byte[] damaged = damaged(each.getKey(), cms);
        sent = List.of(cms, damaged);
        Path stored = Files.write(folder.resolve(each.getKey()), cms);
        // One that has its content, and one that makes it again from its key.
        for (ByteSource source : List.of(ByteSource.of(cms), ByteSource.of(stored))) {
          Decryption decryption = right.decrypt(source);
          opened++;
          told(decryption);
          told(decryption.layer());
          told(right.diagnose(source));
          alive.add(decryption);
        }
        Decryptor releasing = right.releasingUnauthenticated();
        told(releasing.decrypt(new ByteArrayInputStream(cms), new Looking()));
        told(releasing.decrypt(stored, folder.resolve("opened")));
        Files.delete(folder.resolve("opened"));
        opened += 2;
        alive.add(openMail(cms, right));
        for (Failing failing :
            List.<Failing>of(
                () -> right.decrypt(ByteSource.of(damaged)),
                () -> releasing.decrypt(new ByteArrayInputStream(damaged), new Looking()),
                () -> wrong.decrypt(ByteSource.of(cms)),
                () ->
                    wrong
                        .releasingUnauthenticated()
                        .decrypt(new ByteArrayInputStream(cms), new Looking()))) {
          fails(failing, SmimeException.class);
        }
      }
      told(alive);
      told(KeyHistory.read(password, file).keys());
      fails(() -> KeyHistory.read(wrongPassword, file), IOException.class);
      fails(() -> Credential.read(file, wrongPassword), IOException.class);
      fails(() -> KeyHistory.read(password, folder.resolve("nothing")), IOException.class);
      return alive;
    }

    /** A key that fits all that is encrypted for the right one, and opens none of it. */
    private static Ring another() {
      TestPki.Issued issued =
          TestPki.authority("Others").issue("eve@example.org").rsa(2048).newKey().build();
      return Ring.of(KeyHistory.of(Credential.of(issued.privateKey(), issued.certificate())));
    }

    /** The spool of a mail is there for as long as the mail is open. */
    private OpenedMail openMail(byte[] cms, Decryptor decryptor) throws IOException {
      String mail =
          "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
              + "Content-Transfer-Encoding: base64\r\n\r\n"
              + Base64.getMimeEncoder().encodeToString(cms)
              + "\r\n";
      OpenedMail openedMail =
          MailReader.with(
                  decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")))
              .open(new ByteArrayInputStream(mail.getBytes(US_ASCII)));
      if (!openedMail.hasContent()) {
        throw new AssertionError("the mail does not open: " + openedMail);
      }
      opened++;
      told(openedMail);
      lookAtTemporaries();
      return openedMail;
    }

    private interface Failing {
      Object run() throws IOException;
    }

    private void fails(Failing failing, Class<? extends IOException> how) {
      try {
        throw new AssertionError("it opened: " + failing.run());
      } catch (IOException e) {
        if (!how.isInstance(e)) {
          throw new AssertionError(e);
        }
        failed++;
        told(e);
      }
    }

    // ---- where it is looked --------------------------------------------------------------------

    /** Looks at the temporary files while plaintext goes by. */
    private final class Looking extends OutputStream {
      @Override
      public void write(int octet) throws IOException {
        lookAtTemporaries();
      }

      @Override
      public void write(byte[] octets, int from, int length) throws IOException {
        lookAtTemporaries();
      }
    }

    /** What is in the place for temporary files, and what was deleted there and is open still. */
    private void lookAtTemporaries() {
      try {
        List<Path> visible = new ArrayList<>(list(temporary));
        Path open = Path.of("/proc/self/fd");
        if (Files.isDirectory(open)) {
          for (Path each : list(open)) {
            if (isTemporary(each)) {
              visible.add(each);
            }
          }
        }
        for (Path each : visible) {
          byte[] octets = Files.readAllBytes(each);
          found(octets).forEach((name, times) -> spooled.merge(name, times, Integer::sum));
          looks += octets.length > 0 ? 1 : 0;
          looksAtMessages += sent.stream().anyMatch(cms -> Arrays.equals(cms, octets)) ? 1 : 0;
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private boolean isTemporary(Path descriptor) throws IOException {
      try {
        return Files.readSymbolicLink(descriptor).startsWith(temporary.toRealPath());
      } catch (NoSuchFileException e) {
        // The descriptor of the list itself.
        return false;
      }
    }

    private static List<Path> list(Path directory) throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.toList();
      }
    }

    /** How often the octets behind a mask stand in a file; of text each letter may take two. */
    private static int found(byte[] in, byte[] masked, int width, int first) {
      int found = 0;
      for (int at = 0; at + masked.length * width <= in.length; at++) {
        int matched = 0;
        while (matched < masked.length
            && (in[at + matched * width + first] ^ MASK) == masked[matched]) {
          matched++;
        }
        found += matched == masked.length ? 1 : 0;
      }
      return found;
    }

    private Map<String, Integer> found(byte[] octets) {
      Map<String, Integer> found = new TreeMap<>();
      masked.forEach(
          (name, each) -> found.put(name, found(octets, each, 1, 0) + found(octets, each, 2, 1)));
      return found;
    }

    private byte[] heap(String name) throws IOException {
      Path file = folder.resolve(name + ".hprof");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(file.toString(), true);
      byte[] dump = Files.readAllBytes(file);
      Files.delete(file);
      return dump;
    }

    private static void letGo(List<Object> alive) throws IOException {
      for (Object each : alive) {
        if (each instanceof OpenedMail mail) {
          mail.close();
        }
      }
      alive.clear();
    }

    private void run() throws Exception {
      Path file = folder.resolve("keys.pfx");
      X509Certificate certificate = writeKeys(file);
      Map<String, byte[]> messages = messages(certificate);
      System.out.println("made " + found(heap("made")));
      Ring ring = Ring.of(KeyHistory.read(PasswordSource.of(password("PASSWORD")), file));
      List<Object> alive = work(file, ring, messages);
      System.out.println("alive " + found(heap("alive")));
      Reference.reachabilityFence(alive);
      letGo(alive);
      // The ring stays, without the key.
      ring.remove(certificate);
      told(ring);
      System.out.println("given up " + found(heap("given-up")));
      Reference.reachabilityFence(ring);
      System.out.println(
          "said " + found(texts.toString().getBytes(UTF_8)) + " in " + texts.length());
      System.out.println(
          "spooled " + spooled + " in " + looks + ", " + looksAtMessages + " of them at a message");
      System.out.println("left " + list(temporary).size());
      System.out.println("opened " + opened + ", failed " + failed);
    }

    public static void main(String[] arguments) throws Exception {
      new Secrets(Path.of(arguments[0])).run();
    }
  }
}
