package org.smime4j.internal.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.MailAddress;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.certificate.PathCertificate;

/**
 * Name constraints (RFC 5280, sections 4.2.1.10 and 6.1), and beyond what these demand (threats
 * C10):
 *
 * <ul>
 *   <li>those in the anchor's certificate count;
 *   <li>mail addresses that are not well-formed are outside any constraint on mail addresses:
 *       {@code user@bank.com.} slips past an exclusion of {@code bank.com}, {@code
 *       user@evil.com@good.com} past a permission of {@code good.com};
 *   <li>constraints on rfc822Name apply to SmtpUTF8Mailbox (RFC 9598, section 6).
 * </ul>
 */
public final class NameRules {

  /** Subtrees that one certificate may name: to unite them costs their square. */
  private static final int MOST_SUBTREES = 1_000;

  /** Names that are held against subtrees, each against each, in one path. */
  private static final long MOST_COMPARISONS = 250_000;

  private NameRules() {}

  /**
   * @param path the leaf first, the anchor last
   */
  static Optional<Finding> check(List<PathCertificate> path) {
    long comparisons = 0;
    for (int i = path.size() - 1; i > 0; i--) {
      PathCertificate authority = path.get(i);
      try {
        ASN1Primitive extension = authority.extension(Extension.nameConstraints.getId());
        if (extension == null) {
          continue;
        }
        int subtrees = subtrees(extension);
        List<PathCertificate> named = namedBelow(path, i);
        for (PathCertificate each : named) {
          comparisons += (long) subtrees * names(each);
        }
        if (subtrees > MOST_SUBTREES || comparisons > MOST_COMPARISONS) {
          return Optional.of(
              new Finding(
                  Finding.Code.NAME_CONSTRAINTS,
                  "{0} has more than {1} name constraints, or they are for too many names",
                  authority,
                  MOST_SUBTREES));
        }
        NameConstraints constraints = NameConstraints.getInstance(extension);
        String unsupported = unsupported(constraints, named);
        if (unsupported != null) {
          return Optional.of(
              new Finding(
                  Finding.Code.NAME_CONSTRAINTS,
                  "{0} constrains names of the form {1}, which are not supported, and the path has"
                      + " such a name",
                  authority,
                  unsupported));
        }
        PKIXNameConstraintValidator validator = validator(constraints);
        for (PathCertificate each : named) {
          checkAll(validator, each);
        }
        Finding outside =
            constrainsMail(constraints) ? mail(validator, constraints, path.get(0)) : null;
        if (outside != null) {
          return Optional.of(
              new Finding(
                  Finding.Code.NAME_CONSTRAINTS,
                  "{0} may not certify a name of the path: {1}",
                  authority,
                  outside));
        }
      } catch (NameConstraintValidatorException e) {
        return Optional.of(
            new Finding(
                Finding.Code.NAME_CONSTRAINTS,
                "{0} may not certify a name of the path",
                authority));
      } catch (RuntimeException e) {
        // Bouncy Castle says with several unchecked exceptions that an extension is malformed.
        return Optional.of(
            new Finding(
                Finding.Code.NAME_CONSTRAINTS,
                "The name constraints of {0}, or a name under them, are malformed",
                authority));
      }
    }
    return Optional.empty();
  }

  /**
   * The form of a name in the path that is constrained and not compared; null if there is none (RFC
   * 5280, section 4.2.1.10: a constraint on another form does not matter).
   */
  private static @Nullable String unsupported(
      NameConstraints constraints, List<PathCertificate> named) {
    Set<String> constrained = new HashSet<>();
    for (GeneralSubtree[] subtrees :
        List.of(all(constraints.getPermittedSubtrees()), all(constraints.getExcludedSubtrees()))) {
      for (GeneralSubtree each : subtrees) {
        if (!isCompared(each.getBase())) {
          constrained.add(form(each.getBase()));
        }
      }
    }
    for (PathCertificate each : constrained.isEmpty() ? List.<PathCertificate>of() : named) {
      for (GeneralName name : alternativeNames(each)) {
        if (!isCompared(name) && constrained.contains(form(name))) {
          return form(name);
        }
      }
    }
    return null;
  }

  private static boolean isCompared(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.rfc822Name,
          GeneralName.dNSName,
          GeneralName.directoryName,
          GeneralName.uniformResourceIdentifier,
          GeneralName.iPAddress ->
          true;
      default -> false;
    };
  }

  private static String form(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.otherName ->
          "otherName " + OtherName.getInstance(name.getName()).getTypeID();
      case GeneralName.x400Address -> "x400Address";
      case GeneralName.ediPartyName -> "ediPartyName";
      default -> "registeredID";
    };
  }

  private static GeneralName[] alternativeNames(PathCertificate certificate) {
    ASN1Primitive names = certificate.extension(Extension.subjectAlternativeName.getId());
    return names == null ? new GeneralName[0] : GeneralNames.getInstance(names).getNames();
  }

  private static int subtrees(ASN1Primitive extension) {
    int count = 0;
    for (ASN1Encodable list : ASN1Sequence.getInstance(extension)) {
      count += ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(list), false).size();
    }
    return count;
  }

  /** Those whose names count: not of an authority that issued itself another certificate. */
  private static List<PathCertificate> namedBelow(List<PathCertificate> path, int authority) {
    List<PathCertificate> named = new ArrayList<>();
    for (int i = authority - 1; i >= 0; i--) {
      if (i == 0 || !path.get(i).isSelfIssued()) {
        named.add(path.get(i));
      }
    }
    return named;
  }

  /** How many names a certificate has, and at least one. */
  private static int names(PathCertificate certificate) {
    ASN1Primitive extension = certificate.extension(Extension.subjectAlternativeName.getId());
    return 1 + (extension == null ? 0 : ASN1Sequence.getInstance(extension).size());
  }

  /** Why a mail address of the leaf is outside, for a reason of our own; null if there is none. */
  private static @Nullable Finding mail(
      PKIXNameConstraintValidator validator, NameConstraints constraints, PathCertificate leaf)
      throws NameConstraintValidatorException {
    CertificateAddresses addresses = leaf.addresses();
    if (addresses.isUnreadable()) {
      return new Finding(Finding.Code.NAME_CONSTRAINTS, "the names of {0} are malformed", leaf);
    }
    Set<String> domains = new LinkedHashSet<>(addresses.domains());
    for (String domain : domains) {
      Finding outside = domain(validator, constraints, domain);
      if (outside != null) {
        return outside;
      }
    }
    List<String> all = new ArrayList<>(addresses.rfc822Names());
    all.removeIf(each -> domains.contains(asDomain(each)));
    all.addAll(addresses.smtpUtf8Mailboxes());
    all.addAll(addresses.subjectAddresses());
    for (String address : all) {
      MailAddress parsed = MailAddress.parse(address);
      if (parsed == null) {
        return new Finding(
            Finding.Code.NAME_CONSTRAINTS,
            "the mail address ''{0}'' is not well-formed",
            DistinguishedName.printable(address));
      }
      GeneralName name = new GeneralName(GeneralName.rfc822Name, ascii(parsed));
      validator.checkPermitted(name);
      validator.checkExcluded(name);
    }
    return null;
  }

  /** The domain of an rfc822Name without a local part, else nothing that is a domain. */
  private static String asDomain(String rfc822Name) {
    String domain = rfc822Name.startsWith("@") ? MailAddress.domain(rfc822Name.substring(1)) : null;
    return domain == null ? "" : domain;
  }

  /**
   * Who is bound to a domain speaks for all mailboxes there, also by a dNSName: an authority that
   * may certify some addresses alone must not get at the others so.
   */
  private static @Nullable Finding domain(
      PKIXNameConstraintValidator validator, NameConstraints constraints, String domain)
      throws NameConstraintValidatorException {
    GeneralName somebody = new GeneralName(GeneralName.rfc822Name, "somebody@" + domain);
    validator.checkPermitted(somebody);
    validator.checkExcluded(somebody);
    for (GeneralSubtree each : all(constraints.getExcludedSubtrees())) {
      String base = String.valueOf(each.getBase().getName()).toLowerCase(Locale.ROOT);
      if (each.getBase().getTagNo() == GeneralName.rfc822Name && base.endsWith("@" + domain)) {
        return new Finding(
            Finding.Code.NAME_CONSTRAINTS,
            "a mailbox of the domain ''{0}'' is excluded",
            DistinguishedName.printable(domain));
      }
    }
    return null;
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

  private static void checkAll(PKIXNameConstraintValidator validator, PathCertificate certificate)
      throws NameConstraintValidatorException {
    X500Name subject = certificate.subject();
    if (subject.size() > 0) {
      validator.checkPermittedDN(subject);
      validator.checkExcludedDN(subject);
    }
    CertificateAddresses addresses = certificate.addresses();
    for (String address : addresses.subjectAddresses()) {
      GeneralName name = new GeneralName(GeneralName.rfc822Name, address);
      validator.checkPermitted(name);
      validator.checkExcluded(name);
    }
    for (GeneralName name : alternativeNames(certificate)) {
      if (isCompared(name)) {
        validator.checkPermitted(name);
        validator.checkExcluded(name);
      }
    }
  }

  private static PKIXNameConstraintValidator validator(NameConstraints constraints) {
    PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    GeneralSubtree[] permitted = compared(constraints.getPermittedSubtrees());
    if (permitted.length > 0) {
      validator.intersectPermittedSubtree(permitted);
    }
    Arrays.stream(compared(constraints.getExcludedSubtrees()))
        .forEach(validator::addExcludedSubtree);
    return validator;
  }

  /** RFC 5280, section 4.2.1.10: minimum is zero, and maximum is absent. */
  private static GeneralSubtree[] compared(GeneralSubtree @Nullable [] subtrees) {
    for (GeneralSubtree each : all(subtrees)) {
      if (each.getMinimum().signum() != 0 || each.getMaximum() != null) {
        throw new IllegalArgumentException("a subtree with a minimum or a maximum");
      }
    }
    return Arrays.stream(all(subtrees))
        .filter(each -> isCompared(each.getBase()))
        .toArray(GeneralSubtree[]::new);
  }

  private static GeneralSubtree[] all(GeneralSubtree @Nullable [] subtrees) {
    return subtrees == null ? new GeneralSubtree[0] : subtrees;
  }

  private static boolean constrainsMail(NameConstraints constraints) {
    return isOnMail(constraints.getPermittedSubtrees())
        || isOnMail(constraints.getExcludedSubtrees());
  }

  private static boolean isOnMail(GeneralSubtree @Nullable [] subtrees) {
    return Arrays.stream(all(subtrees))
        .anyMatch(subtree -> subtree.getBase().getTagNo() == GeneralName.rfc822Name);
  }
}
