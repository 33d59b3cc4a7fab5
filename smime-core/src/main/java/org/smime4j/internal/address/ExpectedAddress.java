package org.smime4j.internal.address;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.Listing;
import org.smime4j.internal.io.Reason;
import org.smime4j.reports.Binding;

/**
 * The signer that is expected, and how a certificate's addresses compare.
 *
 * @param settled the outcome for every certificate; null if the addresses decide
 * @param why why it is settled; null if it is not
 * @param sender the address in Sender, which only distinguishes outcomes
 * @param isExact whether local parts that differ in case differ
 * @param acceptsDomains whether a certificate for the whole domain is accepted
 */
public record ExpectedAddress(
    @Nullable Binding settled,
    @Nullable Finding why,
    List<MailAddress> authors,
    @Nullable MailAddress sender,
    boolean isExact,
    boolean ignoresSubject,
    boolean acceptsDomains) {

  /** The number of mailboxes that a sentence names. */
  private static final int NAMED = 5;

  /**
   * Expects the owner of an address.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static ExpectedAddress address(String address) {
    MailAddress parsed = MailAddress.parse(Objects.requireNonNull(address, "no address was given"));
    if (parsed == null) {
      throw new IllegalArgumentException(
          "not a mail address: " + DistinguishedName.printable(address));
    }
    return new ExpectedAddress(null, null, List.of(parsed), null, false, false, false);
  }

  /** Expects the author that the message names. */
  public static ExpectedAddress fromHeaders(
      List<String> fromFieldBodies, List<String> senderFieldBodies) {
    MailAddress sender = null;
    if (senderFieldBodies.size() == 1) {
      List<MailAddress> senders = FromField.parse(senderFieldBodies.get(0));
      sender = senders != null && senders.size() == 1 ? senders.get(0) : null;
    }
    if (fromFieldBodies.isEmpty()) {
      return settled(
          Binding.NO_FROM,
          new Finding(Finding.Code.ADDRESS_MISMATCH, "The message has no From field"),
          sender);
    }
    if (fromFieldBodies.size() > 1) {
      return settled(
          Binding.UNPARSEABLE,
          new Finding(
              Finding.Code.AMBIGUOUS,
              "The message has {0} From fields where one is allowed",
              fromFieldBodies.size()),
          sender);
    }
    String body = fromFieldBodies.get(0);
    if (body.indexOf('@') < 0) {
      return settled(
          Binding.NO_FROM,
          new Finding(Finding.Code.ADDRESS_MISMATCH, "The From field holds no address"),
          sender);
    }
    List<MailAddress> authors = FromField.parse(body);
    if (authors == null) {
      return settled(
          Binding.UNPARSEABLE,
          new Finding(
              Finding.Code.AMBIGUOUS,
              "The From field can be read in more than one way: {0}",
              DistinguishedName.printable(body.strip())),
          sender);
    }
    return new ExpectedAddress(null, null, List.copyOf(authors), sender, false, false, false);
  }

  /** Accepts any signer. */
  public static ExpectedAddress anyone(String reason) {
    String why = Reason.of(reason, "say why anyone may have signed");
    return settled(
        Binding.NOT_CHECKED, new Finding(Finding.Code.ADDRESS_NOT_CHECKED, "{0}", why), null);
  }

  /**
   * Expects an author that the message names ambiguously: the binding is {@link
   * Binding#UNPARSEABLE} for every certificate.
   *
   * @param why what can be read in more than one way
   */
  public static ExpectedAddress unreadable(Finding why) {
    return settled(Binding.UNPARSEABLE, why, null);
  }

  private static ExpectedAddress settled(
      Binding binding, Finding why, @Nullable MailAddress sender) {
    return new ExpectedAddress(binding, why, List.of(), sender, false, false, false);
  }

  public ExpectedAddress exact() {
    return new ExpectedAddress(settled, why, authors, sender, true, ignoresSubject, acceptsDomains);
  }

  public ExpectedAddress withoutSubjectAddresses() {
    return new ExpectedAddress(settled, why, authors, sender, isExact, true, acceptsDomains);
  }

  public ExpectedAddress acceptingDomainBound() {
    return new ExpectedAddress(settled, why, authors, sender, isExact, ignoresSubject, true);
  }

  /** The expected addresses; empty for any signer, and if From could not be read. */
  public List<String> addresses() {
    return authors.stream().map(MailAddress::toString).toList();
  }

  /** Compares the certificate's addresses with the expected ones. */
  public AddressBinding compare(X509Certificate certificate) {
    return compare(CertificateAddresses.read(certificate));
  }

  public AddressBinding compare(CertificateAddresses addresses) {
    boolean isNone = ignoresSubject && addresses.areOfSubject();
    List<String> certified = isNone ? List.of() : addresses.wellFormed();
    if (settled == Binding.NOT_CHECKED) {
      return new AddressBinding(settled, Optional.empty(), Optional.empty(), certified);
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
      return lowered(settled, Objects.requireNonNull(why), certified);
    }
    List<MailAddress> foreign = new ArrayList<>();
    List<MailAddress> nearly = new ArrayList<>();
    List<MailAddress> byDomain = new ArrayList<>();
    Set<String> bound = acceptsDomains ? new HashSet<>(addresses.domains()) : Set.of();
    for (MailAddress author : authors) {
      if (!held.contains(author)) {
        boolean isNear = !isExact && lowered.contains(author.inLowerCase());
        boolean isOfDomain = !isNear && bound.contains(author.domain());
        (isNear ? nearly : isOfDomain ? byDomain : foreign).add(author);
      }
    }
    if (foreign.isEmpty() && !byDomain.isEmpty()) {
      return matching(Binding.DOMAIN_BOUND, Optional.of(inDomainAlone(byDomain)), certified);
    }
    if (foreign.isEmpty() && !authors.isEmpty()) {
      return matching(
          Binding.MATCH,
          nearly.isEmpty() ? Optional.empty() : Optional.of(inCaseAlone(nearly)),
          certified);
    }
    if (held.isEmpty() && !addresses.misplaced().isEmpty()) {
      return lowered(
          Binding.MISMATCH,
          new Finding(
              Finding.Code.ADDRESS_MISMATCH,
              "The certificate names {0} as SmtpUTF8Mailbox, where an address of ASCII does not"
                  + " count (RFC 9598), so it is not for {1}",
              named(addresses.misplaced()),
              named(foreign)),
          certified);
    }
    if (held.isEmpty()) {
      return lowered(
          Binding.MISMATCH,
          new Finding(
              Finding.Code.NO_ADDRESS,
              "The certificate holds no mail address, so it is not for {0}",
              named(foreign)),
          certified);
    }
    if (foreign.size() < authors.size()) {
      return lowered(
          Binding.SEVERAL_FROM,
          new Finding(
              Finding.Code.ADDRESS_MISMATCH,
              "The message is from {0}, and the certificate is for {1} alone",
              named(foreign),
              named(certified)),
          certified);
    }
    if (sender != null
        && (isExact ? held.contains(sender) : lowered.contains(sender.inLowerCase()))) {
      return lowered(
          Binding.SENDER_ONLY,
          new Finding(
              Finding.Code.ADDRESS_MISMATCH,
              "The message is from {0}, and the certificate is for {1}, who is only its Sender",
              named(foreign),
              named(certified)),
          certified);
    }
    Binding binding = authors.size() > 1 ? Binding.SEVERAL_FROM : Binding.MISMATCH;
    return lowered(
        binding,
        new Finding(
            Finding.Code.ADDRESS_MISMATCH,
            "The message is from {0}, and the certificate is for {1}",
            named(foreign),
            named(certified)),
        certified);
  }

  private static AddressBinding lowered(Binding binding, Finding finding, List<String> certified) {
    return new AddressBinding(binding, Optional.of(finding), Optional.empty(), certified);
  }

  private static AddressBinding matching(
      Binding binding, Optional<Finding> note, List<String> certified) {
    return new AddressBinding(binding, Optional.empty(), note, certified);
  }

  private static Finding inCaseAlone(List<MailAddress> authors) {
    return new Finding(
        Finding.Code.LOCAL_PART_CASE,
        "The certificate writes {0} with other capital letters before the @",
        named(authors));
  }

  private static Finding inDomainAlone(List<MailAddress> authors) {
    return new Finding(
        Finding.Code.DOMAIN_BOUND,
        "The certificate is for everybody of the domain, and not only for {0}",
        named(authors));
  }

  private static Object named(List<?> addresses) {
    return Listing.of(addresses, NAMED, each -> DistinguishedName.printable(each.toString()));
  }

  @Override
  public String toString() {
    return settled != null && why != null
        ? settled.name().toLowerCase(Locale.ROOT) + ": " + why.sentence()
        : String.join(", ", addresses());
  }

  /**
   * Whether a certificate speaks for whom a message says it is from.
   *
   * @param binding how the addresses relate
   * @param finding what lowers the verdict; empty for {@link Binding#MATCH}, {@link
   *     Binding#DOMAIN_BOUND} and {@link Binding#NOT_CHECKED}
   * @param note what a reader may want to know where there is no finding; usually empty
   * @param certified the addresses that the certificate speaks for
   */
  public record AddressBinding(
      Binding binding, Optional<Finding> finding, Optional<Finding> note, List<String> certified) {

    public AddressBinding {
      certified = List.copyOf(certified);
    }
  }
}
