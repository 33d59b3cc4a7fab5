package org.smime4j.internal.address;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.signature.Certificates;

/**
 * The mail addresses of a certificate: the rfc822Name and SmtpUTF8Mailbox (RFC 9598) entries of its
 * subject alternative names. If there are none, they are the emailAddress attributes of its subject
 * (RFC 8550, section 3).
 */
public final class CertificateAddresses {

  /** Names past this are not read: no certificate of a person has a hundred addresses. */
  private static final int MOST_NAMES = 1_000;

  private final List<String> rfc822Names = new ArrayList<>();
  private final List<String> smtpUtf8Mailboxes = new ArrayList<>();
  private final List<String> subjectAddresses = new ArrayList<>();
  private final List<String> dnsNames = new ArrayList<>();

  /** Those that count and are well-formed. */
  private final Map<String, MailAddress> parsed = new LinkedHashMap<>();

  /** Those that stand in an SmtpUTF8Mailbox and belong into an rfc822Name. */
  private final List<MailAddress> misplaced = new ArrayList<>();

  private boolean forMail;
  private boolean unreadable;

  private CertificateAddresses() {}

  /**
   * The addresses, as they stand in the certificate, without those that are no well-formed address
   * (controls, several {@code @}, empty labels, a trailing dot, a name in a domain literal, an
   * SmtpUTF8Mailbox of ASCII): nothing ever matches them.
   */
  public static List<String> of(X509Certificate certificate) {
    return read(certificate).wellFormed();
  }

  /**
   * The form in which two spellings of one address are equal (RFC 8550, section 3): the domain in
   * lower-case A-labels, the local part as it is. Empty if it is no well-formed address.
   */
  public static Optional<String> normalised(String address) {
    return Optional.ofNullable(MailAddress.parse(address)).map(MailAddress::toString);
  }

  public static CertificateAddresses read(X509Certificate certificate) {
    CertificateAddresses addresses = new CertificateAddresses();
    try {
      addresses.readAlternativeNames(certificate);
      addresses.readSubject(certificate);
      List<String> purposes = certificate.getExtendedKeyUsage();
      addresses.forMail = purposes != null && purposes.contains(Oids.EMAIL_PROTECTION);
    } catch (CertificateParsingException | SmimeException | RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that a name is malformed.
      addresses.unreadable = true;
    }
    addresses.parse();
    return addresses;
  }

  private void parse() {
    Set<String> mailboxes = new HashSet<>(smtpUtf8Mailboxes);
    mailboxes.removeAll(rfc822Names);
    for (String each : all()) {
      MailAddress address = MailAddress.parse(each);
      if (address != null && mailboxes.contains(each) && MailAddress.isAscii(address.local())) {
        misplaced.add(address);
      } else if (address != null) {
        parsed.put(each, address);
      }
    }
  }

  /** True if the names could not be read to their end: then none of them counts. */
  public boolean isUnreadable() {
    return unreadable;
  }

  public List<String> rfc822Names() {
    return rfc822Names;
  }

  public List<String> smtpUtf8Mailboxes() {
    return smtpUtf8Mailboxes;
  }

  public List<String> subjectAddresses() {
    return subjectAddresses;
  }

  /** The addresses that count, whatever their form. */
  List<String> all() {
    if (unreadable) {
      return List.of();
    }
    if (areOfSubject()) {
      return List.copyOf(subjectAddresses);
    }
    List<String> all = new ArrayList<>(rfc822Names);
    all.addAll(smtpUtf8Mailboxes);
    return all;
  }

  public List<String> wellFormed() {
    return List.copyOf(parsed.keySet());
  }

  /** The well-formed addresses, normalised and in lower case. */
  public Set<String> inLowerCase() {
    Set<String> addresses = new LinkedHashSet<>();
    parsed.values().forEach(each -> addresses.add(each.inLowerCase().toString()));
    return addresses;
  }

  /** The well-formed addresses, as they are compared. */
  Collection<MailAddress> parsed() {
    return parsed.values();
  }

  /** Those of ASCII in an SmtpUTF8Mailbox: they do not count. */
  List<MailAddress> misplaced() {
    return misplaced;
  }

  /** Whether the subject alternative names hold no address, so that only the subject's count. */
  boolean areOfSubject() {
    return rfc822Names.isEmpty() && smtpUtf8Mailboxes.isEmpty();
  }

  /**
   * The domains that a certificate is bound to in place of a mailbox, as organisations' gateways
   * have it: rfc822Names such as {@code @example.org}, and dNSNames where the extended key usage
   * names id-kp-emailProtection, without which it may be a web server's. In lower-case A-labels.
   * Empty for a certificate that names a mailbox: it is a person's. Nothing speaks for a domain
   * unless the caller asks for that: see {@code Verifier.acceptingDomainBound}.
   */
  public List<String> domains() {
    boolean nobodys = smtpUtf8Mailboxes.isEmpty() && subjectAddresses.isEmpty();
    if (unreadable || !nobodys || !rfc822Names.stream().allMatch(each -> each.startsWith("@"))) {
      return List.of();
    }
    Stream<String> ofMail = rfc822Names.stream().map(each -> each.substring(1));
    return Stream.concat(ofMail, forMail ? dnsNames.stream() : Stream.empty())
        .map(MailAddress::domain)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  public List<String> malformed() {
    return all().stream().filter(address -> !parsed.containsKey(address)).distinct().toList();
  }

  private void readAlternativeNames(X509Certificate certificate) throws SmimeException {
    ASN1Primitive extension = Certificates.extension(certificate, Oids.SUBJECT_ALTERNATIVE_NAME);
    if (extension == null) {
      return;
    }
    GeneralName[] names = GeneralNames.getInstance(extension).getNames();
    for (int i = 0; i < Math.min(names.length, MOST_NAMES); i++) {
      if (names[i].getTagNo() == GeneralName.rfc822Name) {
        rfc822Names.add(ascii(ASN1IA5String.getInstance(names[i].getName()).getString()));
      } else if (names[i].getTagNo() == GeneralName.dNSName) {
        dnsNames.add(ascii(ASN1IA5String.getInstance(names[i].getName()).getString()));
      } else if (names[i].getTagNo() == GeneralName.otherName) {
        OtherName other = OtherName.getInstance(names[i].getName());
        if (other.getTypeID().getId().equals(Oids.SMTP_UTF8_MAILBOX)) {
          ASN1Encodable mailbox = other.getValue();
          smtpUtf8Mailboxes.add(ASN1UTF8String.getInstance(mailbox).getString());
        }
      }
    }
  }

  /** An IA5String must be ASCII; any other name is malformed. */
  private static String ascii(String text) {
    return text.replaceAll("[^\\x00-\\x7F]", "\uFFFD");
  }

  private void readSubject(X509Certificate certificate) throws SmimeException {
    X500Name subject =
        X500Name.getInstance(
            TlvScan.parse(certificate.getSubjectX500Principal().getEncoded(), "subject"));
    for (RDN rdn : subject.getRDNs(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (attribute.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)
            && attribute.getValue() instanceof ASN1String address
            && subjectAddresses.size() < MOST_NAMES) {
          subjectAddresses.add(address.getString());
        }
      }
    }
  }
}
