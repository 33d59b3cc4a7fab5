package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;
import org.smime4j.trust.ExpectedSigner;

/** A list of keys as a JSON object. The names in it are stable. */
final class KeyJson {

  private KeyJson() {}

  static void write(JsonGenerator to, KeyList list) throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("people");
    for (Person person : list.people()) {
      to.writeStartObject();
      strings(to, "names", person.names());
      entries(to, "keys", person.entries());
      to.writeArrayFieldStart("gaps");
      for (Map.Entry<Instant, Instant> gap : KeyEntry.gaps(person.entries()).entrySet()) {
        to.writeStartObject();
        to.writeStringField("from", gap.getKey().toString());
        to.writeStringField("until", gap.getValue().toString());
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    to.writeEndArray();
    entries(to, "keysWithoutCertificate", list.withoutCertificate());
    entries(to, "authorities", list.authorities());
    to.writeArrayFieldStart("files");
    for (KeyFiles.Opened opened : list.files()) {
      to.writeStartObject();
      to.writeStringField("file", SafeText.wellFormed(opened.file()));
      Integer password = opened.password();
      if (password == null) {
        to.writeNullField("password");
      } else {
        to.writeNumberField("password", password);
      }
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeArrayFieldStart("skipped");
    for (Map.Entry<String, String> skipped : list.skipped().entrySet()) {
      to.writeStartObject();
      to.writeStringField("source", SafeText.wellFormed(skipped.getKey()));
      to.writeStringField("why", SafeText.wellFormed(skipped.getValue()));
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeEndObject();
  }

  private static void entries(JsonGenerator to, String name, List<KeyEntry> entries)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (KeyEntry entry : entries) {
      to.writeStartObject();
      to.writeStringField("algorithm", KeyFacts.algorithm(entry));
      to.writeBooleanField("privateKey", entry.key().isPresent());
      strings(to, "sources", entry.key().map(DecryptionKey::sources).orElse(List.of()));
      to.writeBooleanField("chainComplete", entry.hasWholeChain());
      to.writeArrayFieldStart("certificates");
      for (X509Certificate certificate : entry.certificates()) {
        certificate(to, certificate);
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private static void certificate(JsonGenerator to, X509Certificate certificate)
      throws IOException {
    to.writeStartObject();
    string(to, "subject", KeyName.name(certificate.getSubjectX500Principal()));
    strings(to, "addresses", ExpectedSigner.addressesOf(certificate));
    string(to, "issuer", KeyName.name(certificate.getIssuerX500Principal()));
    string(to, "serial", KeyName.hex(certificate.getSerialNumber()));
    strings(to, "purposes", KeyFacts.purposes(certificate));
    string(to, "notBefore", certificate.getNotBefore().toInstant().toString());
    string(to, "notAfter", certificate.getNotAfter().toInstant().toString());
    string(to, "sha1", Fingerprint.sha1(certificate));
    string(to, "sha256", Fingerprint.sha256(certificate));
    to.writeEndObject();
  }

  private static void string(JsonGenerator to, String name, String value) throws IOException {
    to.writeStringField(name, SafeText.wellFormed(value));
  }

  private static void strings(JsonGenerator to, String name, Collection<String> values)
      throws IOException {
    to.writeArrayFieldStart(name);
    for (String value : values) {
      to.writeString(SafeText.wellFormed(value));
    }
    to.writeEndArray();
  }
}
