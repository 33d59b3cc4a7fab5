package org.smime4j.cms;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smime4j.KeyTransport;
import org.smime4j.TestPki;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeyRing;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.Pkcs12Protection;

/**
 * Works with secrets of which it keeps masked copies alone, gives them up, and looks for them in
 * its own heap and in every text that it met. A JVM of its own, with a small heap.
 */
final class Secrets {

  private static final byte MASK = 0x5a;

  private final Path folder;
  private final StringBuilder texts = new StringBuilder();
  private final byte[] maskedPassword = letters(24);
  private final byte[] maskedWrong = letters(24);
  private final byte[] maskedCek = masked(random(32));
  private final byte[] maskedKek = masked(random(32));

  private Secrets(Path folder) {
    this.folder = folder;
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

  private static PasswordSource password(byte[] masked) {
    return subject -> {
      char[] password = new char[masked.length];
      for (int i = 0; i < password.length; i++) {
        password[i] = (char) (masked[i] ^ MASK);
      }
      return List.of(password);
    };
  }

  private void told(Object what) {
    texts.append(what).append('\n');
    if (what instanceof Throwable thrown) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      texts.append(trace);
    }
  }

  /** Opens, fails to open, and gives up what it held. */
  private void work() throws Exception {
    Path file = folder.resolve("keys.pfx");
    TestPki.Issued issued =
        TestPki.authority("Secrets").issue("bob@example.org").rsa(2048).newKey().build();
    char[] password = password(maskedPassword).candidates("").iterator().next();
    KeyHistory.of(Identity.of(issued.privateKey(), issued.certificate()))
        .writePkcs12(file, password, Pkcs12Protection.AES_256);
    java.util.Arrays.fill(password, '\0');

    KeyRing ring = KeyRing.of(KeyHistory.read(file, password(maskedPassword)));
    Decryptor decryptor =
        Decryptor.with(ring)
            .withRecipientPassword(password(maskedPassword))
            .withKek(new byte[] {1}, masked(maskedKek));
    byte[] cms =
        HostileEnvelopes.enveloped(
            HostileEnvelopes.recipient(
                issued.certificate(), masked(maskedCek), KeyTransport.RSA_OAEP_SHA256),
            HostileEnvelopes.aesCbc(32),
            HostileEnvelopes.cbc(
                masked(maskedCek),
                HostileEnvelopes.padded(
                    "Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII))));
    Decryption opened = decryptor.decrypt(cms);
    for (Object each :
        List.of(
            ring,
            decryptor,
            opened,
            opened.layer(),
            decryptor.diagnose(cms),
            KeyHistory.read(file, password(maskedPassword)).keys())) {
      told(each);
    }
    byte[] damaged = cms.clone();
    damaged[damaged.length - 1] ^= 1;
    for (Failing failing :
        List.<Failing>of(
            () -> decryptor.decrypt(damaged),
            () -> KeyHistory.read(file, password(maskedWrong)),
            () -> Identity.fromPkcs12(file, password(maskedWrong)),
            () -> KeyHistory.read(folder.resolve("nothing"), password(maskedPassword)))) {
      try {
        told(failing.run());
      } catch (IOException e) {
        told(e);
      }
    }
    ring.remove(issued.certificate());
    told(ring);
  }

  private interface Failing {
    Object run() throws IOException;
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
    Map<String, Integer> found = new LinkedHashMap<>();
    for (byte[] text : List.of(maskedPassword, maskedWrong)) {
      String name = text == maskedPassword ? "password" : "wrong password";
      found.put(name, found(octets, text, 1, 0) + found(octets, text, 2, 1));
    }
    found.put("CEK", found(octets, maskedCek, 1, 0));
    found.put("KEK", found(octets, maskedKek, 1, 0));
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

  public static void main(String[] arguments) throws Exception {
    Secrets secrets = new Secrets(Path.of(arguments[0]));
    List<Object> held = new ArrayList<>();
    held.add(masked(secrets.maskedCek));
    held.add(masked(secrets.maskedKek));
    held.add(password(secrets.maskedPassword).candidates("").iterator().next());
    held.add(password(secrets.maskedWrong).candidates("").iterator().next());
    System.out.println("held " + secrets.found(secrets.heap("held")) + " of " + held.size());
    held.clear();
    secrets.work();
    System.out.println("given up " + secrets.found(secrets.heap("given-up")));
    System.out.println(
        "said "
            + secrets.found(secrets.texts.toString().getBytes(StandardCharsets.UTF_8))
            + " in "
            + secrets.texts.length());
  }
}
