package org.smime4j.internal.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.NamedLocations;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Certificates of issuers that were fetched for one message, from the addresses in certificates
 * (caIssuers, RFC 5280, section 4.2.2.1). They are candidates for a path, like those that a sender
 * puts beside a signature. Fetching does not make a certificate trusted.
 */
public final class FetchedIssuers {

  /** Bundles of bridges between authorities have some 100 KiB. */
  private static final int LONGEST_ANSWER = 1024 * 1024;

  /** A bundle of more certificates counts for nothing. */
  private static final Limits OF_A_BUNDLE =
      Limits.standard().with(Limit.CERTIFICATES, 256).with(Limit.ASN1_OCTETS, LONGEST_ANSWER);

  private static final String PEM = "-----BEGIN CERTIFICATE-----";

  /** Octets of an answer that are read for one unit of work. */
  private static final int OCTETS_OF_A_UNIT = 10;

  private final FetchGuard guard;
  private final Set<String> asked = new HashSet<>();
  private final List<PathCertificate> all = new ArrayList<>();

  public FetchedIssuers(FetchGuard guard) {
    this.guard = guard;
  }

  /** Notes on the fetches that were refused or failed so far. */
  public List<Finding> notes() {
    return guard.notes();
  }

  /** All that were fetched so far. */
  public List<PathCertificate> all() {
    return all;
  }

  /** Fetches the issuer of a certificate; false if none came that was not known. */
  public boolean fetchFor(PathCertificate certificate, Effort effort) {
    for (String address : NamedLocations.issuers(certificate)) {
      if (asked.add(address) && fetch(address, certificate, effort)) {
        return true;
      }
    }
    return false;
  }

  private boolean fetch(String address, PathCertificate certificate, Effort effort) {
    byte[] answer = guard.get(address, LONGEST_ANSWER);
    if (answer == null || !effort.draw(1 + answer.length / OCTETS_OF_A_UNIT)) {
      return false;
    }
    boolean useful = false;
    for (PathCertificate each : PathCertificate.readable(certificates(answer))) {
      if (each.isMarkedAuthority() && all.stream().noneMatch(each::isSame)) {
        all.add(each);
        useful |= each.subject().equals(certificate.issuer());
      }
    }
    if (!useful) {
      guard.useless(
          address,
          new Finding(
              Finding.Code.FETCH_FAILED, "no certificate of the issuer of {0}", certificate));
    }
    return useful;
  }

  /**
   * One certificate as DER, CMS with several (RFC 5280, section 4.2.2.1), or one as PEM, which some
   * servers send. Never a key store: its maker says how long opening it takes.
   */
  private static List<X509Certificate> certificates(byte[] answer) {
    List<X509Certificate> certificates = new ArrayList<>();
    byte[] der = answer.length > 0 && answer[0] == 0x30 ? answer : withoutArmour(answer);
    List<byte[]> encoded = List.of(der);
    try {
      if (ContentInfoReader.read(ByteSource.of(der), OF_A_BUNDLE) instanceof SignedData bundle) {
        encoded = bundle.certificates();
      }
    } catch (IOException e) {
      // It is no CMS.
    }
    for (byte[] each : encoded) {
      try {
        certificates.add(Certificates.parse(each));
      } catch (SmimeException e) {
        // It is useless.
      }
    }
    return certificates;
  }

  private static byte[] withoutArmour(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(PEM);
    int end = begin < 0 ? -1 : text.indexOf('-', begin + PEM.length());
    try {
      return end < 0
          ? new byte[0]
          : Base64.getMimeDecoder().decode(text.substring(begin + PEM.length(), end));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
