package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.IntendedPurpose;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;

/**
 * Records for Gmail: the arguments of {@code users.settings.sendAs.smimeInfo.insert}, as Google's
 * client for Python names them, for each address of a user in a certificate that has not expired.
 *
 * @param password of the next PFX
 * @param protection how a PFX is encrypted
 * @param now what a certificate must be valid at
 */
record GmailForm(Supplier<char[]> password, PfxProtection protection, Instant now)
    implements RecordForm {

  @Override
  public List<X509Certificate> taken(TenantUser user, KeyEntry entry) {
    return entry.certificates().stream()
        .filter(this::isTaken)
        .filter(each -> !Collections.disjoint(Person.addresses(List.of(each)), user.addresses()))
        .toList();
  }

  @Override
  public List<String> remarks(List<KeyEntry> entries, Set<X509Certificate> written) {
    long refused =
        entries.stream()
            .flatMap(entry -> entry.certificates().stream())
            .filter(each -> !isTaken(each))
            .count();
    return Sentences.any(
        refused,
        "certificate has expired or is not for mail, and Google refuses it; Gmail opens no mail to"
            + " it",
        "certificates have expired or are not for mail, and Google refuses them; Gmail opens no"
            + " mail to them");
  }

  private boolean isTaken(X509Certificate certificate) {
    return now.isBefore(certificate.getNotAfter().toInstant())
        && IntendedPurpose.of(certificate) != IntendedPurpose.UNASSIGNED;
  }

  @Override
  public List<JsonObject> of(TenantUser user, KeyEntry entry) throws IOException {
    List<JsonObject> records = new ArrayList<>();
    for (X509Certificate certificate : taken(user, entry)) {
      for (String address : Person.addresses(List.of(certificate))) {
        if (user.addresses().contains(address)) {
          char[] own = password.get();
          records.add(
              new JsonObject()
                  .with("userId", user.name())
                  .with("sendAsEmail", address)
                  .with(
                      "body",
                      new JsonObject()
                          .with("pkcs12", pfx(entry, certificate, own))
                          .with("encryptedKeyPassword", new String(own))));
        }
      }
    }
    return records;
  }

  /** The key with the certificate and the issuers of it that are held, in Base64 of URLs. */
  private String pfx(KeyEntry entry, X509Certificate certificate, char[] own) throws IOException {
    List<X509Certificate> issuers = entry.issuers();
    X500Principal issuer = certificate.getIssuerX500Principal();
    boolean isIssued =
        !issuers.isEmpty() && issuers.get(0).getSubjectX500Principal().equals(issuer);
    Credential credential =
        Credential.of(
            entry.key().orElseThrow().privateKey(),
            certificate,
            isIssued ? issuers.toArray(X509Certificate[]::new) : new X509Certificate[0]);
    ByteArrayOutputStream pfx = new ByteArrayOutputStream();
    protection.write(KeyHistory.of(credential), pfx, own);
    return Base64.getUrlEncoder().encodeToString(pfx.toByteArray());
  }
}
