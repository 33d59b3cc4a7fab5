package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Users of a tenant, as a group of options: one by name, or those in a file. */
final class UserOptions {

  @Option(
      names = "--upn",
      paramLabel = "USER",
      description = "One user, by the user principal name.")
  private @Nullable String upn;

  @Option(
      names = "--users",
      paramLabel = "FILE",
      description =
          "A file in UTF-8 with one user per line and no header. Commas separate the entries of a "
              + "line: first the user principal name, then the mail addresses in the user's certificates. If a line has "
              + "no addresses, the user principal name is also the address.")
  private @Nullable Path users;

  /** Whether one user is named, whose keys all keys are then to be. */
  boolean areOne() {
    return upn != null;
  }

  /** What of the options makes no sense, before any file of keys is read. */
  void check() {
    if (upn != null && !TenantUser.NAME.matcher(upn).matches()) {
      throw new UsageException(
          upn + ": this is not a user principal name such as user@example.org");
    }
  }

  /**
   * The users.
   *
   * @param addresses those of the user of --upn; if there are none, the name is the address
   */
  List<TenantUser> read(List<String> addresses) throws IOException {
    if (users != null) {
      return TenantUser.read(users);
    }
    String name = Objects.requireNonNull(upn);
    Set<String> compared = new LinkedHashSet<>();
    (addresses.isEmpty() ? List.of(name) : addresses)
        .forEach(each -> compared.add(Person.comparable(each)));
    return List.of(new TenantUser(name, compared));
  }
}
