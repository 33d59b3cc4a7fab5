package org.smime4j.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a folder, and their names. */
class KeyFolderTest {

  @TempDir Path folder;

  /** An index has the name as the URI has it, whether a URI was made or not. */
  @Test
  void nameIsThatOfTheUri_andLeadsToTheFile() throws Exception {
    Files.createDirectories(folder.resolve("below/a folder"));
    Set<String> names = new HashSet<>();
    for (String name :
        List.of(
            "plain-1_2.PFX",
            "below/.hidden",
            "below/a%20folder/x.pfx",
            "a%20b.pfx",
            "a%2520b.pfx",
            "a%25.pfx",
            "~tilde",
            "plus+.pem",
            "M%C3%BCller.pfx",
            "M%FCller.pfx")) {
      Path file = Files.createFile(Path.of(URI.create(folder.toUri() + name)));
      assertThat(KeyFolder.name(folder, file)).isEqualTo(name);
      assertThat(KeyFolder.file(folder, name)).isEqualTo(file);
      names.add(name);
    }
    Set<String> found = new HashSet<>();
    KeyFolder.of(folder).files().keySet().forEach(each -> found.add(KeyFolder.name(folder, each)));
    assertThat(found).isEqualTo(names);
    Path relative = Path.of("").toAbsolutePath().relativize(folder);
    KeyFolder.of(relative)
        .files()
        .keySet()
        .forEach(each -> assertThat(names).contains(KeyFolder.name(relative, each)));
  }
}
