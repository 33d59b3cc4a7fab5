package org.smime4j.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.smime4j.ExpectedSigner;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;

/** A list of keys for a person at a terminal: names in certificates are strangers' text. */
record KeyTable(StringBuilder table) {

  static String of(KeyFiles list) {
    KeyTable table = new KeyTable(new StringBuilder());
    Person.of(list.history().entries()).forEach(table::person);
    table.section(
        "Private keys without a certificate",
        list.only(each -> each.certificates().isEmpty()),
        table::withoutCertificate);
    table.section("Authorities", list.only(Person::isAuthority), table::certificates);
    table.section("Key recovery agents", list.only(Person::isAgent), table::certificates);
    table.files(list.files(), list.history().skipped());
    return table.table.toString();
  }

  private void line(String format, Object... values) {
    table.append(SafeText.line(String.format(Locale.ROOT, format, values))).append('\n');
  }

  private void person(Person person) {
    line("%s", String.join(", ", person.names()));
    person.entries().forEach(this::entry);
    KeyEntry.gaps(person.entries())
        .forEach(
            (from, until) ->
                line(
                    "  gap: no key for mail from %s to %s",
                    KeyFacts.day(from), KeyFacts.day(until)));
    person.parallelRemark(Instant.now()).ifPresent(remark -> line("  %s", remark));
    table.append('\n');
  }

  private void entry(KeyEntry entry) {
    for (X509Certificate certificate : entry.certificates()) {
      List<String> purposes = KeyFacts.purposes(certificate);
      line(
          "  %s to %s  %-19s  %-9s  serial %s of %s",
          KeyFacts.day(certificate.getNotBefore()),
          KeyFacts.day(certificate.getNotAfter()),
          purposes.isEmpty() ? "not for mail" : String.join(", ", purposes),
          KeyFacts.algorithm(entry),
          certificate.getSerialNumber().toString(16),
          certificate.getIssuerX500Principal().getName());
      line("    subject %s", certificate.getSubjectX500Principal().getName());
      List<String> addresses = ExpectedSigner.addressesOf(certificate);
      line("    addresses %s", addresses.isEmpty() ? "none" : String.join(", ", addresses));
      line("    SHA-1 %s", Fingerprint.sha1(certificate));
      line("    SHA-256 %s", Fingerprint.sha256(certificate));
    }
    line(
        "    %s",
        entry.hasWholeChain() ? "chain complete" : "chain incomplete: an issuer is missing");
    entry.key().ifPresentOrElse(this::sources, () -> line("    NO PRIVATE KEY"));
  }

  private void sources(DecryptionKey key) {
    line("    private key in %s", key.sources().get(0));
    key.sources().stream().skip(1).forEach(again -> line("    duplicate in %s", again));
  }

  private void section(String title, List<KeyEntry> entries, Consumer<KeyEntry> each) {
    if (!entries.isEmpty()) {
      line("%s", title);
      entries.forEach(each);
      table.append('\n');
    }
  }

  private void withoutCertificate(KeyEntry entry) {
    line("  %s", KeyFacts.algorithm(entry));
    entry.key().ifPresent(this::sources);
  }

  private void certificates(KeyEntry entry) {
    for (X509Certificate certificate : entry.certificates()) {
      line(
          "  %s to %s  %s",
          KeyFacts.day(certificate.getNotBefore()),
          KeyFacts.day(certificate.getNotAfter()),
          certificate.getSubjectX500Principal().getName());
    }
  }

  private void files(List<KeyFiles.Opened> files, Map<String, String> skipped) {
    line("Files");
    for (KeyFiles.Opened opened : files) {
      Integer password = opened.password();
      String beginning = opened.file() + ", ";
      Map<String, String> left = new LinkedHashMap<>(skipped);
      left.keySet().removeIf(each -> !each.startsWith(beginning));
      line(
          "  %s: %s",
          opened.file(),
          password == null
              ? "opened with several passwords"
              : password > 0
                  ? "opened with password number " + password
                  : left.isEmpty() ? "needs no password" : "opened in part");
      left.forEach(
          (entry, why) -> line("    skipped %s: %s", entry.substring(beginning.length()), why));
    }
    Map<String, String> whole = new LinkedHashMap<>(skipped);
    whole
        .keySet()
        .removeIf(each -> files.stream().anyMatch(file -> each.startsWith(file.file() + ", ")));
    whole.forEach((file, why) -> line("  skipped %s: %s", file, why));
  }
}
