package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/** {@code openssl}, with the keys and certificates of a test in files below one folder. */
final class Openssl {

  private static final AtomicInteger FILES = new AtomicInteger();

  private final Path folder;

  private Openssl(Path folder) {
    this.folder = folder;
  }

  /** The program with a folder for what it is handed. */
  static Openssl in(Path folder) {
    Outside.needs("openssl", "version");
    return new Openssl(folder);
  }

  /** Runs it and says what came of it. */
  Command.Outcome tries(Object... arguments) {
    List<String> line = new ArrayList<>();
    line.add("openssl");
    for (Object argument : arguments) {
      if (argument instanceof List<?> several) {
        several.forEach(one -> line.add(one.toString()));
      } else {
        line.add(argument.toString());
      }
    }
    return Command.run(Map.of(), new byte[0], line);
  }

  /** Runs it, and it has to succeed. */
  byte[] run(Object... arguments) {
    Command.Outcome outcome = tries(arguments);
    assertThat(outcome.exit()).as("openssl %s: %s", List.of(arguments), outcome.err()).isEqualTo(0);
    return outcome.out();
  }

  /** Runs it with {@code -out}, and gives what it wrote there. */
  byte[] produce(Object... arguments) {
    Path out = folder.resolve("openssl-out" + FILES.getAndIncrement());
    List<Object> line = new ArrayList<>(List.of(arguments));
    line.add("-out");
    line.add(out);
    run(line);
    return read(out);
  }

  Path file(byte[] octets) {
    Path file = folder.resolve("openssl-in" + FILES.getAndIncrement());
    try {
      Files.write(file, octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  Path file(X509Certificate... certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
    return file(text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  Path file(PrivateKey key) {
    return file("PRIVATE KEY", key.getEncoded());
  }

  /** PEM. */
  Path file(String what, byte[] der) {
    return file(pem(what, der).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** The root of somebody's chain. */
  Path root(TestPki.Issued somebody) {
    return file(somebody.chain().get(somebody.chain().size() - 1));
  }

  /** The certificates between somebody's own and the root. */
  Path intermediates(TestPki.Issued somebody) {
    return file(
        somebody.chain().subList(1, somebody.chain().size() - 1).toArray(X509Certificate[]::new));
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
