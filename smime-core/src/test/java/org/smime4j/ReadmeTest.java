package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of the README compile, and do what it says. */
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final String MESSAGE =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: hello\r\n\r\nDear Bob\r\n";

  @Test
  void theFourTasksRunAsTheyAreWritten(@TempDir Path folder) throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(Outside.root().resolve("README.md")));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    assertThat(blocks).hasSize(5);
    people(folder);
    Path source = folder.resolve("Readme.java");
    Files.writeString(source, program(blocks));
    String said = run(folder, source);
    assertThat(said).as(said).contains("read: Dear Bob").contains("signer: [alice@example.org]");
    assertThat(folder.resolve("plain")).hasSameBinaryContentAs(folder.resolve("big"));
  }

  private static String program(List<String> blocks) {
    return """
        import java.nio.file.*;
        import java.security.cert.X509Certificate;
        import org.smime4j.cms.*;
        import org.smime4j.keys.*;
        import org.smime4j.mail.*;
        import org.smime4j.trust.*;

        class Readme {
          public static void main(String[] args) throws Exception {
            byte[] message = Files.readAllBytes(Path.of("message"));
            char[] password = "secret".toCharArray();
        """
        + String.join("", blocks)
        + """
            System.out.println("read: " + new String(text).strip().lines().reduce((a, b) -> b).get());
            System.out.println("signer: " + signed.signers().get(0).addresses());
          }
        }
        """;
  }

  private static void people(Path folder) throws Exception {
    Instant now = Instant.now();
    TestPki.Authority root = TestPki.authority("Readme Root", now);
    TestPki.Issued alice = root.issue("alice@example.org").rsa(2048).build();
    TestPki.Issued bob = root.issue("bob@example.org").ec("P-256").newKey().build();
    pem(Files.createDirectory(folder.resolve("roots")).resolve("root.pem"), root.certificate());
    pem(folder.resolve("bob.pem"), bob.certificate());
    pfx(folder.resolve("alice.pfx"), alice);
    for (String year : List.of("2019", "2022")) {
      Instant issued = Instant.parse(year + "-01-01T00:00:00Z");
      pfx(
          folder.resolve(year + ".pfx"),
          root.issue("bob@example.org")
              .rsa(2048)
              .newKey()
              .validity(issued, issued.plus(365, ChronoUnit.DAYS))
              .build());
    }
    pfx(folder.resolve("2025.pfx"), bob);
    Files.writeString(folder.resolve("message"), MESSAGE, StandardCharsets.US_ASCII);
    Files.write(folder.resolve("big"), new byte[20 << 20]);
  }

  private static void pem(Path file, X509Certificate certificate) throws Exception {
    Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private static void pfx(Path file, TestPki.Issued identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "key", identity.privateKey(), PASSWORD, new Certificate[] {identity.certificate()});
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
  }

  private static String run(Path folder, Path source) throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said);
  }
}
