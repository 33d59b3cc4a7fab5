package org.smime4j.internal.lookup;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.MailAddress;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateChoice;

/**
 * What was chosen for an address, and why.
 *
 * @param address the address, as the caller wrote it
 * @param taken the chosen certificate; null if none is accepted
 * @param path the path from the certificate to an anchor, if it is known
 * @param passedOver the certificates that were not chosen, in the order in which they were
 *     considered. Each has the findings against it, the worst first. A certificate without findings
 *     was not checked, because an earlier one was accepted
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

  /** Returns the engine's record of a choice; a stranger's is refused. */
  public static Choice of(CertificateChoice choice) {
    if (choice instanceof Choice own) {
      return own;
    }
    throw new IllegalArgumentException("this library did not make this choice: use Encryptor.plan");
  }

  @Override
  public Optional<RecipientCertificate> certificate() {
    return Optional.ofNullable(taken);
  }

  @Override
  public RecipientCertificate orElseThrow() throws SmimeException.Refused {
    if (taken == null) {
      throw refused();
    }
    return taken;
  }

  private SmimeException.Refused refused() {
    return new SmimeException.Refused(
        isOpen()
            ? SmimeException.Refused.Rule.CERTIFICATE_SOURCE
            : SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
        "Nothing was encrypted: " + reasons());
  }

  @Override
  public List<Finding> findings() {
    if (taken != null) {
      return List.of();
    }
    List<Finding> all =
        passedOver.values().stream().flatMap(List::stream).distinct().sorted().toList();
    return all.isEmpty()
        ? List.of(
            new Finding(
                Finding.Code.CERTIFICATE_MISSING,
                "No certificate is known for {0}",
                DistinguishedName.printable(address)))
        : all;
  }

  /**
   * Whether another attempt may find a certificate: a source did not answer, not all certificates
   * were read and checked, or all that speaks against one is that something is unknown.
   */
  private boolean isOpen() {
    return notes.stream()
            .anyMatch(
                note ->
                    switch (note.code()) {
                      case SOURCE_FAILED, CANDIDATES_LEFT_OUT, ENTRIES_LEFT_OUT, VALUES_LEFT_OUT ->
                          true;
                      default -> false;
                    })
        || passedOver.values().stream()
            .anyMatch(
                findings ->
                    !findings.isEmpty()
                        && findings.stream()
                            .allMatch(each -> each.code().severity() == Finding.Severity.UNKNOWN));
  }

  /**
   * Whether it is certain that the address has no certificate that could be used. No source is
   * asked for a malformed address, and a quoted local part may be another spelling of a known one.
   */
  public boolean hasNone() {
    MailAddress parsed = MailAddress.parse(address);
    return taken == null
        && parsed != null
        && !parsed.local().startsWith("\"")
        && !isOpen()
        && findings().stream().noneMatch(each -> each.code() == Finding.Code.AMBIGUOUS);
  }

  /** The reasons of the first address for which another attempt may help, or else of the first. */
  public static SmimeException.Refused refusal(List<Choice> unreached) {
    return unreached.stream().filter(Choice::isOpen).findFirst().orElse(unreached.get(0)).refused();
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
        + advice(passedOver.values().stream().limit(TOLD).flatMap(List::stream).toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(headline());
    notes.forEach(note -> text.append("\n  note ").append(note));
    told().forEach(each -> text.append("\n  not taken: ").append(each));
    return text.toString();
  }

  /**
   * Returns advice for a sender whose recipient has a certificate that is not accepted: the end of
   * a sentence, empty if only another certificate helps.
   */
  public static String advice(Collection<Finding> findings) {
    Set<String> advice = new LinkedHashSet<>();
    findings.forEach(finding -> advice.addAll(advice(finding.code())));
    return advice.stream().map(each -> "; " + each).collect(Collectors.joining());
  }

  private static List<String> advice(Finding.Code code) {
    return switch (code) {
      case NO_PATH ->
          List.of(
              "give the intermediate certificates to TrustPolicy.intermediates, or another anchor"
                  + " to TrustPolicy.anchors, such as a self-signed certificate that you compared");
      case NO_ANCHORS -> List.of("name your trust anchors by TrustPolicy.anchors");
      case REVOCATION_UNKNOWN ->
          List.of("give a CRL or an OCSP response to TrustPolicy.revocation");
      case ADDRESS_MISMATCH, NO_ADDRESS ->
          List.of("check the address given to Encryptor.toAddresses");
      case CERTIFICATE_POLICY -> List.of("check what TrustPolicy.requiringPolicies requires");
      case DISTRUSTED, EXPIRED, REVOKED, WEAK_KEY, WEAK_DIGEST, KEY_USAGE, EXTENDED_KEY_USAGE ->
          List.of("ask the recipient for a new certificate");
      case NOT_YET_VALID -> List.of("check the clock, or TrustPolicy.at");
      default -> List.of();
    };
  }
}
