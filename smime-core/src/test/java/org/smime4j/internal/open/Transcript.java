package org.smime4j.internal.open;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.VectorCase;

/**
 * All that the library says about the messages of the test kit, to be compared between JVMs of
 * different surroundings. The kit's keys are the same everywhere, and so is every word.
 */
public final class Transcript {

  private Transcript() {}

  /** Takes every request of the registry, remembers it, and gives what does not work. */
  private static final class Hostile extends Provider {
    private static final long serialVersionUID = 1L;
    static final Set<String> ASKED = new ConcurrentSkipListSet<>();

    Hostile() {
      super("Hostile", "1", "takes everything");
    }

    @Override
    public Service getService(String type, String algorithm) {
      return new Service(this, type, algorithm, Hostile.class.getName(), List.of(), null) {
        @Override
        public Object newInstance(Object parameter) {
          ASKED.add(type + " " + algorithm);
          throw new ProviderException("a hostile provider was asked for " + type);
        }
      };
    }
  }

  public static void main(String[] surroundings) throws IOException {
    // Certificates for the test are made by the JDK's own ways.
    X509Certificate made = People.BOB.certificate();
    for (String each : surroundings) {
      switch (each) {
        case "hostile" -> Security.insertProviderAt(new Hostile(), 1);
        default -> Security.removeProvider(each);
      }
    }
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    List<Provider> before = Arrays.asList(Security.getProviders());
    int every = Integer.getInteger("every", 1);
    int messages = 0;
    int number = 0;
    for (VectorCase each : VectorCase.all()) {
      boolean wanted = number++ % every == 0 || each.name().contains("rc2");
      if (wanted && (each.value("at").isPresent() || each.value("trust").isEmpty())) {
        out.println(each.name() + ": " + told(each).replaceAll("\\R", " | "));
        messages++;
      }
    }
    written(out);
    out.println("messages " + messages + " and one to " + made.getSubjectX500Principal());
    out.println(
        "providers " + (before.equals(Arrays.asList(Security.getProviders())) ? "same" : "other"));
    out.println("asked " + new TreeSet<>(Hostile.ASKED));
    out.flush();
  }

  private static String told(VectorCase each) throws IOException {
    StringBuilder told = new StringBuilder();
    try (OpenedMail mail =
        MailReader.with(each.decryptor(), each.verifier())
            .open(ByteSource.of(Files.readAllBytes(each.message())))) {
      told.append(mail).append(mail.notes()).append(mail.layers());
      told.append(mail.failure().map(SmimeException::toString).orElse(""));
      told.append(ReadMail.of(mail).protectedHeaders().map(Object::toString).orElse(""));
      told.append(mail.diagnosis().map(Diagnosis::sentence).orElse(""));
      told.append(mail.root().map(Object::toString).orElse(""));
      try {
        told.append(Arrays.hashCode(mail.unauthenticatedContent().bytes()));
      } catch (SmimeException e) {
        told.append(e);
      }
    }
    return told.toString();
  }

  /** What is written has random octets in it: it is opened again. */
  private static void written(PrintStream out) throws IOException {
    KeyHistory keys =
        KeyHistory.read(
            PasswordSource.ofLines(VectorCase.ROOT.resolve("pki/passwords.txt")),
            VectorCase.ROOT.resolve("history"));
    out.println(keys + " " + keys.skipped());
    byte[] mail =
        People.octets(
            "From: alice@example.org\r\nDate: Mon, 1 Jun 2026 12:00:00 +0000\r\n\r\nHi\r\n");
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(Outgoing.of(mail).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal());
    out.println(opened.notes() + People.text(opened.requireSigned().requireTrusted().bytes()));
  }
}
