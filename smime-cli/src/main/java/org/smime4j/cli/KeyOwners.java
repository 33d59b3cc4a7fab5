package org.smime4j.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.smime4j.keys.KeyEntry;

/** Users of a tenant, and which keys name whom of them. */
final class KeyOwners {

  /** So many names are said; the others are counted. */
  private static final int NAMED = 10;

  private final List<TenantUser> users;
  private final Map<String, List<TenantUser>> byAddress = new TreeMap<>();
  private final Set<TenantUser> withKey = new HashSet<>();
  private final List<KeyEntry> nobodys = new ArrayList<>();

  KeyOwners(List<TenantUser> users) {
    this.users = users;
    for (TenantUser user : users) {
      user.addresses()
          .forEach(each -> byAddress.computeIfAbsent(each, a -> new ArrayList<>()).add(user));
    }
  }

  /** Those of the users who are named by a certificate of a key. */
  Set<TenantUser> of(KeyEntry entry) {
    Set<TenantUser> named = new LinkedHashSet<>();
    Person.addresses(entry.certificates())
        .forEach(address -> named.addAll(byAddress.getOrDefault(address, List.of())));
    withKey.addAll(named);
    if (named.isEmpty()) {
      nobodys.add(entry);
    }
    return named;
  }

  /** Whether a key names each of the users. */
  boolean allHaveKeys() {
    return withKey.containsAll(users);
  }

  /** What is said of addresses of several users, of users without a key, and of nobody's keys. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    byAddress.forEach(
        (address, all) -> {
          if (all.size() > 1) {
            List<String> names = all.stream().map(TenantUser::name).sorted().toList();
            remarks.add(
                "%s is an address of %s: each of them gets its keys"
                    .formatted(address, Sentences.first(NAMED, names)));
          }
        });
    users.stream()
        .filter(each -> !withKey.contains(each))
        .forEach(each -> remarks.add("no key names an address of " + each.name()));
    if (!users.isEmpty() && !nobodys.isEmpty()) {
      Set<String> names = new TreeSet<>();
      nobodys.forEach(each -> names.addAll(Person.names(each)));
      remarks.add(
          Sentences.count(
                  nobodys.size(),
                  "key names no address of these users, and stays out; it names ",
                  "keys name no address of these users, and stay out; they name ")
              + Sentences.first(NAMED, names));
    }
    return remarks;
  }
}
