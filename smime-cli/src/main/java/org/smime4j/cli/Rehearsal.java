package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Seals, opens, verifies and decrypts a mail of its own, so that the JVM knows the classes that it
 * writes into an archive for later starts. It makes the key, reads no file of a user, and removes
 * what it wrote.
 */
final class Rehearsal {

  private static final String ADDRESS = "rehearsal@example.org";
  private static final String PASSWORD = "rehearsal";

  private Rehearsal() {}

  /**
   * Runs the commands.
   *
   * @param args none
   * @throws IOException if a command fails, with its name
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("smime");
    try {
      run(folder);
    } finally {
      try (Stream<Path> written = Files.list(folder)) {
        for (Path each : written.toList()) {
          Files.delete(each);
        }
      }
      Files.delete(folder);
    }
  }

  private static void run(Path folder) throws IOException, InterruptedException {
    Path key = folder.resolve("key.pfx");
    Path own = folder.resolve("own.cer");
    Path trust = folder.resolve("ca.cer");
    List<Object> store =
        List.of("-keystore", key, "-storepass", PASSWORD, "-keyalg", "RSA", "-alias");
    keytool("-genkeypair", store, "ca", "-dname", "CN=authority", "-ext", "bc:c");
    String san = "san=email:" + ADDRESS;
    keytool("-genkeypair", store, "own", "-dname", "CN=rehearsal", "-ext", san, "-signer", "ca");
    store = List.of("-keystore", key, "-storepass", PASSWORD, "-alias");
    keytool("-exportcert", store, "ca", "-file", trust);
    keytool("-exportcert", store, "own", "-file", own);
    keytool("-delete", store, "ca");
    Path passwords = Files.writeString(folder.resolve("passwords"), PASSWORD + "\n");
    Path mail =
        Files.writeString(
            folder.resolve("mail.eml"),
            "From: %s\r\nTo: %s\r\nSubject: a rehearsal\r\n\r\nHello!\r\n"
                .formatted(ADDRESS, ADDRESS));
    Path sealed = folder.resolve("sealed.eml");
    List<Object> common = List.of("--password-file", passwords, "--trust", trust);
    run("seal", common, "--key", key, "--myself", key, "--to", own, "--out", sealed, mail);
    run("open", common, "--keys", key, sealed);
    run("open", common, "--keys", key, "--json", sealed);
    run("verify", common, "--keys", key, sealed);
    run("decrypt", common, "--keys", key, sealed);
    Path encrypted = folder.resolve("encrypted.eml");
    List<Object> to = List.of("--trust", trust, "--to", own);
    run("encrypt", to, "--cipher", "aes256-gcm", "--out", encrypted, mail);
    run("decrypt", common, "--keys", key, encrypted);
  }

  private static void run(String command, List<Object> common, Object... more) throws IOException {
    String[] typed = typed(command, common, more).toArray(String[]::new);
    if (Main.run(Streams.ofProcess(), typed) != ExitStatus.DONE) {
      throw new IOException(command + " failed");
    }
  }

  private static void keytool(String command, List<Object> common, Object... more)
      throws IOException, InterruptedException {
    List<String> typed = typed(command, common, more);
    typed.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    if (new ProcessBuilder(typed).inheritIO().start().waitFor() != 0) {
      throw new IOException("keytool failed");
    }
  }

  private static List<String> typed(String command, List<Object> common, Object... more) {
    List<String> typed = new ArrayList<>(List.of(command));
    common.forEach(each -> typed.add(each.toString()));
    List.of(more).forEach(each -> typed.add(each.toString()));
    return typed;
  }
}
