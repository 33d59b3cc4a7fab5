package org.smime4j.internal.lookup;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateChoice;

/**
 * What was chosen for an address, and why.
 *
 * @param address the address, as the caller wrote it
 * @param taken the chosen certificate; null if none is accepted
 * @param path the path from the certificate to an anchor, if it is known
 */
public record Choice(
    String address,
    @Nullable RecipientCertificate taken,
    List<X509Certificate> path,
    Map<RecipientCertificate, List<Finding>> passedOver,
    List<Finding> notes)
    implements CertificateChoice {

  /** The largest number of certificates in one sentence. */
  private static final int TOLD = 5;

  public Choice {
    path = List.copyOf(path);
    passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
    notes = List.copyOf(notes);
  }

  @Override
  public Optional<RecipientCertificate> certificate() {
    return Optional.ofNullable(taken);
  }

  @Override
  public RecipientCertificate orElseThrow() throws SmimeException.Refused {
    if (taken == null) {
      boolean failed = notes.stream().anyMatch(note -> note.code() == Finding.Code.SOURCE_FAILED);
      throw new SmimeException.Refused(
          failed
              ? SmimeException.Refused.Rule.CERTIFICATE_SOURCE
              : SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
          "Nothing was encrypted: " + reasons());
    }
    return taken;
  }

  private String headline() {
    String name = DistinguishedName.printable(address);
    if (taken != null) {
      return name + ": " + taken;
    }
    return passedOver.isEmpty()
        ? "no certificate is known for " + name
        : "none of the certificates found is accepted for " + name;
  }

  private Stream<String> told() {
    return passedOver.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + ": "
                    + (each.getValue().isEmpty()
                        ? "not checked, because an earlier one was accepted"
                        : each.getValue().stream()
                            .map(Finding::toString)
                            .collect(Collectors.joining("; "))));
  }

  /** Returns all reasons in one sentence. */
  private String reasons() {
    List<String> all = new ArrayList<>();
    all.add(headline());
    told().limit(TOLD).forEach(all::add);
    if (passedOver.size() > TOLD) {
      all.add(passedOver.size() - TOLD + " more");
    }
    notes.stream().limit(TOLD).forEach(note -> all.add(note.toString()));
    return String.join("; ", all)
        + RecipientAdvice.about(
            passedOver.values().stream().limit(TOLD).flatMap(List::stream).toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(headline());
    notes.forEach(note -> text.append("\n  note ").append(note));
    told().forEach(each -> text.append("\n  not taken: ").append(each));
    return text.toString();
  }
}
