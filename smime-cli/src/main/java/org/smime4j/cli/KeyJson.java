package org.smime4j.cli;

import java.security.cert.X509Certificate;
import java.util.List;
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
        .with("people", list.people().stream().map(KeyJson::person).toList())
        .with("keysWithoutCertificate", entries(list.withoutCertificate()))
        .with("authorities", entries(list.authorities()))
        .with(
            "files",
            list.files().stream()
                .map(
                    opened ->
                        new JsonObject()
                            .with("file", opened.file())
                            .with("password", opened.password()))
                .toList())
        .with(
            "skipped",
            list.history().skipped().entrySet().stream()
                .map(
                    each ->
                        new JsonObject().with("source", each.getKey()).with("why", each.getValue()))
                .toList());
  }

  private static JsonObject person(Person person) {
    return new JsonObject()
        .with("names", person.names())
        .with("keys", entries(person.entries()))
        .with(
            "gaps",
            KeyEntry.gaps(person.entries()).entrySet().stream()
                .map(
                    gap ->
                        new JsonObject()
                            .with("from", gap.getKey().toString())
                            .with("until", gap.getValue().toString()))
                .toList());
  }

  private static List<JsonObject> entries(List<KeyEntry> entries) {
    return entries.stream()
        .map(
            entry ->
                new JsonObject()
                    .with("algorithm", KeyFacts.algorithm(entry))
                    .with("privateKey", entry.key().isPresent())
                    .with("sources", entry.key().map(DecryptionKey::sources).orElse(List.of()))
                    .with("chainComplete", entry.hasWholeChain())
                    .with(
                        "certificates",
                        entry.certificates().stream().map(KeyJson::certificate).toList()))
        .toList();
  }

  private static JsonObject certificate(X509Certificate certificate) {
    return new JsonObject()
        .with("subject", KeyName.name(certificate.getSubjectX500Principal()))
        .with("addresses", ExpectedSigner.addressesOf(certificate))
        .with("issuer", KeyName.name(certificate.getIssuerX500Principal()))
        .with("serial", KeyName.hex(certificate.getSerialNumber()))
        .with("purposes", KeyFacts.purposes(certificate))
        .with("notBefore", certificate.getNotBefore().toInstant().toString())
        .with("notAfter", certificate.getNotAfter().toInstant().toString())
        .with("sha1", Fingerprint.sha1(certificate))
        .with("sha256", Fingerprint.sha256(certificate));
  }
}
