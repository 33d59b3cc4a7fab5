package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.smime4j.ExpectedSigner;

/**
 * A user of a tenant.
 *
 * @param name the user principal name
 * @param addresses the mail addresses in the user's certificates, as they are compared
 */
record TenantUser(String name, Set<String> addresses) {

  /** The characters that Entra allows; none of them is special in the name of a file. */
  static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9'._!#^~+-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  private static final int LONGEST_FILE = 1 << 26;

  private static final int LONGEST_SAID = 80;

  /** Marks that no entry has. */
  private static final Pattern QUOTED = Pattern.compile("[\";\t\0]");

  /** The users in a file: one a line, with their addresses after commas. */
  static List<TenantUser> read(Path file) throws IOException {
    List<TenantUser> users = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int number = 0;
    for (String line : Arguments.text("--users", file, LONGEST_FILE).lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] fields = line.split(",", -1);
      String name = fields[0].strip();
      String where = "--users " + file + ", line " + number + ": ";
      if (!NAME.matcher(name).matches()) {
        throw new UsageException(
            where + cut(name) + ": this is not a user principal name; " + advice(line, number));
      }
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new UsageException(where + name + " is there twice");
      }
      Set<String> addresses = new LinkedHashSet<>();
      for (int i = 1; i < fields.length; i++) {
        if (!fields[i].isBlank()) {
          String address = fields[i].strip();
          if (ExpectedSigner.normalised(address).isEmpty() || QUOTED.matcher(address).find()) {
            throw new UsageException(
                where + cut(address) + ": this is not a mail address; " + advice(line, number));
          }
          addresses.add(Person.comparable(address));
        }
      }
      users.add(
          new TenantUser(name, addresses.isEmpty() ? Set.of(Person.comparable(name)) : addresses));
    }
    if (users.isEmpty()) {
      throw new UsageException("--users " + file + ": it has no users");
    }
    return users;
  }

  private static String cut(String text) {
    return text.length() > LONGEST_SAID ? text.substring(0, LONGEST_SAID) + "\u2026" : text;
  }

  /** What programs write into such files that is no user. */
  private static String advice(String line, int number) {
    if (line.indexOf('\0') >= 0) {
      return "save the file as UTF-8";
    }
    if (line.indexOf('"') >= 0) {
      return "leave out the quotation marks";
    }
    if (QUOTED.matcher(line).find()) {
      return "separate the entries by commas";
    }
    return number == 1 && line.indexOf('@') < 0
        ? "leave out the header"
        : "write user@example.org, and after commas the user's other addresses";
  }

  String fileName() {
    return name + ".ndjson";
  }
}
