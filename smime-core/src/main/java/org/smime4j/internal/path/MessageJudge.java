package org.smime4j.internal.path;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.InheritedParameters;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.revocation.Crl;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.KeySize;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/** Judges the certificates of one message by one policy. */
public final class MessageJudge {

  private final Judgement.Evidence given;
  private final ReadCertificates readBefore;
  private final IdentityHashMap<X509Certificate, PathCertificate> read = new IdentityHashMap<>(4);
  private final IdentityHashMap<X509Certificate, Optional<PublicKey>> completed =
      new IdentityHashMap<>(1);

  MessageJudge(
      TrustOptions options,
      ReadCertificates readBefore,
      KnownPaths known,
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      Judgement.Fetching fetching,
      Effort effort) {
    this.readBefore = readBefore;
    List<PathCertificate> readable = new ArrayList<>();
    long left = limits.get(Limit.CERTIFICATES);
    for (X509Certificate each : carried) {
      if (--left < 0) {
        break;
      }
      readable(each).ifPresent(readable::add);
    }
    this.given =
        new Judgement.Evidence(
            options,
            known,
            new PathSearch.Index(readable),
            options.revocation.isChecked()
                ? Crl.carried(crls, limits.get(Limit.CRLS), effort)
                : List.of(),
            new ArrayList<>(options.revocation.responses()),
            fetching,
            limits,
            effort);
  }

  /** Each certificate is read once for a message, however large it is. */
  private PathCertificate read(X509Certificate certificate) {
    PathCertificate once = read.get(certificate);
    if (once == null) {
      once = readBefore.of(certificate);
      read.put(certificate, once);
    }
    return once;
  }

  /** The certificate; empty if it is malformed, because it is then useless. */
  private Optional<PathCertificate> readable(X509Certificate certificate) {
    try {
      return Optional.of(read(certificate));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** True once something was not checked, because it would have cost more than the limits allow. */
  public boolean isExhausted() {
    return given.effort().isExceeded();
  }

  /** Whether a certificate speaks for whom is expected; what was judged is read once. */
  public AddressBinding compare(X509Certificate certificate, ExpectedAddress expected) {
    try {
      return expected.compare(read(certificate).addresses());
    } catch (IllegalArgumentException e) {
      return expected.compare(certificate);
    }
  }

  /**
   * Judges by what another signature of the same message carries. Both judges together cost no more
   * than the limits allow one.
   *
   * @param crls the DER of the CRLs that came with it
   */
  public MessageJudge alsoFor(Collection<X509Certificate> carried, Collection<byte[]> crls) {
    return new MessageJudge(
        given.options(),
        readBefore,
        given.known(),
        carried,
        crls,
        given.limits(),
        given.fetching(),
        given.effort());
  }

  /**
   * The public key of a certificate. A DSA key without parameters has those of its issuer (RFC 3279
   * section 2.3.2): they are taken from a valid path to an anchor alone, since somebody else's
   * issuer of that name could have parameters under which any signature is right.
   *
   * @return empty if the key cannot be read, or if no such path says its parameters
   */
  public Optional<PublicKey> publicKey(X509Certificate certificate) {
    PublicKey own = own(certificate);
    if (own == null || !InheritedParameters.areMissing(own)) {
      return Optional.ofNullable(own);
    }
    return completed.computeIfAbsent(certificate, this::completed);
  }

  /** The size of its key, which is not decoded for it. */
  public KeySize size(X509Certificate certificate) {
    try {
      return read(certificate).size();
    } catch (IllegalArgumentException e) {
      return Certificates.size(certificate);
    }
  }

  /** Also of a certificate that is malformed elsewhere. */
  private @Nullable PublicKey own(X509Certificate certificate) {
    try {
      return read(certificate).publicKey();
    } catch (IllegalArgumentException e) {
      return Certificates.publicKey(certificate);
    }
  }

  private Optional<PublicKey> completed(X509Certificate certificate) {
    return readable(certificate)
        .flatMap(each -> new Judgement(given, each, Purpose.SIGNING, given.options().time()).key());
  }

  /** Judges a certificate at the time of the policy. */
  public CertificateVerdict judge(X509Certificate leaf, Purpose purpose) {
    return judge(leaf, purpose, given.options().time());
  }

  /**
   * Judges a certificate.
   *
   * @param at the time to judge at, instead of the policy's. Never one that the sender claims: a
   *     stolen key signs with any date
   */
  public CertificateVerdict judge(X509Certificate leaf, Purpose purpose, Instant at) {
    PathCertificate certificate;
    try {
      certificate = read(leaf);
      certificate.publicKey();
    } catch (IllegalArgumentException e) {
      Finding unreadable =
          new Finding(
              Finding.Code.PATH_INVALID,
              "The certificate with the serial number {0} is malformed",
              leaf.getSerialNumber().toString(16));
      return new JudgedCertificate(
          leaf, at, List.of(unreadable), List.of(), RevocationStatus.NOT_CHECKED, List.of());
    }
    return new Judgement(given, certificate, purpose, at).verdict();
  }

  /**
   * Certificates that were read into {@link PathCertificate} before, by the very object: a verifier
   * keeps the objects of the certificates that it met, and reading one costs more than a signature
   * by its key. Objects of our own provider alone are remembered, for they never change. It says
   * what a certificate is and not what it is worth.
   *
   * <p>Belongs to one policy. Each object has one place, where the newer takes the older's.
   */
  @SuppressWarnings("ReferenceEquality") // objects are what is remembered
  public static final class ReadCertificates {

    private static final int MOST = 1024;

    /**
     * Strangers send the certificates that fill this cache, so a larger certificate is read again.
     */
    private static final int LARGEST = 16 * 1024;

    private final AtomicReferenceArray<@Nullable PathCertificate> places =
        new AtomicReferenceArray<>(MOST);

    /** As {@link PathCertificate#of}. */
    public PathCertificate of(X509Certificate certificate) {
      int place = System.identityHashCode(certificate) & (MOST - 1);
      PathCertificate known = places.get(place);
      if (known != null && known.original() == certificate) {
        return known;
      }
      PathCertificate read = PathCertificate.of(certificate);
      if (read.certificate() == certificate && read.octets() <= LARGEST) {
        places.set(place, read);
      }
      return read;
    }
  }
}
