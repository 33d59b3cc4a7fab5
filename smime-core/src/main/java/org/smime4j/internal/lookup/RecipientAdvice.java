package org.smime4j.internal.lookup;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.smime4j.findings.Finding;

/** Advice for a sender whose recipient has a certificate that is not accepted. */
public final class RecipientAdvice {

  private RecipientAdvice() {}

  /** Returns the end of a sentence; empty if only another certificate helps. */
  public static String about(Collection<Finding> findings) {
    Set<String> advice = new LinkedHashSet<>();
    findings.forEach(finding -> advice.addAll(about(finding.code())));
    return advice.stream().map(each -> "; " + each).collect(Collectors.joining());
  }

  private static List<String> about(Finding.Code code) {
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
