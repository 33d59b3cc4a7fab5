package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.TenantListing;
import org.smime4j.cli.devices.TenantListing.Listed;
import org.smime4j.keys.KeyEntry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smime keys missing}: what a tenant of Intune has of the keys that are held. */
@Command(
    name = "missing",
    description =
        "Find keys that an Intune tenant lacks: compare keys with the list from Microsoft Graph (GET "
            + "deviceManagement/userPfxCertificates).")
final class KeysMissingCommand extends SmimeCommand {

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "FILE|DIR",
      description = "A key file (PFX, PEM, JKS), or a directory of key files.")
  private List<Path> keys = new ArrayList<>();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Mixin private LimitOptions limits = new LimitOptions();

  @ArgGroup private @Nullable UserOptions users;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Parameters(
      arity = "1",
      paramLabel = "GRAPH.json",
      description = "The response of Microsoft Graph. Append further pages to the file.")
  private Path answer = Path.of("");

  @Override
  public Integer call() throws Exception {
    List<TenantUser> asked = List.of();
    if (users != null) {
      users.check();
      asked = users.read(List.of());
    }
    List<Listed> listing = TenantListing.read(Arguments.existing("GRAPH.json", answer));
    KeyFiles read = KeyFiles.read(streams(), "--keys", keys, passwords, limits.limits());
    List<KeyEntry> entries =
        read.history().entries().stream()
            .filter(each -> each.key().isPresent() && !each.certificates().isEmpty())
            .toList();
    if (entries.isEmpty()) {
      throw new IOException(
          KeyFiles.without(read.history(), "The files have no private key with a certificate"));
    }
    TenantCheck check = TenantCheck.of(entries, listing, asked);
    for (TenantCheck.Result result : check.results) {
      if (json) {
        streams().out().write(result.json().line());
      } else {
        streams().print(SafeText.line(result.sentence()) + "\n");
      }
    }
    streams().out().flush();
    check.remarks.forEach(this::say);
    return check.isAsItShouldBe() ? ExitStatus.DONE : ExitStatus.NOT_AS_REQUIRED;
  }
}
