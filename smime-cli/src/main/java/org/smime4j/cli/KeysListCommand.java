package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smime keys list}: what is held, person by person and key by key. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "List the keys in files and directories, person by person, with what is missing: private"
            + " keys, certificates, issuers, and times in which no key was held.")
final class KeysListCommand implements Callable<Integer> {

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Option(names = "--json", description = "Report as one JSON object.")
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Key files (PFX, PEM, JKS), and directories: all key files in them.")
  private List<Path> places = new ArrayList<>();

  private final Streams streams;

  KeysListCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    KeyList list = KeyList.of(KeyFiles.read(streams, "FILE|DIR", places, passwords));
    if (json) {
      writeJson(list);
    } else {
      streams.out().write(KeyTable.of(list).getBytes(streams.charset()));
    }
    streams.out().flush();
    return Main.DONE;
  }

  private void writeJson(KeyList list) throws IOException {
    JsonGenerator to = new JsonFactory().createGenerator(streams.out());
    to.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (to) {
      KeyJson.write(to, list);
    }
    streams.out().write('\n');
  }
}
