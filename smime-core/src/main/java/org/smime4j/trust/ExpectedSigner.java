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
 * Whom a signature is to come from. It is bound to the addresses of the signer's certificate, which
 * is the whole point of a signature on a mail: without it, a message with anybody's name in From is
 * well signed by somebody else.
 *
 * <p>Every mailbox of From counts, and nothing but its address: display names are never used. The
 * domain is compared as A-labels without regard to case (RFC 8550, section 3; RFC 9598). A local
 * part that differs in the case of ASCII letters alone matches, and a {@link Note} says so, unless
 * it is to be {@link #exact}. Where From can be read in more than one way the binding is {@link
 * Binding#UNPARSEABLE}, never {@link Binding#MATCH}.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org"));
 * }</pre>
 */
public final class ExpectedSigner {

  /** Mailboxes that a sentence names. */
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
   * The owner of an address.
   *
   * @throws IllegalArgumentException if it is not an address such as {@code alice@example.org}
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
   * The author that the message names.
   *
   * @param fromFieldBodies the bodies of all From fields as they travelled, decoded as UTF-8
   *     (malformed octets as U+FFFD), folding included or not
   * @param senderFieldBodies the bodies of all Sender fields; they only serve to tell {@link
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
   * Any signer: the binding is {@link Binding#NOT_CHECKED}.
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
   * Somebody whom a message names in a way that can be read in more than one: the binding is {@link
   * Binding#UNPARSEABLE}, whatever the certificate says.
   *
   * @param why what can be read in more than one way, as a sentence
   */
  static ExpectedSigner unreadable(String why) {
    return settled(Binding.UNPARSEABLE, why, null);
  }

  /**
   * The mail addresses that a certificate speaks for, as they stand in it: the rfc822Name and
   * SmtpUTF8Mailbox (RFC 9598) of its subject alternative names, and only where there is neither,
   * the emailAddress of its subject (RFC 8550, section 3). Those that are no well-formed address
   * (controls, several {@code @}, empty labels, a trailing dot, a name in a domain literal) are
   * left out: nothing ever matches them.
   */
  public static List<String> addressesOf(X509Certificate certificate) {
    return CertificateAddresses.of(certificate);
  }

  /**
   * The domains that a certificate is bound to in place of a mailbox, as organisations' gateways
   * have it: rfc822Names such as {@code @example.org}, and dNSNames where the extended key usage
   * names id-kp-emailProtection, without which it may be a web server's. In lower-case A-labels.
   * Empty for a certificate that names a mailbox: it is a person's. Nothing speaks for a domain
   * unless the caller asks for that: see {@link #acceptingDomainBound}.
   */
  public static List<String> domainsOf(X509Certificate certificate) {
    return CertificateAddresses.domainsOf(certificate);
  }

  /**
   * The form in which two spellings of one address are equal (RFC 8550, section 3): the domain in
   * lower-case A-labels, the local part as it is. Empty if it is no well-formed address.
   */
  public static Optional<String> normalised(String address) {
    return CertificateAddresses.normalised(address);
  }

  private static ExpectedSigner settled(Binding binding, String why, @Nullable MailAddress sender) {
    return new ExpectedSigner(binding, why, List.of(), sender, false, false, false);
  }

  /** The same, but local parts are compared exactly: to a host that cares, A and a may be two. */
  public ExpectedSigner exact() {
    return new ExpectedSigner(
        settled, why, authors, sender, true, withoutSubjectAddresses, domains);
  }

  /**
   * The same, but an emailAddress in the subject of a certificate counts for nothing. Otherwise it
   * counts where the subject alternative names hold no address (RFC 8550, section 3).
   */
  public ExpectedSigner withoutSubjectAddresses() {
    return new ExpectedSigner(settled, why, authors, sender, exact, true, domains);
  }

  /**
   * The same, but a certificate that is bound to the domain of an address will do for it, as those
   * of organisations' gateways are ({@link #domainsOf}). The holder of its key then speaks for
   * everybody there: the binding is {@link Binding#DOMAIN_BOUND} and a {@link Note} of that name
   * says so. The domains must be equal; a subdomain and a sibling are others.
   *
   * <pre>{@code
   * ExpectedSigner gateway = ExpectedSigner.address("alice@clinic.example").acceptingDomainBound();
   * }</pre>
   */
  public ExpectedSigner acceptingDomainBound() {
    return new ExpectedSigner(settled, why, authors, sender, exact, withoutSubjectAddresses, true);
  }

  /** The addresses that are expected; empty for anyone, and where From could not be read. */
  List<String> addresses() {
    return authors.stream().map(MailAddress::toString).toList();
  }

  /** Whether the certificate speaks for whom is expected. */
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
    if (held.isEmpty()) {
      String sentence =
          "The certificate holds no mail address, so it does not speak for " + named(foreign);
      return lowered(Binding.MISMATCH, Finding.Code.NO_ADDRESS, sentence, certified);
    }
    String sentence =
        "The message is from "
            + named(foreign)
            + ", and the certificate speaks for "
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
