package org.smime4j.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.smime4j.ExpectedSigner;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;

/** A list of keys as a JSON object. The names in it are stable. */
final class KeyJson {

  private KeyJson() {}

  static JsonObject of(KeyFiles list) {
    return new JsonObject()
        .with("people", Person.of(list.history().entries()).stream().map(KeyJson::person).toList())
        .with("keysWithoutCertificate", entries(list.only(each -> each.certificates().isEmpty())))
        .with("authorities", entries(list.only(Person::isAuthority)))
        .with("agents", entries(list.only(Person::isAgent)))
        .with("files", list.files().stream().map(KeyJson::file).toList())
        .with("skipped", pairs(list.history().skipped(), "source", "why"));
  }

  private static JsonObject file(KeyFiles.Opened opened) {
    return new JsonObject().with("file", opened.file()).with("password", opened.password());
  }

  static List<JsonObject> pairs(Map<?, ?> pairs, String key, String value) {
    return pairs.entrySet().stream()
        .map(
            each ->
                new JsonObject()
                    .with(key, each.getKey().toString())
                    .with(value, each.getValue().toString()))
        .toList();
  }

  private static JsonObject person(Person person) {
    return new JsonObject()
        .with("names", person.names())
        .with("keys", entries(person.entries()))
        .with("gaps", pairs(KeyEntry.gaps(person.entries()), "from", "until"))
        .with(
            "parallel", person.parallel(Instant.now()).stream().map(Fingerprint::sha256).toList());
  }

  private static List<JsonObject> entries(List<KeyEntry> entries) {
    return entries.stream().map(KeyJson::entry).toList();
  }

  private static JsonObject entry(KeyEntry entry) {
    return new JsonObject()
        .with("algorithm", KeyFacts.algorithm(entry))
        .with("privateKey", entry.key().isPresent())
        .with("sources", entry.key().map(DecryptionKey::sources).orElse(List.of()))
        .with("chainComplete", entry.hasWholeChain())
        .with("certificates", entry.certificates().stream().map(KeyJson::certificate).toList());
  }

  private static JsonObject certificate(X509Certificate certificate) {
    return JsonMessage.certificate(certificate)
        .with("addresses", ExpectedSigner.addressesOf(certificate))
        .with("purposes", KeyFacts.purposes(certificate))
        .with("notBefore", certificate.getNotBefore().toInstant().toString())
        .with("notAfter", certificate.getNotAfter().toInstant().toString())
        .with("sha1", Fingerprint.sha1(certificate))
        .with("sha256", Fingerprint.sha256(certificate));
  }
}
