package org.smime4j.internal.revocation;

import static org.bouncycastle.util.Arrays.areEqual;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.OrderedName;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.signature.Work;

/**
 * The entries of a CRL, by serial number. A list has up to a million of them, of which a message
 * asks about some: each is passed over once where it stands, and only those that are asked about
 * are decoded.
 */
public final class CrlEntries {

  private static final String WHERE = "an entry of a CRL";

  /** The octets of the identifiers 2.5.29.N (RFC 5280, section 5.3). */
  private static final int REASON_CODE = 21;

  private static final int INSTRUCTION_CODE = 23;
  private static final int INVALIDITY_DATE = 24;
  private static final int CERTIFICATE_ISSUER = 29;

  /** The length that an entry has on average, roughly. */
  private static final int USUAL_OCTETS = 32;

  /** Entries that one unit of work looks at. */
  private static final int ENTRIES_OF_A_UNIT = 32;

  /** Of an entry that no entry up to it gave another issuer than that of the CRL. */
  private static final int NOBODY_ELSE = 0;

  private final byte[] array;
  private final X500Name issuer;

  /** Of each serial number's hash the last entry, counted from 1. */
  private final int[] last;

  /** Of each entry where it begins, the one before it with the same hash, and its issuer. */
  private int[] starts;

  private int[] before;
  private int[] owners;
  private int count;

  /**
   * Passes over all entries.
   *
   * @param from where the first begins
   * @param to where the last ends
   * @param issuer whose certificates they are about where they do not say so
   * @throws IllegalArgumentException if one is malformed, or holds a critical extension that is not
   *     understood
   */
  CrlEntries(byte[] array, int from, int to, X500Name issuer) {
    this.array = array;
    this.issuer = issuer;
    int usual = Math.max(1, (to - from) / USUAL_OCTETS);
    last = new int[2 * Integer.highestOneBit(usual)];
    starts = new int[usual];
    before = new int[usual];
    owners = new int[0];
    int owner = NOBODY_ELSE;
    for (int at = from; at < to; ) {
      Tlv entry = element(at, to, BerReader.SEQUENCE);
      int named = keep(entry);
      owner = named == NOBODY_ELSE ? owner : named;
      if (owner != NOBODY_ELSE) {
        if (owners.length < starts.length) {
          owners = Arrays.copyOf(owners, starts.length);
        }
        owners[count - 1] = owner;
      }
      at = entry.end();
    }
  }

  /**
   * Keeps an entry; where it names an issuer, that extension's value begins at what is returned.
   */
  private int keep(Tlv entry) {
    int to = entry.end();
    Tlv serial = element(entry.content(), to, BERTags.INTEGER);
    if (!serial.isShortestInteger()) {
      throw new IllegalArgumentException("a serial number that is none");
    }
    int at = serial.end();
    boolean utc = at < to && array[at] == BERTags.UTC_TIME;
    at = element(at, to, utc ? BERTags.UTC_TIME : BERTags.GENERALIZED_TIME).end();
    int named = NOBODY_ELSE;
    if (at < to) {
      Tlv extensions = element(at, to, BerReader.SEQUENCE);
      at = extensions.end();
      for (int each = extensions.content(); each < at; ) {
        Tlv extension = element(each, at, BerReader.SEQUENCE);
        int value = issuer(extension);
        if (value != NOBODY_ELSE && named != NOBODY_ELSE) {
          throw new IllegalArgumentException("an entry for two issuers");
        }
        named = Math.max(named, value);
        each = extension.end();
      }
    }
    if (at != to) {
      throw new IllegalArgumentException("an entry of more than three fields");
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      before = Arrays.copyOf(before, 2 * count);
    }
    int hash = hash(array, serial.content(), serial.end());
    starts[count] = entry.start();
    before[count] = last[hash];
    last[hash] = ++count;
    return named;
  }

  /** Where the value of an extension begins that names an issuer; none for any other. */
  private int issuer(Tlv extension) {
    int to = extension.end();
    Tlv oid = element(extension.content(), to, BERTags.OBJECT_IDENTIFIER);
    int type = oid.content();
    int at = oid.end();
    int kind =
        at - type == 3 && array[type] == 0x55 && array[type + 1] == 0x1d ? array[type + 2] : -1;
    boolean critical = false;
    if (at < to && array[at] == BERTags.BOOLEAN) {
      Tlv flag = element(at, to, BERTags.BOOLEAN);
      at = flag.end();
      critical = at > flag.content() && array[flag.content()] != 0;
    }
    if (element(at, to, BERTags.OCTET_STRING).end() != to) {
      throw new IllegalArgumentException("an extension of more than three fields");
    }
    if (kind == CERTIFICATE_ISSUER) {
      return at;
    }
    if (critical && kind != REASON_CODE && kind != INSTRUCTION_CODE && kind != INVALIDITY_DATE) {
      throw new IllegalArgumentException("a critical extension");
    }
    return NOBODY_ELSE;
  }

  /** A number of {@link #last}; where many have the same, looking them up draws on the work. */
  private int hash(byte[] octets, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + octets[i];
    }
    return ((hash * 0x9e3779b9) >>> 8) & (last.length - 1);
  }

  /** The element that begins here and must have the tag. */
  private Tlv element(int start, int limit, int tag) {
    try {
      Tlv element = Tlv.at(array, start, limit, WHERE);
      if (element.tag() == tag) {
        return element;
      }
    } catch (SmimeException e) {
      throw new IllegalArgumentException(e);
    }
    throw new IllegalArgumentException("another element than is due at " + start);
  }

  /**
   * What they say about one certificate; of several entries for it the last counts.
   *
   * @throws IllegalArgumentException if that cannot be read, or costs more than is left
   */
  Optional<CrlEntry> of(X500Name certificateIssuer, BigInteger serial, Effort effort) {
    byte[] wanted = serial.toByteArray();
    int looked = 0;
    for (int i = last[hash(wanted, 0, wanted.length)]; i > 0; i = before[i - 1]) {
      if (looked++ % ENTRIES_OF_A_UNIT == 0) {
        draw(1, effort);
      }
      Tlv entry = element(starts[i - 1], array.length, BerReader.SEQUENCE);
      Tlv its = element(entry.content(), entry.end(), BERTags.INTEGER);
      if (areEqual(array, its.content(), its.end(), wanted, 0, wanted.length)
          && owner(i - 1, effort).equals(certificateIssuer)) {
        return Optional.of(decoded(entry, effort));
      }
    }
    return Optional.empty();
  }

  private static void draw(long units, Effort effort) {
    if (!effort.draw(units)) {
      throw new IllegalArgumentException("more work than is left");
    }
  }

  private X500Name owner(int entry, Effort effort) {
    int at = entry < owners.length ? owners[entry] : NOBODY_ELSE;
    if (at == NOBODY_ELSE) {
      return issuer;
    }
    Tlv value = element(at, array.length, BERTags.OCTET_STRING);
    GeneralNames names = GeneralNames.getInstance(checked(value.content(), value.end(), effort));
    X500Name name = OrderedName.in(names);
    if (name == null) {
      throw new IllegalArgumentException("a certificate issuer without a name");
    }
    return name;
  }

  private CrlEntry decoded(Tlv encoded, Effort effort) {
    TBSCertList.CRLEntry entry =
        TBSCertList.CRLEntry.getInstance(checked(encoded.start(), encoded.end(), effort));
    Extensions extensions = entry.getExtensions();
    Extension reason = extensions == null ? null : extensions.getExtension(Extension.reasonCode);
    return new CrlEntry(
        entry.getRevocationDate().getDate().toInstant(),
        reason == null
            ? CRLReason.unspecified
            : ASN1Enumerated.getInstance(parsed(reason.getExtnValue().getOctets()))
                .intValueExact());
  }

  private ASN1Primitive checked(int from, int to, Effort effort) {
    draw(Work.printing(to - from), effort);
    return parsed(Arrays.copyOfRange(array, from, to));
  }

  private static ASN1Primitive parsed(byte[] octets) {
    try {
      return TlvScan.parse(octets, WHERE);
    } catch (SmimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The entry of a CRL for one certificate. */
  public record CrlEntry(Instant since, int reason) {

    /** True if the reason is one that can be taken back. */
    boolean isHold() {
      return reason == CRLReason.certificateHold;
    }

    /**
     * True if the certificate must not be trusted at the time. The thief of a key can sign with any
     * date, so the date does not count if theft may be the reason.
     */
    boolean counts(Instant at) {
      return switch (reason) {
        case CRLReason.removeFromCRL -> false;
        case CRLReason.unspecified,
            CRLReason.keyCompromise,
            CRLReason.cACompromise,
            CRLReason.aACompromise ->
            true;
        default -> !since.isAfter(at);
      };
    }

    /** The finding that the certificate is revoked, with its source. */
    Finding finding(PathCertificate certificate, Finding by) {
      return new Finding(
          Finding.Code.REVOKED,
          "{0} was revoked on {1}: {2} ({3})",
          certificate,
          since,
          reasonInWords(),
          by);
    }

    private Finding reasonInWords() {
      return switch (reason) {
        case CRLReason.keyCompromise ->
            new Finding(Finding.Code.REVOKED, "the key was compromised");
        case CRLReason.cACompromise ->
            new Finding(Finding.Code.REVOKED, "the authority was compromised");
        case CRLReason.affiliationChanged ->
            new Finding(Finding.Code.REVOKED, "the affiliation changed");
        case CRLReason.superseded -> new Finding(Finding.Code.REVOKED, "it was superseded");
        case CRLReason.cessationOfOperation ->
            new Finding(Finding.Code.REVOKED, "it is out of operation");
        case CRLReason.certificateHold -> new Finding(Finding.Code.REVOKED, "it is on hold");
        case CRLReason.privilegeWithdrawn ->
            new Finding(Finding.Code.REVOKED, "the privilege was withdrawn");
        case CRLReason.aACompromise ->
            new Finding(Finding.Code.REVOKED, "the attribute authority was compromised");
        default -> new Finding(Finding.Code.REVOKED, "no reason is given");
      };
    }
  }
}
