package org.smime4j.cms;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.SignedData;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.trust.CertificateAddresses;
import org.smime4j.trust.Purpose;
import org.smime4j.trust.TrustPolicy;

/**
 * Other people's certificates by mail address, to find to whom one encrypts. They come from files,
 * from a directory, and from signed mail that was verified; being in the book is no sign of trust:
 * {@link #find} judges when it is asked.
 *
 * <p>A certificate stands under the addresses that it holds itself (RFC 8550, section 3), and under
 * no other. What a trusted signer says of his software counts until a message with a newer signing
 * time says otherwise (RFC 8551, section 2.7.1); what an untrusted, unknown or broken signature
 * says never counts.
 *
 * <p>A book is an immutable snapshot, safe for use by several threads; each addition copies its
 * table of addresses. It has room for {@value #MOST_ADDRESSES} addresses with the {@value
 * #MOST_OF_AN_ADDRESS} newest certificates of each.
 *
 * <pre>{@code
 * CertificateBook book = CertificateBook.empty().with(CertificateFiles.readCertificates(path).items());
 * book = book.harvest(report);
 * Encryptor.trusting(trust).to(book.find("bob@example.org", trust).orElseThrow());
 * }</pre>
 */
public final class CertificateBook {

  static final int MOST_ADDRESSES = 100_000;
  static final int MOST_OF_AN_ADDRESS = 16;

  /** Clocks differ; a signature from further ahead says nothing (RFC 8551, section 2.7.1). */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final CertificateBook EMPTY = new CertificateBook(Map.of());

  /** The newest word first: of a signed mail its time, else the certificate's notBefore. */
  private static final Comparator<Entry> NEWEST_FIRST =
      Comparator.comparing(Entry::asOf)
          .thenComparing(entry -> entry.certificate.getNotBefore())
          .reversed();

  private final Map<String, List<Entry>> byAddress;

  private CertificateBook(Map<String, List<Entry>> byAddress) {
    this.byAddress = byAddress;
  }

  /** A certificate, and what a trusted signer said about the software behind it. */
  public static final class Entry {
    private final X509Certificate certificate;
    private final @Nullable Set<String> capabilities;
    private final @Nullable Instant statedAt;

    private Entry(
        X509Certificate certificate,
        @Nullable Set<String> capabilities,
        @Nullable Instant statedAt) {
      this.certificate = certificate;
      this.capabilities = capabilities;
      this.statedAt = statedAt;
    }

    /** The certificate. */
    public X509Certificate certificate() {
      return certificate;
    }

    /**
     * The object identifiers of the SMIMECapabilities of the newest trusted message that preferred
     * this certificate; empty where there was none.
     */
    public Optional<Set<String>> capabilities() {
      return Optional.ofNullable(capabilities);
    }

    /** The signing time of that message. */
    public Optional<Instant> statedAt() {
      return Optional.ofNullable(statedAt);
    }

    private boolean isKem() {
      PublicKey key = Certificates.publicKey(certificate);
      return key != null && key.getAlgorithm().startsWith("ML-KEM");
    }

    private boolean isStated() {
      return statedAt != null;
    }

    private Instant asOf() {
      return statedAt != null ? statedAt : certificate.getNotBefore().toInstant();
    }

    /** Of two entries of one certificate, the one that knows the later. */
    private Entry or(Entry other) {
      return other.statedAt != null && (statedAt == null || other.statedAt.isAfter(statedAt))
          ? other
          : this;
    }

    @Override
    public String toString() {
      return "Entry of "
          + CertificateAddresses.of(certificate)
          + ", serial "
          + certificate.getSerialNumber().toString(16);
    }
  }

  /** A book without certificates. */
  public static CertificateBook empty() {
    return EMPTY;
  }

  /**
   * With more certificates, such as {@code CertificateFiles} reads from PEM, DER and certs-only
   * files. Those that hold no address are left out, among them those of authorities.
   *
   * @throws IllegalStateException if the book is full
   */
  public CertificateBook with(Collection<X509Certificate> certificates) {
    Map<String, List<Entry>> more = new HashMap<>(byAddress);
    for (X509Certificate certificate : certificates) {
      Entry entry = new Entry(certificate, null, null);
      for (String address : addresses(certificate)) {
        if (!put(more, address, entry)) {
          throw new IllegalStateException(
              "A book has room for " + MOST_ADDRESSES + " addresses; use several");
        }
      }
    }
    return new CertificateBook(more);
  }

  /**
   * With the values of a person's entry in an LDAP directory. What cannot be read is left out;
   * capabilities are not taken, since nobody has verified who stated them.
   *
   * @param userCertificate values of userCertificate;binary: certificates (RFC 4523)
   * @param userSmimeCertificate values of userSMIMECertificate: SignedData with certificates (RFC
   *     2798, section 2.8)
   */
  public CertificateBook withDirectoryValues(
      Collection<byte[]> userCertificate, Collection<byte[]> userSmimeCertificate)
      throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] value : userCertificate) {
      try {
        certificates.add(Certificates.parse(value));
      } catch (SmimeException unreadable) {
        // Directories hold what was put there over decades.
      }
    }
    for (byte[] value : userSmimeCertificate) {
      try {
        if (ContentInfoReader.read(Octets.of(value), Limits.standard()) instanceof SignedData bag) {
          certificates.addAll(
              MessageCertificates.readable(bag.certificates(), Certificates::parse));
        }
      } catch (SmimeException unreadable) {
        // As above.
      }
    }
    return with(certificates);
  }

  /**
   * With what the trusted signers of a message prefer to be encrypted to: the certificate of their
   * SMIMEEncryptionKeyPreference where the message carries it and it shares an address with the one
   * that signed, else the one that signed. Nothing is taken from a signature that is not {@link
   * SignerVerdict.Trusted}, beside one that is broken, or from the future. A full book takes no new
   * address.
   */
  public CertificateBook harvest(SignatureReport report) {
    return harvest(report, SystemTime.now());
  }

  CertificateBook harvest(SignatureReport report, Instant now) {
    if (report.worst() instanceof SignerVerdict.Broken) {
      return this;
    }
    Map<String, List<Entry>> more = new HashMap<>(byAddress);
    for (SignerVerdict signer : report.signers()) {
      Instant time = signer.signingTime().orElse(Instant.EPOCH);
      if (signer instanceof SignerVerdict.Trusted trusted && !time.isAfter(now.plus(CLOCK_SKEW))) {
        X509Certificate signing = trusted.trustedCertificate();
        X509Certificate preferred = trusted.preferredEncryptionCertificate().orElse(signing);
        List<String> common = new ArrayList<>(addresses(preferred));
        common.retainAll(addresses(signing));
        Entry entry = new Entry(preferred, trusted.capabilities().orElse(null), time);
        common.forEach(address -> put(more, address, entry));
      }
    }
    return new CertificateBook(more);
  }

  private static List<String> addresses(X509Certificate certificate) {
    return CertificateAddresses.of(certificate).stream()
        .map(CertificateAddresses::normalised)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /** False if there is no room for another address. */
  private static boolean put(Map<String, List<Entry>> book, String address, Entry added) {
    List<Entry> known = book.get(address);
    if (known == null && book.size() >= MOST_ADDRESSES) {
      return false;
    }
    Entry best = added;
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : known == null ? List.<Entry>of() : known) {
      if (entry.certificate.equals(added.certificate)) {
        best = entry.or(added);
      } else {
        entries.add(entry);
      }
    }
    entries.add(best);
    entries.sort(NEWEST_FIRST);
    if (entries.size() > MOST_OF_AN_ADDRESS) {
      entries.remove(leastKnown(entries));
    }
    book.put(address, List.copyOf(entries));
    return true;
  }

  /** Certificates that anybody may have made push out none of which a trusted signer spoke. */
  private static int leastKnown(List<Entry> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (!entries.get(i).isStated()) {
        return i;
      }
    }
    return entries.size() - 1;
  }

  /**
   * The certificate to encrypt to: of those that hold the address, and that the policy accepts for
   * encryption at its time (path, validity, revocation, key usage, extended key usage), the one of
   * which the newest word is. Empty if there is none.
   */
  public Optional<Entry> find(String address, TrustPolicy trust) {
    return entries(address).stream()
        .filter(entry -> trust.judge(entry.certificate, Purpose.ENCRYPTION).findings().isEmpty())
        .findFirst();
  }

  /**
   * The certificates to encrypt to for as long as not every program of a person reads ML-KEM: what
   * {@link #find} gives of those with a classical key, then of those with ML-KEM; each where there
   * is one.
   */
  public List<Entry> findPair(String address, TrustPolicy trust) {
    List<Entry> pair = new ArrayList<>();
    for (boolean kem : new boolean[] {false, true}) {
      entries(address).stream()
          .filter(entry -> entry.isKem() == kem)
          .filter(entry -> trust.judge(entry.certificate, Purpose.ENCRYPTION).findings().isEmpty())
          .findFirst()
          .ifPresent(pair::add);
    }
    return List.copyOf(pair);
  }

  /** All that is known for an address, unjudged, the newest word first. */
  public List<Entry> entries(String address) {
    return CertificateAddresses.normalised(address)
        .map(known -> byAddress.getOrDefault(known, List.of()))
        .orElse(List.of());
  }

  /** How many addresses there are. */
  public int size() {
    return byAddress.size();
  }

  @Override
  public String toString() {
    return "Book of " + size() + " addresses";
  }
}
