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

  private final boolean checked;
  private final List<Crl> crls;
  private final String reason;

  private Revocation(boolean checked, List<Crl> crls, String reason) {
    this.checked = checked;
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
    return new Revocation(false, List.of(), reason);
  }

  /**
   * Checked against these CRLs: full, delta and indirect ones, in any order. One that is malformed
   * or holds a critical extension that is not understood covers nothing.
   *
   * @throws IllegalArgumentException if there is none: then revocation cannot be checked, and
   *     {@link #notChecked} is how to say so
   */
  public static Revocation crls(Collection<? extends X509CRL> crls) {
    if (crls.isEmpty()) {
      throw new IllegalArgumentException("no CRL: use notChecked(reason) if that is meant");
    }
    return new Revocation(true, List.copyOf(Crl.readable(crls)), "");
  }

  boolean isChecked() {
    return checked;
  }

  List<Crl> crls() {
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
