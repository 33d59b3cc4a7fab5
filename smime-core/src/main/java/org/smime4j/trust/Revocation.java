package org.smime4j.trust;

import java.security.cert.X509CRL;
import java.util.Collection;
import java.util.List;

/**
 * Where to learn whether a certificate has been revoked. Nothing is ever fetched: what is not
 * handed in is not known.
 *
 * <ul>
 *   <li>{@link #notChecked}: the verdict carries the note {@code REVOCATION_NOT_CHECKED}.
 *   <li>{@link #crls}: every certificate of the path below the anchor must be covered by a current
 *       CRL (RFC 5280, section 6.3); one that none covers is {@code REVOCATION_UNKNOWN}. CRLs that
 *       a message carries can revoke, and never suffice to clear: their sender chose them.
 * </ul>
 */
public final class Revocation {

  private final List<X509CRL> crls;
  private final String reason;

  private Revocation(List<X509CRL> crls, String reason) {
    this.crls = crls;
    this.reason = reason;
  }

  /**
   * Not checked.
   *
   * @param reason why, for the report
   */
  public static Revocation notChecked(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why revocation is not checked");
    }
    return new Revocation(List.of(), reason);
  }

  /**
   * Checked against these CRLs: full, delta and indirect ones, in any order.
   *
   * @throws IllegalArgumentException if there is none: then revocation cannot be checked, and
   *     {@link #notChecked} is how to say so
   */
  public static Revocation crls(Collection<? extends X509CRL> crls) {
    if (crls.isEmpty()) {
      throw new IllegalArgumentException("no CRL: use notChecked(reason) if that is meant");
    }
    return new Revocation(List.copyOf(crls), "");
  }

  boolean isChecked() {
    return !crls.isEmpty();
  }

  List<X509CRL> crls() {
    return crls;
  }

  String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return isChecked() ? crls.size() + " CRLs" : "not checked: " + reason;
  }
}
