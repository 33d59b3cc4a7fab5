package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.TenantListing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smime keys missing}: what a tenant of Intune has of the keys that are held. */
@Command(
    name = "missing",
    description =
        "Compare keys with the list of imported keys from Microsoft Graph (GET "
            + "deviceManagement/userPfxCertificates).",
    footer = {
      "",
      "The command prints one line for each problem of a certificate. For a certificate without a "
          + "problem it prints one line with 'present'.",
      "",
      "Exit status: 0 the tenant has each certificate once, for a purpose that the certificate "
          + "allows; 3 the tenant lacks a certificate, has one twice, or has one for a purpose "
          + "that the certificate does not allow; 1 something could not be read; 2 bad usage."
    })
final class KeysMissingCommand extends SmimeCommand {

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "FILE|DIR",
      description = "A key file (PFX, PEM, JKS), or a directory of key files.")
  private List<Path> keys = new ArrayList<>();

  @Mixin private PasswordOptions passwords = new PasswordOptions();

  @Mixin private LimitOptions limits = new LimitOptions();

  @Option(
      names = "--upn",
      paramLabel = "USER",
      description = "Compare only the records of this user. Default: all users.")
  private @Nullable String upn;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Parameters(
      arity = "1",
      paramLabel = "GRAPH.json",
      description = "The response of Microsoft Graph. Append further pages to the file.")
  private Path answer = Path.of("");

  @Override
  public Integer call() throws Exception {
    if (upn != null) {
      IntuneUser.check(upn);
    }
    TenantListing listing = listing(answer);
    KeyFiles read = KeyFiles.read(streams(), "--keys", keys, passwords, limits.limits());
    TenantCheck check = TenantCheck.of(read.history().entries(), listing, upn);
    for (TenantCheck.Result result : check.results()) {
      if (json) {
        streams().out().write(result.json().line());
      } else {
        streams().print(SafeText.line(result.sentence()) + "\n");
      }
    }
    streams().out().flush();
    return check.isAsItShouldBe() ? Main.DONE : Main.NOT_AS_REQUIRED;
  }

  private static TenantListing listing(Path file) throws IOException, UsageException {
    Arguments.existing("GRAPH.json", file);
    TenantListing listing;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      listing = TenantListing.read(in);
    } catch (java.nio.file.FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    if (!listing.complete()) {
      throw new IOException(
          file
              + ": the last page is missing (@odata.nextLink); get it, and append it to this file");
    }
    return listing;
  }
}
