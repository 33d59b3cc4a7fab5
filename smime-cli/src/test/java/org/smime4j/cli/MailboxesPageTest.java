package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/mailboxes.md, as they stand there, one after the other. */
@Tag("thorough")
class MailboxesPageTest {

  @TempDir private Path folder;

  @Test
  void everyCommandRunsAsItIsWritten() throws Exception {
    Path page = Run.VECTORS.resolveSibling("docs/mailboxes.md");
    List<String> commands =
        Files.readAllLines(page).stream()
            .filter(line -> line.startsWith("    "))
            .map(String::strip)
            .toList();
    assertThat(commands).hasSizeGreaterThan(6);
    Path maildir = folder.resolve("Maildir");
    for (String box : List.of("cur", "new", "tmp")) {
      Files.createDirectories(maildir.resolve(box));
    }
    Files.copy(Run.message("encrypted-2025.eml"), maildir.resolve("new/1.M1.host"));
    Files.copy(Run.message("signed-encrypted.eml"), maildir.resolve("cur/2.M2.host:2,S"));
    Files.copy(Run.message("not-smime.eml"), maildir.resolve("cur/3.M3.host:2,"));
    Path escrow = Files.createDirectory(folder.resolve("escrow"));
    try (Stream<Path> files = Files.list(Run.vector("history"))) {
      for (Path file : files.toList()) {
        Files.copy(file, escrow.resolve(file.getFileName()));
      }
    }
    // The page's later jobs open what the earlier ones encrypted.
    Files.writeString(
        escrow.resolve("new.pem"),
        Files.readString(Run.vector("pki/carol.key"))
            + Files.readString(Run.vector("pki/carol.pem")));
    Files.copy(Run.vector("pki/passwords.txt"), folder.resolve("passwords.txt"));
    Files.copy(Run.vector("pki/carol.pem"), folder.resolve("new.pem"));
    Files.write(folder.resolve("archive.pst"), PstFilesTest.pst().bytes());
    String before =
        "set -o pipefail\nsmime() { '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -XX:TieredStopAtLevel=1 -cp '"
            + System.getProperty("java.class.path")
            + "' org.smime4j.cli.Main \"$@\"; }\ncd '"
            + folder
            + "'\n";
    for (String program : List.of("jq", "readpst")) {
      Program.run(folder, program, "--version");
    }
    StringBuilder said = new StringBuilder();
    for (String command : commands) {
      said.append(Program.text(folder, "bash", "-c", before + command));
    }
    // The dry run listed both encrypted messages, and the last list has the plain one.
    assertThat(said.toString()).contains("new/1.M1.host\n", "cur/2.M2.host:2,S\n");
    assertThat(said.toString()).contains("cur/3.M3.host:2,: It is neither signed nor encrypted");
    assertThat(folder.resolve("New/cur/3.M3.host:2,"))
        .hasSameBinaryContentAs(Run.message("not-smime.eml"));
    assertThat(Files.readString(folder.resolve("Plain/cur/2.M2.host:2,S"))).contains("Dear Alice");
    assertThat(Files.readString(folder.resolve("pst-job/report.ndjson"))).contains("\"opened\"");
    try (Stream<Path> files = Files.list(maildir.resolve("cur"))) {
      assertThat(files).allMatch(file -> file.toString().contains("_smime"));
    }
  }
}
