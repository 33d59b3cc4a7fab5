package org.smime4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smime keys list}: what is held, person by person and key by key. */
@Command(
    name = "list",
    description =
        "List the keys in files and directories by person. The list shows which private keys, "
            + "certificates and issuers are missing, and for which times a person has no key. The exit "
            + "status is 1 if a key file does not open.")
final class KeysListCommand extends SmimeCommand {

  @Mixin private KeyPlaces places = new KeyPlaces();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    KeyFiles list = places.read(streams());
    if (json) {
      streams().out().write(KeyJson.of(list).line());
    } else {
      streams().print(KeyTable.of(list));
    }
    streams().out().flush();
    return list.areOpen() ? ExitStatus.DONE : ExitStatus.FAILED;
  }
}
