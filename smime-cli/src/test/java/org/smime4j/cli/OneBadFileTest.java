package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad files among good ones in what commands are given: the good ones are used, each bad one is
 * named on the standard error, and all of them in reports, the summary and the list of keys.
 */
class OneBadFileTest {

  private static final int MANY = 30;
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

  @TempDir private Path folder;
  private final Map<String, byte[]> damages = new TreeMap<>();

  @BeforeEach
  void damage() throws Exception {
    byte[] pfx = Files.readAllBytes(Run.vector("history/2025.pfx"));
    damages.put("bad-cut.pfx", Arrays.copyOf(pfx, pfx.length / 2));
    damages.put("bad-empty", new byte[0]);
    damages.put("bad-text.txt", "nothing".getBytes(StandardCharsets.UTF_8));
    damages.put("bad.pem", PEM.getBytes(StandardCharsets.UTF_8));
    damages.put("bad.der", new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1, 0x30, 0});
  }

  private Path plant(String name, Path... good) throws Exception {
    Path directory = Files.createDirectory(folder.resolve(name));
    for (Map.Entry<String, byte[]> each : damages.entrySet()) {
      Files.write(directory.resolve(each.getKey()), each.getValue());
    }
    for (Path each : good) {
      Files.copy(each, directory.resolve(each.getFileName()));
    }
    return directory;
  }

  private Path keys() throws Exception {
    return plant("keys", Run.vector("history/2025.pfx"));
  }

  private void names(String said) {
    for (String name : damages.keySet()) {
      assertThat(said).contains(name);
    }
  }

  @Test
  void d9_commandsThatWrite_nameThemAndUseTheGoodKey() throws Exception {
    Path keys = plant("own", Run.vector("pki/bob.pfx"));
    Path to = Run.vector("pki/bob.pem");
    Path mail =
        Files.writeString(
            folder.resolve("a.eml"),
            "From: bob@example.org\r\nTo: bob@example.org\r\nSubject: a\r\n\r\nText.\r\n");
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("sign", "--key", keys),
            List.of("seal", "--key", keys, "--to", to, "--unvalidated", "a test"),
            List.of("encrypt", "--myself", keys, "--to", to, "--unvalidated", "a test"))) {
      Run run = Run.of(words, "--password-file", Run.vector("pki/passwords.txt"), mail);
      assertThat(run.status()).as(words + run.err()).isEqualTo(ExitStatus.DONE);
      names(run.err());
    }
  }

  @Test
  void everyCommandThatTakesKeys_namesThemAndGoesOn() throws Exception {
    Path keys = keys();
    Path mail = Run.message("encrypted-2025.eml");
    Object password = Run.vector("pki/passwords.txt");
    for (String command : List.of("open", "decrypt")) {
      Run run = Run.of(command, "--keys", keys, "--password-file", password, mail);
      assertThat(run.status()).as(command + run.err()).isEqualTo(ExitStatus.DONE);
      names(run.err());
    }
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("keys", "list", keys),
            List.of(
                "keys",
                "export",
                keys,
                "--merged",
                folder.resolve("out.pfx"),
                "--make-password",
                folder.resolve("made.txt")))) {
      Run run = Run.of(words, "--password-file", password);
      names(run.err());
      BadInputTest.noTrace(run);
    }
  }

  @Test
  void foldersOfAnchorsAndLists_nameThemAndGoOn() throws Exception {
    Path trust = plant("trust", Run.vector("trust/root.pem"));
    for (String command : List.of("open", "verify")) {
      Run run =
          Run.of(
              command,
              "--trust",
              trust,
              "--at",
              "2026-06-01T00:00:00Z",
              Run.message("signed-rsa-sha256-detached.eml"));
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
      names(run.err());
    }
  }

  @Test
  void howeverManyAreBad_theListTheReportAndTheSummaryNameAll() throws Exception {
    for (int i = 0; i < MANY; i++) {
      damages.put("bad-%02d.pem".formatted(i), PEM.getBytes(StandardCharsets.UTF_8));
    }
    Path keys = keys();
    Object password = Run.vector("pki/passwords.txt");
    Path mail = Run.message("encrypted-2025.eml");
    names(Run.of("keys", "list", keys, "--password-file", password).text());
    names(Run.of("keys", "list", "--json", keys, "--password-file", password).text());
    Path page = folder.resolve("report.html");
    Run run = Run.of("open", "--keys", keys, "--password-file", password, "--html", page, mail);
    names(Files.readString(page));
    names(run.err());
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.copy(mail, source.resolve("a.eml"));
    Path job = folder.resolve("job");
    Run archive =
        Run.of("archive", source, "--keys", keys, "--password-file", password, "--job", job);
    assertThat(archive.status()).as(archive.err()).isEqualTo(ExitStatus.DONE);
    names(Files.readString(job.resolve("summary.json")));
  }
}
