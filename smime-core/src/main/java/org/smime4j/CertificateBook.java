package org.smime4j;

import java.io.IOException;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.MailAddress;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.lookup.BookFile;
import org.smime4j.internal.lookup.CertificateSelection;
import org.smime4j.internal.lookup.CertificateSelection.ChainedCertificates;
import org.smime4j.internal.lookup.CertificateSelection.DomainBoundCertificates;
import org.smime4j.internal.lookup.DirectoryValues;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.internal.verify.SignerOffer;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/**
 * Other people's certificates by mail address. They come from files, from a directory, and from
 * verified signed mail.
 *
 * <p>The book does not make a certificate trusted: {@link TrustPolicy#find} checks it each time,
 * and gives the reasons if it rejects one. The book lists a certificate only under the addresses
 * that the certificate contains (RFC 8550, section 3). It keeps the capabilities that a trusted
 * signer stated. Capabilities from a message with a newer signing time replace them (RFC 8551,
 * section 2.7.1). The book ignores the capabilities in signatures whose signer is not trusted.
 *
 * <p>A book holds at most 100,000 addresses, and at most 16 certificates of each. If an address has
 * more, the book first removes the oldest certificate that did not come from a trusted signature.
 * Immutable, and safe for use by several threads. Each addition copies the table of addresses.
 *
 * <pre>{@code
 * CertificateBook book = CertificateBook.empty().and(CertificateFiles.readCertificates(path).certificates());
 * book = book.harvest(report);
 * Encryptor.trusting(trust).toAddresses(book, "bob@example.org");
 * }</pre>
 */
public sealed interface CertificateBook extends CertificateSource permits CertificateBookDoor {

  /** Returns a book without certificates. */
  static CertificateBook empty() {
    return CertificateBookDoor.EMPTY;
  }

  /**
   * Reads a book that {@link #writeTo} wrote.
   *
   * @throws org.smime4j.findings.SmimeException.Malformed if the file is not such a book, or only a
   *     part of one
   */
  static CertificateBook read(Path file) throws IOException {
    return CertificateBookDoor.read(
        file,
        damaged -> {
          throw damaged;
        });
  }

  /**
   * Reads a book, and goes on after a line that cannot be read, or where the file was cut.
   *
   * @param notes receives {@code VALUE_UNREADABLE} for each, with the number of the line
   * @throws org.smime4j.findings.SmimeException.Malformed if the file is not such a book
   */
  static CertificateBook read(Path file, Consumer<Finding> notes) throws IOException {
    return CertificateBookDoor.read(
        file,
        damaged ->
            notes.accept(
                new Finding(
                    Finding.Code.VALUE_UNREADABLE,
                    "{0} ({1})",
                    String.valueOf(damaged.getMessage()),
                    DistinguishedName.printable(file.toString()))));
  }

  /**
   * Combines several sources. {@link TrustPolicy#find} queries them in this order, and stops at the
   * first accepted certificate for an address. If a source fails, the others are still queried.
   */
  static CertificateSource chain(CertificateSource first, CertificateSource... more) {
    List<CertificateSource> all = new ArrayList<>();
    all.add(first);
    all.addAll(List.of(more));
    return new ChainedCertificates(List.copyOf(all));
  }

  /**
   * Returns a source whose certificates for whole domains are accepted too ({@link
   * Verifier#acceptingDomainBound}). If no source has an accepted certificate for an address,
   * {@link TrustPolicy#find} queries this source for certificates of the domain. The choice of such
   * a certificate has the note {@code DOMAIN_BOUND}. The holder of its key can read mail to
   * everyone in the domain. A certificate for one domain does not count for its subdomains or
   * sibling domains.
   */
  static CertificateSource acceptingDomainBound(CertificateSource source) {
    return new DomainBoundCertificates(source);
  }

  /**
   * Returns the certificates in a person's entry in an LDAP directory. Those of
   * userSMIMECertificate come first, then those of userCertificate, each with the newest
   * certificate first. Certificates without an address, such as those of authorities, become the
   * chain of the others. This method ignores capabilities, because no one has verified who stated
   * them.
   *
   * @param userCertificate certificates in DER (RFC 4523, section 2.1)
   * @param userSmimeCertificate SignedData with certificates (RFC 2798, section 2.8)
   * @param origin the entry, for reports
   * @param notes receives {@code VALUE_UNREADABLE} for each value that cannot be read
   */
  static List<RecipientCertificate> ofDirectoryValues(
      Collection<byte[]> userCertificate,
      Collection<byte[]> userSmimeCertificate,
      String origin,
      Consumer<Finding> notes) {
    return DirectoryValues.read(userCertificate, userSmimeCertificate, origin, notes);
  }

  @Override
  List<RecipientCertificate> certificates(Collection<String> addresses, Consumer<Finding> notes);

  /**
   * Writes this book to a file, with the capabilities that signed mail stated, but without chains
   * and other origins, and without certificates that could not be read again. The file is readable
   * by its owner only. It replaces an older one in one step, when it is complete and on the disk. A
   * person who can write the file can choose the cipher for recipients, but not their certificates,
   * which {@link TrustPolicy} judges.
   */
  void writeTo(Path file) throws IOException;

  /**
   * Returns this book with more certificates, such as those that {@code CertificateFiles} reads
   * from PEM, DER and certs-only files. It leaves out certificates without a mail address or
   * domain, such as those of most authorities.
   *
   * @throws IllegalStateException if the book is full
   */
  CertificateBook and(Collection<X509Certificate> certificates);

  /**
   * Returns this book with the encryption certificates of trusted signers. For each signer, this is
   * the preferred certificate (SMIMEEncryptionKeyPreference) if the message contains it, and
   * otherwise the signing certificate. This method adds the preferred certificate only under
   * addresses that the signing certificate contains too. It ignores signatures that are not {@link
   * SignerVerdict.State#TRUSTED}, or that are dated in the future. If any signature in the report
   * is broken, it adds nothing. It adds no new address to a full book. Without anything new it
   * returns this book.
   */
  CertificateBook harvest(SignatureReport report);
}

final class CertificateBookDoor implements CertificateBook {

  static final int MOST_ADDRESSES = 100_000;
  static final int MOST_OF_AN_ADDRESS = 16;

  /** The origin of certificates that the caller added to the book. */
  private static final String GIVEN = "the certificate book";

  /**
   * The tolerated difference of clocks. Signatures dated further ahead are ignored (RFC 8551,
   * section 2.7.1).
   */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  static final CertificateBook EMPTY = new CertificateBookDoor(Map.of());

  /** The newest information first. */
  private static final Comparator<RecipientCertificate> NEWEST_FIRST =
      Comparator.comparing(CertificateBookDoor::asOf)
          .thenComparing(entry -> Certificates.notBefore(entry.certificate()))
          .reversed();

  private final Map<String, List<RecipientCertificate>> byAddress;

  CertificateBookDoor(Map<String, List<RecipientCertificate>> byAddress) {
    this.byAddress = byAddress;
  }

  static CertificateBook read(Path file, BookFile.Damaged damaged) throws IOException {
    Map<String, List<RecipientCertificate>> book = new HashMap<>();
    for (BookFile.Line line : BookFile.read(file, damaged)) {
      Instant at = line.statedAt();
      put(
          book,
          line.address(),
          at == null
              ? RecipientCertificate.of(line.certificate(), List.of(), GIVEN)
              : stated(line.certificate(), line.capabilities(), at));
    }
    return new CertificateBookDoor(book);
  }

  @Override
  public void writeTo(Path file) throws IOException {
    BookFile.write(file, byAddress);
  }

  @Override
  public CertificateBook and(Collection<X509Certificate> certificates) {
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
    return new CertificateBookDoor(more);
  }

  @Override
  public CertificateBook harvest(SignatureReport report) {
    return harvest(report, SystemTime.now());
  }

  private static RecipientCertificate stated(
      X509Certificate certificate, @Nullable Set<String> capabilities, Instant at) {
    return RecipientCertificate.of(certificate, List.of(), "signed mail of " + at)
        .stating(capabilities, at);
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
        SignerOffer offer = JudgedSigner.of(signer).offer();
        X509Certificate preferred = offer.encryption() == null ? signing : offer.encryption();
        List<String> common = new ArrayList<>(addresses(preferred));
        common.retainAll(addresses(signing));
        RecipientCertificate entry = stated(preferred, offer.capabilities(), time);
        common.forEach(address -> put(more, MailAddress.inLowerCase(address), entry));
      }
    }
    return more.equals(byAddress) ? this : new CertificateBookDoor(more);
  }

  /**
   * The time of the newest information about a certificate: that of a signed mail, or otherwise its
   * notBefore.
   */
  private static Instant asOf(RecipientCertificate entry) {
    return entry.statedAt().orElseGet(() -> Certificates.notBefore(entry.certificate()));
  }

  /** The one of two entries of the same certificate that was stated later. */
  private static RecipientCertificate newer(RecipientCertificate one, RecipientCertificate other) {
    Optional<Instant> at = other.statedAt();
    return at.isPresent() && at.get().isAfter(one.statedAt().orElse(Instant.MIN)) ? other : one;
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
        best = newer(entry, added);
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
      if (entries.get(i).statedAt().isEmpty()) {
        return i;
      }
    }
    return entries.size() - 1;
  }

  /**
   * Returns all certificates for these addresses, without checking them: those of an address newest
   * first. The comparison ignores the case of ASCII letters in the local part. An address such as
   * {@code @example.org} requests certificates that are bound to the domain. There are no notes.
   */
  @Override
  public List<RecipientCertificate> certificates(
      Collection<String> addresses, Consumer<Finding> notes) {
    Set<RecipientCertificate> known = new LinkedHashSet<>();
    addresses.forEach(address -> known.addAll(entries(address)));
    return List.copyOf(known);
  }

  private List<RecipientCertificate> entries(String address) {
    Optional<String> asked =
        address.startsWith("@") ? Optional.of(address) : CertificateAddresses.normalised(address);
    return asked
        .map(known -> byAddress.getOrDefault(MailAddress.inLowerCase(known), List.of()))
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
