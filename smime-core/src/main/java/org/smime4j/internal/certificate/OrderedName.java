package org.smime4j.internal.certificate;

import java.util.Arrays;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * Distinguished names that are equal only in their order (RFC 5280, section 7.1; PKITS 4.3.2). To
 * Bouncy Castle's own style, and so to its path validator, two names are equal in whatever order
 * their parts stand.
 */
public final class OrderedName extends BCStyle {

  private static final OrderedName STYLE = new OrderedName();

  private OrderedName() {}

  /** The name in an encoding or an ASN.1 structure. */
  public static X500Name of(Object name) {
    return X500Name.getInstance(STYLE, name);
  }

  /** The first directory name among names; null if there is none. */
  public static @Nullable X500Name in(GeneralNames names) {
    return Arrays.stream(names.getNames())
        .filter(each -> each.getTagNo() == GeneralName.directoryName)
        .findFirst()
        .map(each -> of(each.getName()))
        .orElse(null);
  }

  @Override
  public boolean areEqual(X500Name name, X500Name other) {
    RDN[] parts = name.getRDNs();
    RDN[] others = other.getRDNs();
    if (parts.length != others.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!rdnAreEqual(parts[i], others[i])) {
        return false;
      }
    }
    return true;
  }
}
