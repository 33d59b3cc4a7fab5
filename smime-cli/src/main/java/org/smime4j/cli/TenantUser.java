package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smime4j.ExpectedSigner;
import org.smime4j.keys.KeyEntry;

/**
 * A user of a tenant.
 *
 * @param name the user principal name
 * @param addresses the mail addresses in the user's certificates, as they are compared
 */
record TenantUser(String name, Set<String> addresses) {

  /** The characters that Entra allows; none of them is special in the name of a file. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9'._!#^~+-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  private static final int LONGEST_FILE = 1 << 26;

  private static final int LONGEST_SAID = 80;

  /** Marks that no entry has. */
  private static final Pattern QUOTED = Pattern.compile("[\";\t\0]");

  /** So many names are said; the others are counted. */
  private static final int NAMED = 10;

  /**
   * @throws UsageException if it is no user principal name
   */
  static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UsageException(
          name + ": this is not a user principal name such as user@example.org");
    }
  }

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

  /** What is said of a user for whom there is no key. */
  String withoutKey() {
    return "no key names an address of " + name;
  }

  /** What is said of keys that are none of the users'; each has a certificate. */
  static String nobodys(List<KeyEntry> keys) {
    Set<String> names = new TreeSet<>();
    keys.forEach(each -> names.addAll(Person.names(each)));
    return Sentences.count(
            keys.size(),
            "key names no address of these users, and stays out; it names ",
            "keys name no address of these users, and stay out; they name ")
        + Sentences.first(NAMED, names);
  }

  /** What is said of addresses that several users have. */
  static List<String> sharing(List<TenantUser> users) {
    Map<String, Set<String>> byAddress = new TreeMap<>();
    for (TenantUser user : users) {
      for (String address : user.addresses) {
        byAddress.computeIfAbsent(address, a -> new TreeSet<>()).add(user.name);
      }
    }
    return byAddress.entrySet().stream()
        .filter(each -> each.getValue().size() > 1)
        .map(
            each ->
                "%s is an address of %s: each of them gets its keys"
                    .formatted(each.getKey(), Sentences.first(NAMED, each.getValue())))
        .toList();
  }

  String fileName() {
    return name + ".ndjson";
  }

  /** Keys by the addresses in their certificates. */
  static Map<String, List<KeyEntry>> byAddress(List<KeyEntry> entries) {
    Map<String, List<KeyEntry>> byAddress = new HashMap<>();
    for (KeyEntry entry : entries) {
      for (String address : Person.addresses(entry.certificates())) {
        byAddress.computeIfAbsent(address, a -> new ArrayList<>()).add(entry);
      }
    }
    return byAddress;
  }

  /**
   * The keys with a certificate of the user: under true those that are nobody else's, under false
   * those with one of somebody else too.
   */
  Map<Boolean, List<KeyEntry>> keys(Map<String, List<KeyEntry>> byAddress) {
    Set<KeyEntry> named = new LinkedHashSet<>();
    addresses.forEach(a -> named.addAll(byAddress.getOrDefault(a, List.of())));
    return named.stream()
        .collect(Collectors.partitioningBy(each -> Person.others(each, addresses).isEmpty()));
  }
}
