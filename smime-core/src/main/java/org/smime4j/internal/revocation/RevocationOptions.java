package org.smime4j.internal.revocation;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.Fetcher;

/**
 * Where a policy learns whether a certificate has been revoked.
 *
 * @param reason why revocation is not checked, as text or words; empty if it is
 * @param fetcher fetches CRLs and OCSP responses; null to fetch none
 * @param softReason why an unknown status is accepted; empty if it is not
 */
public record RevocationOptions(
    Object reason,
    List<Crl> crls,
    List<OcspResponse> responses,
    @Nullable Fetcher fetcher,
    String softReason) {

  public static RevocationOptions notChecked(String reason) {
    return new RevocationOptions(reason, List.of(), List.of(), null, "");
  }

  /** What a policy does before sources are set. */
  public static RevocationOptions withoutSources() {
    return new RevocationOptions(
        new Finding(Finding.Code.REVOCATION_NOT_CHECKED, "no CRLs were given"),
        List.of(),
        List.of(),
        null,
        "");
  }

  public static RevocationOptions checked(
      List<Crl> crls, List<OcspResponse> responses, @Nullable Fetcher fetcher) {
    return new RevocationOptions("", crls, responses, fetcher, "");
  }

  /** These sources and those of {@code other}, whose fetcher is used if both have one. */
  public RevocationOptions and(RevocationOptions other) {
    return new RevocationOptions(
        "",
        joined(crls, other.crls),
        joined(responses, other.responses),
        other.fetcher == null ? fetcher : other.fetcher,
        softReason);
  }

  private static <T> List<T> joined(List<T> first, List<T> more) {
    return Stream.concat(first.stream(), more.stream()).toList();
  }

  public RevocationOptions soft(String why) {
    return new RevocationOptions(reason, crls, responses, fetcher, why);
  }

  public boolean isChecked() {
    return reason.equals("");
  }

  @Override
  public String toString() {
    if (!isChecked()) {
      return "not checked: " + (reason instanceof Finding words ? words.sentence() : reason);
    }
    return crls.size()
        + " CRLs"
        + (responses.isEmpty() ? "" : ", " + responses.size() + " OCSP responses")
        + (fetcher == null ? "" : ", fetching")
        + (softReason.isEmpty() ? "" : ", may stay unknown: " + softReason);
  }
}
