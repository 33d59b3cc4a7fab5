package org.smime4j.internal.lookup;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.verify.MessageCertificates;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The values of an entry in an LDAP directory, which may date from several decades. */
public final class DirectoryValues {

  /** The largest number of values that are read from one attribute. */
  private static final int MOST_VALUES = 64;

  /** Certificates, and SignedData with a person's certificates, are always shorter. */
  private static final int LONGEST_VALUE = 256 * 1024;

  private static final Limits OF_A_VALUE =
      Limits.standard().allowing(Limit.ASN1_OCTETS, LONGEST_VALUE);

  private final String origin;
  private final Map<X509Certificate, RecipientCertificate> certificates = new LinkedHashMap<>();
  private final Consumer<Finding> notes;

  private DirectoryValues(String origin, Consumer<Finding> notes) {
    this.origin = origin;
    this.notes = notes;
  }

  private interface Reader {
    List<X509Certificate> read(byte[] value) throws IOException;
  }

  public static List<RecipientCertificate> read(
      Collection<byte[]> userCertificate,
      Collection<byte[]> userSmimeCertificate,
      String origin,
      Consumer<Finding> notes) {
    DirectoryValues values = new DirectoryValues(origin, notes);
    values.add("userSMIMECertificate", userSmimeCertificate, DirectoryValues::bag);
    values.add("userCertificate", userCertificate, value -> List.of(Certificates.parse(value)));
    return List.copyOf(values.certificates.values());
  }

  private static List<X509Certificate> bag(byte[] value) throws IOException {
    if (!(ContentInfoReader.read(ByteSource.of(value), OF_A_VALUE) instanceof SignedData bag)) {
      throw new SmimeException.Malformed("ContentInfo", -1, "no SignedData");
    }
    return MessageCertificates.readable(bag.certificates(), Certificates::parse);
  }

  private void add(String attribute, Collection<byte[]> values, Reader reader) {
    List<RecipientCertificate> read = new ArrayList<>();
    int number = 0;
    for (byte[] value : values.stream().limit(MOST_VALUES).toList()) {
      number++;
      try {
        if (value.length > LONGEST_VALUE) {
          throw new SmimeException.Malformed(attribute, -1, "longer than " + LONGEST_VALUE);
        }
        read.addAll(people(reader.read(value)));
      } catch (IOException e) {
        note(
            Finding.Code.VALUE_UNREADABLE,
            "Value {0} of {1} cannot be read ({2})",
            number,
            attribute,
            origin);
      }
    }
    if (values.size() > MOST_VALUES) {
      note(
          Finding.Code.VALUES_LEFT_OUT,
          "Of {0} only {1} values were read ({2})",
          attribute,
          MOST_VALUES,
          origin);
    }
    read.sort(Comparator.comparing(each -> Certificates.notBefore(each.certificate())));
    for (int i = read.size() - 1; i >= 0; i--) {
      certificates.putIfAbsent(read.get(i).certificate(), read.get(i));
    }
  }

  /**
   * Returns the certificates of people, each with those of authorities as its chain. If there are
   * no certificates of people, returns all.
   */
  private List<RecipientCertificate> people(List<X509Certificate> all) {
    List<X509Certificate> authorities =
        all.stream().filter(DirectoryValues::isOfAnAuthority).toList();
    boolean nobodys = authorities.size() == all.size();
    return all.stream()
        .filter(each -> nobodys || !authorities.contains(each))
        .map(each -> RecipientCertificate.of(each, authorities, origin))
        .toList();
  }

  private static boolean isOfAnAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0 && CertificateAddresses.of(certificate).isEmpty();
  }

  private void note(Finding.Code code, String pattern, @Nullable Object... arguments) {
    notes.accept(
        new Finding(
            code,
            pattern,
            Stream.of(arguments)
                .map(each -> DistinguishedName.printable(String.valueOf(each)))
                .toArray()));
  }
}
