package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of files with letters that the locale does not have. */
class LocaleTest {

  @TempDir private Path folder;

  /** Under LC_ALL=C Java 17 has no other letters than those of ASCII; the shell passes octets. */
  @Test
  void aNameThatTheLocaleCannotSpell_isASentence() throws Exception {
    Program run =
        Program.run(
            folder,
            "sh",
            "-c",
            "LC_ALL=C exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$1\" "
                + Main.class.getName()
                + " keys list \"$(printf 'k\\303\\266.pfx')\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            System.getProperty("java.class.path"));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err())
        .contains("this locale cannot spell the name; set LC_ALL=C.UTF-8, or give the directory")
        .doesNotContain("InvalidPathException");
    assertThat(Run.of("keys", "list", "k\0.pfx").err())
        .contains("this is not a valid file name")
        .doesNotContain("InvalidPathException");
  }

  @ParameterizedTest
  @CsvSource({
    "LC_ALL=C, C.UTF-8",
    "LC_ALL=POSIX LANG=de_DE.UTF-8, C.UTF-8",
    "LANG=C, C.UTF-8",
    "A=b, C.UTF-8",
    "LANG=de_DE.UTF-8, none",
    "LC_CTYPE=de_DE.UTF-8, none",
    "LC_ALL=en_US.ISO-8859-1, en_US.ISO-8859-1"
  })
  void theScriptTakesAnotherLocale_inTheLocaleCAlone(String environment, String expected)
      throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"${LC_ALL:-none}\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    String command =
        "exec env -u LC_ALL -u LC_CTYPE -u LANG SMIME_CACHE= JAVA_HOME=\"$0\" %s sh \"$1\""
            .formatted(environment);
    Path script = Path.of("src/dist/bin/smime").toAbsolutePath();
    assertThat(
            Program.text(folder, "sh", "-c", command, folder.toString(), script.toString()).strip())
        .isEqualTo(expected);
  }
}
