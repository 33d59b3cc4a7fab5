package org.smime4j.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.trust.AddressBinding;

/**
 * The signer that a verifier expects. A verifier compares the expected addresses with those in the
 * signer's certificate. Without this comparison, an attacker can write another person's address
 * into From and sign the message with a valid certificate of the attacker's own.
 *
 * <p>The certificate must hold the address of every mailbox in From. The comparison never uses
 * display names. It compares domains as A-labels and ignores their case (RFC 8550, section 3; RFC
 * 9598). If two local parts differ only in the case of ASCII letters, they match, and a {@link
 * Note} reports the difference; after {@link #exact} they do not match. If From can be read in more
 * than one way, the binding is {@link Binding#UNPARSEABLE}, never {@link Binding#MATCH}.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org"));
 * }</pre>
 */
public final class ExpectedSigner {

  /** The number of mailboxes that a sentence names. */
  private static final int NAMED = 5;

  private final @Nullable Binding settled;
  private final String why;
  private final List<MailAddress> authors;
  private final @Nullable MailAddress sender;
  private final boolean exact;
  private final boolean withoutSubjectAddresses;
  private final boolean domains;

  private ExpectedSigner(
      @Nullable Binding settled,
      String why,
      List<MailAddress> authors,
      @Nullable MailAddress sender,
      boolean exact,
      boolean withoutSubjectAddresses,
      boolean domains) {
    this.settled = settled;
    this.why = why;
    this.authors = authors;
    this.sender = sender;
    this.exact = exact;
    this.withoutSubjectAddresses = withoutSubjectAddresses;
    this.domains = domains;
  }

  /**
   * Expects the owner of an address.
   *
   * @throws IllegalArgumentException if the argument is not an address such as {@code
   *     alice@example.org}
   */
  public static ExpectedSigner address(String address) {
    MailAddress parsed = MailAddress.parse(address);
    if (parsed == null) {
      throw new IllegalArgumentException(
          "not a mail address: " + DistinguishedName.printable(address));
    }
    return new ExpectedSigner(null, "", List.of(parsed), null, false, false, false);
  }

  /**
   * Expects the author that the message names.
   *
   * @param fromFieldBodies the bodies of all From fields as they were received, decoded as UTF-8
   *     (malformed bytes as U+FFFD), folded or unfolded
   * @param senderFieldBodies the bodies of all Sender fields; they only distinguish {@link
   *     Binding#SENDER_ONLY} from {@link Binding#MISMATCH}
   */
  public static ExpectedSigner fromHeaders(
      List<String> fromFieldBodies, List<String> senderFieldBodies) {
    MailAddress sender = null;
    if (senderFieldBodies.size() == 1) {
      List<MailAddress> senders = FromField.parse(senderFieldBodies.get(0));
      sender = senders != null && senders.size() == 1 ? senders.get(0) : null;
    }
    if (fromFieldBodies.isEmpty()) {
      return settled(Binding.NO_FROM, "The message has no From field", sender);
    }
    if (fromFieldBodies.size() > 1) {
      return settled(
          Binding.UNPARSEABLE,
          "The message has " + fromFieldBodies.size() + " From fields where one is allowed",
          sender);
    }
    String body = fromFieldBodies.get(0);
    if (FromField.isWithoutAddress(body)) {
      return settled(Binding.NO_FROM, "The From field holds no address", sender);
    }
    List<MailAddress> authors = FromField.parse(body);
    if (authors == null) {
      return settled(
          Binding.UNPARSEABLE,
          "The From field can be read in more than one way: "
              + DistinguishedName.printable(body.strip()),
          sender);
    }
    return new ExpectedSigner(null, "", List.copyOf(authors), sender, false, false, false);
  }

  /**
   * Accepts any signer. The binding is then {@link Binding#NOT_CHECKED}.
   *
   * @param reason why any signer is acceptable, for the report
   */
  public static ExpectedSigner anyone(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("say why anyone may have signed");
    }
    return settled(Binding.NOT_CHECKED, reason, null);
  }

  /**
   * Expects an author that the message names ambiguously. The binding is {@link
   * Binding#UNPARSEABLE} for every certificate.
   *
   * @param why a sentence that says what can be read in more than one way
   */
  static ExpectedSigner unreadable(String why) {
    return settled(Binding.UNPARSEABLE, why, null);
  }

  /**
   * Returns the mail addresses of a certificate, as the certificate spells them. They are the
   * rfc822Name and SmtpUTF8Mailbox (RFC 9598) entries of its subject alternative names. If there
   * are none, they are the emailAddress attributes of its subject (RFC 8550, section 3). Malformed
   * addresses (control characters, several {@code @}, empty labels, a trailing dot, a name in a
   * domain literal) are left out, because nothing ever matches them.
   */
  public static List<String> addressesOf(X509Certificate certificate) {
    return CertificateAddresses.of(certificate);
  }

  /**
   * Returns the domains of a certificate that names domains and no mailbox, as the certificates of
   * organisations' gateways do. They come from rfc822Names such as {@code @example.org}. The method
   * returns them without the @, in lower-case A-labels. The dNSNames count too if the extended key
   * usage names id-kp-emailProtection; without it, the certificate may belong to a web server. The
   * list is empty for a certificate that names a mailbox, because it belongs to a person. By
   * default, a verifier does not accept a certificate that names domains alone. To accept it, call
   * {@link #acceptingDomainBound}.
   */
  public static List<String> domainsOf(X509Certificate certificate) {
    return CertificateAddresses.domainsOf(certificate);
  }

  /**
   * Normalises an address, so that two spellings of the same address are equal (RFC 8550, section
   * 3). The domain is converted to lower-case A-labels; the local part stays as it is. Empty if the
   * address is malformed.
   */
  public static Optional<String> normalised(String address) {
    return CertificateAddresses.normalised(address);
  }

  private static ExpectedSigner settled(Binding binding, String why, @Nullable MailAddress sender) {
    return new ExpectedSigner(binding, why, List.of(), sender, false, false, false);
  }

  /**
   * Compares local parts exactly, including case: some hosts distinguish {@code A} from {@code a}.
   */
  public ExpectedSigner exact() {
    return new ExpectedSigner(
        settled, why, authors, sender, true, withoutSubjectAddresses, domains);
  }

  /**
   * Ignores an emailAddress in the subject of a certificate. By default it counts if the subject
   * alternative names hold no address (RFC 8550, section 3).
   */
  public ExpectedSigner withoutSubjectAddresses() {
    return new ExpectedSigner(settled, why, authors, sender, exact, true, domains);
  }

  /**
   * Also accepts a certificate for the whole domain of an address ({@link #domainsOf}), such as
   * that of an organisation's gateway. The holder of its key can then sign for everyone in the
   * domain. The binding is {@link Binding#DOMAIN_BOUND}, and a {@link Note} of that name reports
   * it. The domains must be equal: a subdomain or a sibling domain does not match.
   *
   * <pre>{@code
   * ExpectedSigner gateway = ExpectedSigner.address("alice@clinic.example").acceptingDomainBound();
   * }</pre>
   */
  public ExpectedSigner acceptingDomainBound() {
    return new ExpectedSigner(settled, why, authors, sender, exact, withoutSubjectAddresses, true);
  }

  /** The expected addresses; empty for any signer, and if From could not be read. */
  List<String> addresses() {
    return authors.stream().map(MailAddress::toString).toList();
  }

  /** Compares the certificate's addresses with the expected ones. */
  AddressBinding bind(X509Certificate certificate) {
    return bind(CertificateAddresses.read(certificate));
  }

  AddressBinding bind(CertificateAddresses addresses) {
    boolean isNone = withoutSubjectAddresses && addresses.areOfSubject();
    List<String> certified = isNone ? List.of() : addresses.wellFormed();
    if (settled == Binding.NOT_CHECKED) {
      return new AddressBinding(settled, null, null, List.of(), certified);
    }
    Set<MailAddress> held = new HashSet<>();
    Set<MailAddress> lowered = new HashSet<>();
    if (!isNone) {
      for (MailAddress address : addresses.parsed()) {
        held.add(address);
        lowered.add(address.inLowerCase());
      }
    }
    if (settled != null) {
      Finding.Code code =
          settled == Binding.UNPARSEABLE ? Finding.Code.AMBIGUOUS : Finding.Code.ADDRESS_MISMATCH;
      return lowered(settled, code, why, certified);
    }
    List<MailAddress> foreign = new ArrayList<>();
    List<MailAddress> nearly = new ArrayList<>();
    List<MailAddress> byDomain = new ArrayList<>();
    Set<String> bound = domains ? new HashSet<>(addresses.domains()) : Set.of();
    for (MailAddress author : authors) {
      if (!held.contains(author)) {
        boolean isNear = !exact && lowered.contains(author.inLowerCase());
        boolean isOfDomain = !isNear && bound.contains(author.domain());
        (isNear ? nearly : isOfDomain ? byDomain : foreign).add(author);
      }
    }
    if (foreign.isEmpty() && !byDomain.isEmpty()) {
      return new AddressBinding(
          Binding.DOMAIN_BOUND, null, inDomainAlone(byDomain), addresses(), certified);
    }
    if (foreign.isEmpty() && !authors.isEmpty()) {
      return new AddressBinding(
          Binding.MATCH,
          null,
          nearly.isEmpty() ? null : inCaseAlone(nearly),
          addresses(),
          certified);
    }
    if (held.isEmpty() && !addresses.misplaced().isEmpty()) {
      String sentence =
          "The certificate names "
              + named(addresses.misplaced())
              + " as SmtpUTF8Mailbox, where an address of ASCII does not count (RFC 9598), so it is"
              + " not for "
              + named(foreign);
      return lowered(Binding.MISMATCH, Finding.Code.ADDRESS_MISMATCH, sentence, certified);
    }
    if (held.isEmpty()) {
      String sentence = "The certificate holds no mail address, so it is not for " + named(foreign);
      return lowered(Binding.MISMATCH, Finding.Code.NO_ADDRESS, sentence, certified);
    }
    String sentence =
        "The message is from "
            + named(foreign)
            + ", and the certificate is for "
            + named(certified);
    if (foreign.size() < authors.size()) {
      return lowered(
          Binding.SEVERAL_FROM, Finding.Code.ADDRESS_MISMATCH, sentence + " alone", certified);
    }
    if (sender != null
        && (exact ? held.contains(sender) : lowered.contains(sender.inLowerCase()))) {
      return lowered(
          Binding.SENDER_ONLY,
          Finding.Code.ADDRESS_MISMATCH,
          sentence + ", who is only its Sender",
          certified);
    }
    Binding binding = authors.size() > 1 ? Binding.SEVERAL_FROM : Binding.MISMATCH;
    return lowered(binding, Finding.Code.ADDRESS_MISMATCH, sentence, certified);
  }

  private AddressBinding lowered(
      Binding binding, Finding.Code code, String sentence, List<String> certified) {
    return new AddressBinding(binding, Findings.of(code, sentence), null, addresses(), certified);
  }

  private static Note inCaseAlone(List<MailAddress> authors) {
    return new Note(
        Note.Code.LOCAL_PART_CASE,
        "The certificate writes " + named(authors) + " with other capital letters before the @");
  }

  private static Note inDomainAlone(List<MailAddress> authors) {
    return new Note(
        Note.Code.DOMAIN_BOUND,
        "The certificate is for everybody of the domain, and not only for " + named(authors));
  }

  private static String named(List<?> addresses) {
    StringBuilder named = new StringBuilder();
    for (int i = 0; i < Math.min(addresses.size(), NAMED); i++) {
      named.append(i == 0 ? "" : ", ");
      named.append(DistinguishedName.printable(addresses.get(i).toString()));
    }
    int more = addresses.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named.toString();
  }

  @Override
  public String toString() {
    if (settled != null) {
      return settled.name().toLowerCase(Locale.ROOT) + ": " + why;
    }
    return named(authors);
  }
}
