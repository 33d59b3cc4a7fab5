package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.smime4j.findings.Note;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.trust.TrustPolicy;

/**
 * Other people's certificates by mail address. They come from files, from a directory, and from
 * verified signed mail.
 *
 * <p>The book does not make a certificate trusted: {@link #find} checks it each time, and gives the
 * reasons if it rejects one. The book lists a certificate only under the addresses that the
 * certificate contains (RFC 8550, section 3). It keeps the capabilities that a trusted signer
 * stated. Capabilities from a message with a newer signing time replace them (RFC 8551, section
 * 2.7.1). The book ignores the capabilities in signatures whose signer is not trusted.
 *
 * <p>A book holds at most {@value #MOST_ADDRESSES} addresses, and at most {@value
 * #MOST_OF_AN_ADDRESS} certificates of each. If an address has more, the book first removes the
 * oldest certificate that did not come from a trusted signature. Immutable, and safe for use by
 * several threads. Each addition copies the table of addresses.
 *
 * <pre>{@code
 * CertificateBook book = CertificateBook.empty().with(CertificateFiles.readCertificates(path).certificates());
 * book = book.harvest(report);
 * Encryptor.trusting(trust).toAddresses(book, "bob@example.org");
 * }</pre>
 */
public final class CertificateBook implements CertificateSource {

  static final int MOST_ADDRESSES = 100_000;
  static final int MOST_OF_AN_ADDRESS = 16;

  /** The origin of certificates that the caller added to the book. */
  private static final String GIVEN = "the certificate book";

  /**
   * The tolerated difference of clocks. Signatures dated further ahead are ignored (RFC 8551,
   * section 2.7.1).
   */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final CertificateBook EMPTY = new CertificateBook(Map.of());

  /** The newest information first. */
  private static final Comparator<RecipientCertificate> NEWEST_FIRST =
      Comparator.comparing(RecipientCertificate::asOf)
          .thenComparing(entry -> entry.certificate().getNotBefore())
          .reversed();

  private final Map<String, List<RecipientCertificate>> byAddress;

  private CertificateBook(Map<String, List<RecipientCertificate>> byAddress) {
    this.byAddress = byAddress;
  }

  /** Returns a book without certificates. */
  public static CertificateBook empty() {
    return EMPTY;
  }

  /**
   * Returns this book with more certificates, such as those that {@code CertificateFiles} reads
   * from PEM, DER and certs-only files. It leaves out certificates without a mail address or
   * domain, such as those of most authorities.
   *
   * @throws IllegalStateException if the book is full
   */
  public CertificateBook with(Collection<X509Certificate> certificates) {
    Map<String, List<RecipientCertificate>> more = new HashMap<>(byAddress);
    for (X509Certificate certificate : certificates) {
      RecipientCertificate entry = RecipientCertificate.of(certificate, List.of(), GIVEN);
      for (String address : CertificateSelection.held(certificate)) {
        if (!put(more, address, entry)) {
          throw new IllegalStateException(
              "A book has room for " + MOST_ADDRESSES + " addresses; use several");
        }
      }
    }
    return new CertificateBook(more);
  }

  /**
   * Returns this book with the encryption certificates of trusted signers. For each signer, this is
   * the preferred certificate (SMIMEEncryptionKeyPreference) if the message contains it, and
   * otherwise the signing certificate. This method adds the preferred certificate only under
   * addresses that the signing certificate contains too. It ignores signatures that are not {@link
   * SignerVerdict.State#TRUSTED}, or that are dated in the future. If any signature in the report
   * is broken, it adds nothing. It adds no new address to a full book.
   */
  public CertificateBook harvest(SignatureReport report) {
    return harvest(report, SystemTime.now());
  }

  CertificateBook harvest(SignatureReport report, Instant now) {
    JudgedSignature judged = JudgedSignature.of(report);
    if (judged.worst().state() == SignerVerdict.State.BROKEN) {
      return this;
    }
    Map<String, List<RecipientCertificate>> more = new HashMap<>(byAddress);
    for (SignerVerdict signer : judged.signers()) {
      Instant time = signer.signingTime().orElse(Instant.EPOCH);
      X509Certificate signing = signer.certificate().orElse(null);
      if (signing != null
          && signer.state() == SignerVerdict.State.TRUSTED
          && !time.isAfter(now.plus(CLOCK_SKEW))) {
        X509Certificate preferred = signer.preferredEncryptionCertificate().orElse(signing);
        List<String> common = new ArrayList<>(addresses(preferred));
        common.retainAll(addresses(signing));
        RecipientCertificate entry =
            RecipientCertificate.stated(preferred, signer.capabilities().orElse(null), time);
        common.forEach(address -> put(more, CertificateSelection.caseless(address), entry));
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

  /** Returns false if there is no room for another address. */
  private static boolean put(
      Map<String, List<RecipientCertificate>> book, String address, RecipientCertificate added) {
    List<RecipientCertificate> known = book.get(address);
    if (known == null && book.size() >= MOST_ADDRESSES) {
      return false;
    }
    RecipientCertificate best = added;
    List<RecipientCertificate> entries = new ArrayList<>();
    for (RecipientCertificate entry : known == null ? List.<RecipientCertificate>of() : known) {
      if (entry.certificate().equals(added.certificate())) {
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

  /**
   * Chooses the entry to remove. Entries that a trusted signer stated go last, because anyone can
   * make the others.
   */
  private static int leastKnown(List<RecipientCertificate> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (!entries.get(i).isStated()) {
        return i;
      }
    }
    return entries.size() - 1;
  }

  /** Returns all certificates for these addresses, without checking them. */
  @Override
  public List<RecipientCertificate> certificates(
      Collection<String> addresses, Consumer<Note> notes) {
    Set<RecipientCertificate> known = new LinkedHashSet<>();
    addresses.forEach(address -> known.addAll(entries(address)));
    return List.copyOf(known);
  }

  /**
   * Returns up to two certificates, chosen as by {@link #find}: one with a classical key, then one
   * with ML-KEM. Encrypt to both as long as some programs do not support ML-KEM.
   */
  public List<RecipientCertificate> findPair(String address, TrustPolicy trust) {
    List<RecipientCertificate> pair = new ArrayList<>();
    for (boolean kem : new boolean[] {false, true}) {
      new CertificateSelection(this, Trusting.judge(trust), entry -> entry.isKem() == kem)
          .choose(List.of(address))
          .get(0)
          .certificate()
          .ifPresent(pair::add);
    }
    return List.copyOf(pair);
  }

  /**
   * Returns all certificates for an address, newest first, without checking them. The comparison
   * ignores the case of ASCII letters in the local part. An address such as {@code @example.org}
   * requests certificates that are bound to the domain.
   */
  public List<RecipientCertificate> entries(String address) {
    Optional<String> asked =
        address.startsWith("@") ? Optional.of(address) : CertificateAddresses.normalised(address);
    return asked
        .map(known -> byAddress.getOrDefault(CertificateSelection.caseless(known), List.of()))
        .orElse(List.of());
  }

  /** Returns the number of addresses. */
  int size() {
    return byAddress.size();
  }

  @Override
  public String toString() {
    return "Book of " + size() + " addresses";
  }
}
