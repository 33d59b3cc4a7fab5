package org.smime4j.cli;

import java.util.List;
import java.util.Map;
import org.smime4j.keys.KeyEntry;

/**
 * What key files hold, sorted for a report.
 *
 * @param people with their keys and certificates
 * @param withoutCertificate private keys that came alone
 * @param authorities certificates of authorities
 * @param files what was read
 * @param skipped what was passed over, and why
 */
record KeyList(
    List<Person> people,
    List<KeyEntry> withoutCertificate,
    List<KeyEntry> authorities,
    List<KeyFiles.Opened> files,
    Map<String, String> skipped) {

  static KeyList of(KeyFiles read) {
    List<KeyEntry> entries = read.history().entries();
    return new KeyList(
        Person.of(entries),
        entries.stream().filter(entry -> entry.certificates().isEmpty()).toList(),
        entries.stream()
            .filter(entry -> !entry.certificates().isEmpty() && Person.isAuthority(entry))
            .toList(),
        read.files(),
        read.history().skipped());
  }
}
