package org.smime4j.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.smime4j.internal.asn1.DistinguishedName;

/**
 * Name constraints as far as the validator does not see to them (security.md C10):
 *
 * <ul>
 *   <li>those in the anchor's certificate, which both validators of the platform ignore;
 *   <li>mail addresses that are not well-formed under any constraint on mail addresses: {@code
 *       user@bank.com.} slips past an exclusion of {@code bank.com}, {@code user@evil.com@good.com}
 *       past a permission of {@code good.com};
 *   <li>SmtpUTF8Mailbox, to which constraints on rfc822Name apply (RFC 9598, section 6).
 * </ul>
 */
final class MailConstraints {

  /** Subtrees that one certificate may name: to unite them costs their square. */
  private static final int MOST_SUBTREES = 1_000;

  private MailConstraints() {}

  /**
   * Whether no certificate of the path names more subtrees than are compared. To be asked before
   * any validator sees them.
   *
   * @param path the leaf first, the anchor last
   */
  static Optional<Finding> excess(List<PathCertificate> path) {
    for (PathCertificate each : path) {
      try {
        ASN1Primitive extension = each.extension(Extension.nameConstraints.getId());
        if (extension != null && subtrees(extension) > MOST_SUBTREES) {
          return Optional.of(
              new Finding(
                  Finding.Code.NAME_CONSTRAINTS,
                  each + " has more than " + MOST_SUBTREES + " name constraints"));
        }
      } catch (RuntimeException e) {
        // Malformed, which check and the validator say.
      }
    }
    return Optional.empty();
  }

  private static int subtrees(ASN1Primitive extension) {
    int count = 0;
    for (ASN1Encodable list : ASN1Sequence.getInstance(extension)) {
      count += ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(list), false).size();
    }
    return count;
  }

  /**
   * @param path the leaf first, the anchor last
   */
  static Optional<Finding> check(List<PathCertificate> path) {
    PathCertificate leaf = path.get(0);
    for (int i = path.size() - 1; i > 0; i--) {
      PathCertificate authority = path.get(i);
      NameConstraints constraints;
      try {
        ASN1Primitive extension = authority.extension(Extension.nameConstraints.getId());
        if (extension == null) {
          continue;
        }
        constraints = NameConstraints.getInstance(extension);
        boolean anchor = i == path.size() - 1;
        if (anchor) {
          for (int below = i - 1; below >= 0; below--) {
            PathCertificate each = path.get(below);
            if (below == 0 || !each.isSelfIssued()) {
              checkAll(constraints, each);
            }
          }
        }
        if (constrainsMail(constraints)) {
          checkMail(constraints, leaf);
        }
      } catch (NameConstraintValidatorException e) {
        return Optional.of(outside(authority, e));
      } catch (RuntimeException e) {
        // Bouncy Castle says with several unchecked exceptions that an extension is malformed.
        return Optional.of(
            new Finding(
                Finding.Code.NAME_CONSTRAINTS,
                "The name constraints of " + authority + ", or a name under them, are malformed"));
      }
    }
    return Optional.empty();
  }

  private static Finding outside(PathCertificate authority, Exception e) {
    String what = e.getMessage() == null ? "" : ": " + DistinguishedName.printable(e.getMessage());
    return new Finding(
        Finding.Code.NAME_CONSTRAINTS, authority + " may not certify a name of the path" + what);
  }

  private static void checkMail(NameConstraints constraints, PathCertificate leaf)
      throws NameConstraintValidatorException {
    CertificateAddresses addresses = leaf.addresses();
    if (addresses.isUnreadable()) {
      throw new NameConstraintValidatorException("the names of " + leaf + " are malformed");
    }
    List<String> all = new ArrayList<>(addresses.rfc822Names());
    all.addAll(addresses.smtpUtf8Mailboxes());
    all.addAll(addresses.subjectAddresses());
    PKIXNameConstraintValidator validator = validator(constraints);
    for (String address : all) {
      MailAddress parsed = MailAddress.parse(address);
      if (parsed == null) {
        throw new NameConstraintValidatorException(
            "the mail address '" + address + "' is not well-formed");
      }
      GeneralName name = new GeneralName(GeneralName.rfc822Name, ascii(parsed));
      validator.checkPermitted(name);
      validator.checkExcluded(name);
    }
  }

  /** The address in ASCII; a local part that is not stands for itself under another name. */
  private static String ascii(MailAddress address) {
    StringBuilder local = new StringBuilder();
    address
        .local()
        .chars()
        .forEach(
            character -> {
              if (character < 0x80) {
                local.append((char) character);
              } else {
                local.append("=").append(Integer.toHexString(character));
              }
            });
    return local + "@" + address.domain();
  }

  private static void checkAll(NameConstraints constraints, PathCertificate certificate)
      throws NameConstraintValidatorException {
    PKIXNameConstraintValidator validator = validator(constraints);
    X500Name subject = certificate.subject();
    validator.checkPermittedDN(subject);
    validator.checkExcludedDN(subject);
    CertificateAddresses addresses = certificate.addresses();
    for (String address : addresses.subjectAddresses()) {
      GeneralName name = new GeneralName(GeneralName.rfc822Name, address);
      validator.checkPermitted(name);
      validator.checkExcluded(name);
    }
    ASN1Primitive alternative = certificate.extension(Extension.subjectAlternativeName.getId());
    if (alternative != null) {
      for (GeneralName name : GeneralNames.getInstance(alternative).getNames()) {
        validator.checkPermitted(name);
        validator.checkExcluded(name);
      }
    }
  }

  private static PKIXNameConstraintValidator validator(NameConstraints constraints) {
    PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    if (constraints.getPermittedSubtrees() != null) {
      validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
    }
    if (constraints.getExcludedSubtrees() != null) {
      Arrays.stream(constraints.getExcludedSubtrees()).forEach(validator::addExcludedSubtree);
    }
    return validator;
  }

  private static boolean constrainsMail(NameConstraints constraints) {
    return isOnMail(constraints.getPermittedSubtrees())
        || isOnMail(constraints.getExcludedSubtrees());
  }

  private static boolean isOnMail(GeneralSubtree @org.jspecify.annotations.Nullable [] subtrees) {
    return subtrees != null
        && Arrays.stream(subtrees)
            .anyMatch(subtree -> subtree.getBase().getTagNo() == GeneralName.rfc822Name);
  }
}
