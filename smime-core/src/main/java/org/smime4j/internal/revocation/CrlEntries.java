package org.smime4j.internal.revocation;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.OrderedName;
import org.smime4j.internal.signature.Work;

/**
 * The entries of a CRL, by serial number. A list has up to a million of them, of which a message
 * asks about some: each is passed over once where it stands, and only those that are asked about
 * are decoded.
 */
public final class CrlEntries {

  private static final int INTEGER = 0x02;
  private static final int BOOLEAN = 0x01;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;

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
    Cursor in = new Cursor(array);
    for (int at = from; at < to; ) {
      int end = in.end(at, to, SEQUENCE);
      int named = entry(in, at, in.content, end);
      owner = named == NOBODY_ELSE ? owner : named;
      if (owner != NOBODY_ELSE) {
        if (owners.length < starts.length) {
          owners = Arrays.copyOf(owners, starts.length);
        }
        owners[count - 1] = owner;
      }
      at = end;
    }
  }

  /**
   * Keeps an entry; where it names an issuer, that extension's value begins at what is returned.
   */
  private int entry(Cursor in, int start, int from, int to) {
    int at = in.end(from, to, INTEGER);
    if (!isShort(in.content, at)) {
      throw new IllegalArgumentException("a serial number that is none");
    }
    int hash = hash(array, in.content, at);
    boolean utc = at < to && array[at] == UTC_TIME;
    at = in.end(at, to, utc ? UTC_TIME : GENERALIZED_TIME);
    int named = NOBODY_ELSE;
    if (at < to) {
      at = in.end(at, to, SEQUENCE);
      for (int each = in.content; each < at; ) {
        int end = in.end(each, at, SEQUENCE);
        int value = extension(in, in.content, end);
        if (value != NOBODY_ELSE && named != NOBODY_ELSE) {
          throw new IllegalArgumentException("an entry for two issuers");
        }
        named = Math.max(named, value);
        each = end;
      }
    }
    if (at != to) {
      throw new IllegalArgumentException("an entry of more than three fields");
    }
    keep(start, hash);
    return named;
  }

  /** Whether an INTEGER has no more octets than it needs, as DER wants it. */
  private boolean isShort(int from, int to) {
    return to - from == 1
        || (to - from > 1
            && !(array[from] == 0 && array[from + 1] >= 0)
            && !(array[from] == -1 && array[from + 1] < 0));
  }

  /** Where the value of an extension begins that names an issuer; none for any other. */
  private int extension(Cursor in, int from, int to) {
    int at = in.end(from, to, OBJECT_IDENTIFIER);
    int type = in.content;
    int kind =
        at - type == 3 && array[type] == 0x55 && array[type + 1] == 0x1d ? array[type + 2] : -1;
    boolean critical = false;
    if (at < to && array[at] == BOOLEAN) {
      at = in.end(at, to, BOOLEAN);
      critical = at > in.content && array[in.content] != 0;
    }
    if (in.end(at, to, OCTET_STRING) != to) {
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

  private void keep(int start, int hash) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      before = Arrays.copyOf(before, 2 * count);
    }
    starts[count] = start;
    before[count] = last[hash];
    last[hash] = ++count;
  }

  /** A number of {@link #last}; where many have the same, looking them up draws on the work. */
  private int hash(byte[] octets, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + octets[i];
    }
    return ((hash * 0x9e3779b9) >>> 8) & (last.length - 1);
  }

  /** Goes through elements without keeping anything of them. */
  private static final class Cursor {
    private final byte[] array;

    /** Where the content of the element begins that was looked at last. */
    private int content;

    Cursor(byte[] array) {
      this.array = array;
    }

    /** The end of the element that begins here and must have the tag. */
    int end(int start, int limit, int tag) {
      if (limit - start < 2 || array[start] != tag) {
        throw new IllegalArgumentException("another element than is due at " + start);
      }
      int at = start + 2;
      int length = array[start + 1];
      if (length < 0) {
        int octets = length & 0x7f;
        if (octets == 0 || octets > 4 || octets > limit - at) {
          throw new IllegalArgumentException("a length that is not definite at " + start);
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = length << 8 | (array[at++] & 0xff);
        }
      }
      if (length < 0 || length > limit - at) {
        throw new IllegalArgumentException("an element that reaches past its end at " + start);
      }
      content = at;
      return at + length;
    }
  }

  /**
   * What they say about one certificate; of several entries for it the last counts.
   *
   * @throws IllegalArgumentException if that cannot be read, or costs more than is left
   */
  Optional<CrlEntry> of(X500Name certificateIssuer, BigInteger serial, Effort effort) {
    byte[] wanted = serial.toByteArray();
    Cursor in = new Cursor(array);
    int looked = 0;
    for (int i = last[hash(wanted, 0, wanted.length)]; i > 0; i = before[i - 1]) {
      if (looked++ % ENTRIES_OF_A_UNIT == 0) {
        draw(1, effort);
      }
      int entry = starts[i - 1];
      int to = in.end(entry, array.length, SEQUENCE);
      int end = in.end(in.content, to, INTEGER);
      if (Arrays.equals(array, in.content, end, wanted, 0, wanted.length)
          && owner(i - 1, effort).equals(certificateIssuer)) {
        return Optional.of(decoded(entry, to, certificateIssuer, effort));
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
    Cursor in = new Cursor(array);
    int end = in.end(at, array.length, OCTET_STRING);
    GeneralNames names = GeneralNames.getInstance(checked(in.content, end, effort));
    for (GeneralName name : names.getNames()) {
      if (name.getTagNo() == GeneralName.directoryName) {
        return OrderedName.of(name.getName());
      }
    }
    throw new IllegalArgumentException("a certificate issuer without a name");
  }

  private CrlEntry decoded(int from, int to, X500Name certificateIssuer, Effort effort) {
    TBSCertList.CRLEntry entry = TBSCertList.CRLEntry.getInstance(checked(from, to, effort));
    Extensions extensions = entry.getExtensions();
    Extension reason = extensions == null ? null : extensions.getExtension(Extension.reasonCode);
    return new CrlEntry(
        certificateIssuer,
        entry.getUserCertificate().getValue(),
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
      return TlvScan.parse(octets, "an entry of a CRL");
    } catch (SmimeException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
