package org.smime4j.internal.lookup;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.internal.address.MailAddress;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.Listing;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/**
 * Chooses a certificate for each of several addresses. It queries a source once for all addresses
 * that are still open, and checks the answer against them. The work for the certificates of one
 * address is limited as for one message.
 *
 * @param trust the policy that checks the certificates; null if they are not checked
 */
public record CertificateSelection(CertificateSource source, @Nullable PolicyJudge trust) {

  /** The largest number of certificates that are considered for one address. */
  private static final int MOST_CANDIDATES = 64;

  /** The largest number of addresses of a certificate in one sentence. */
  private static final int NAMED = 5;

  public CertificateSelection {
    Objects.requireNonNull(source, "no source of certificates was given");
  }

  /** Returns the choices, in the order of the addresses. */
  public List<Choice> choose(List<String> addresses) {
    List<Search> searches = addresses.stream().map(Search::new).toList();
    List<Part> parts = parts(source, false);
    for (Part each : parts) {
      ask(each.source(), Search::asAddress, searches);
    }
    for (Part each : parts) {
      if (each.domains()) {
        ask(each.source(), Search::asDomain, searches);
      }
    }
    return searches.stream().map(Search::choice).toList();
  }

  /** A single source, and whether it is also queried for domains. */
  private record Part(CertificateSource source, boolean domains) {}

  private static List<Part> parts(CertificateSource source, boolean domains) {
    if (source instanceof DomainBoundCertificates bound) {
      return parts(bound.source(), true);
    }
    return source instanceof ChainedCertificates chain
        ? chain.sources().stream().flatMap(each -> parts(each, domains).stream()).toList()
        : List.of(new Part(source, domains));
  }

  /**
   * @param question returns the address for the query
   */
  private void ask(
      CertificateSource asked, Function<Search, String> question, List<Search> searches) {
    List<Search> open = searches.stream().filter(Search::isOpen).toList();
    Set<String> addresses = new LinkedHashSet<>();
    open.forEach(search -> addresses.add(question.apply(search)));
    if (addresses.isEmpty()) {
      return;
    }
    List<RecipientCertificate> answer;
    List<Finding> told = new ArrayList<>();
    try {
      answer = List.copyOf(asked.certificates(List.copyOf(addresses), told::add));
    } catch (IOException | RuntimeException e) {
      Finding failure =
          new Finding(
              Finding.Code.SOURCE_FAILED,
              "{0} could not answer: {1}",
              DistinguishedName.printable(asked.toString()),
              DistinguishedName.printable(String.valueOf(e.getMessage())));
      open.forEach(search -> search.notes.add(failure));
      return;
    }
    Map<String, List<RecipientCertificate>> byAddress = new HashMap<>();
    List<RecipientCertificate> foreign = new ArrayList<>();
    Set<String> asCompared = new LinkedHashSet<>();
    addresses.forEach(address -> asCompared.add(MailAddress.inLowerCase(address)));
    for (RecipientCertificate each : answer) {
      Set<String> held = held(each.certificate());
      held.retainAll(asCompared);
      held.forEach(key -> byAddress.computeIfAbsent(key, k -> new ArrayList<>()).add(each));
      if (held.isEmpty()) {
        foreign.add(each);
      }
    }
    for (Search search : open) {
      search.notes.addAll(told);
      search.consider(
          byAddress.getOrDefault(MailAddress.inLowerCase(question.apply(search)), List.of()));
      search.pass(foreign);
    }
  }

  /**
   * Returns the addresses of a certificate in lower case, and its domains with a leading {@code @}.
   */
  public static Set<String> held(X509Certificate certificate) {
    CertificateAddresses its = CertificateAddresses.read(certificate);
    Set<String> held = its.inLowerCase();
    its.domains().forEach(domain -> held.add("@" + domain));
    return held;
  }

  /** The results for one address so far. */
  private final class Search {
    private final String address;
    private final String normalised;
    private final Map<RecipientCertificate, List<Finding>> passedOver = new LinkedHashMap<>();
    private final List<Finding> notes = new ArrayList<>();
    private final @Nullable MessageJudge judge;
    private @Nullable RecipientCertificate taken;
    private List<X509Certificate> path = List.of();

    /** How the certificate taken writes the address, if not exactly so; empty if it does. */
    private Set<String> spellings = Set.of();

    /** Whether accepted certificates write the address differently, and none exactly so. */
    private boolean ambiguous;

    Search(String address) {
      this.address = address;
      this.normalised = CertificateAddresses.normalised(address).orElse("");
      this.judge = trust == null ? null : trust.forMessage(List.of(), List.of(), Limits.standard());
      if (normalised.isEmpty()) {
        notes.add(
            new Finding(
                Finding.Code.ADDRESS_MALFORMED,
                "''{0}'' is not a mail address",
                DistinguishedName.printable(address)));
      }
    }

    boolean isOpen() {
      return taken == null && !normalised.isEmpty();
    }

    String asAddress() {
      return normalised;
    }

    String asDomain() {
      return normalised.substring(normalised.lastIndexOf('@'));
    }

    private record Candidate(RecipientCertificate certificate, AddressBinding binding) {}

    /**
     * Considers certificates that contain the address, first those with exactly the same spelling.
     */
    void consider(Collection<RecipientCertificate> certificates) {
      // These include certificates for a domain only if the caller accepts them.
      ExpectedAddress owner = ExpectedAddress.address(normalised).acceptingDomainBound();
      List<Candidate> candidates = new ArrayList<>();
      for (RecipientCertificate each : certificates) {
        candidates.add(new Candidate(each, owner.compare(each.certificate())));
      }
      candidates.sort(Comparator.comparing(each -> each.binding().note().isPresent()));
      if (candidates.size() > MOST_CANDIDATES) {
        notes.add(
            new Finding(
                Finding.Code.CANDIDATES_LEFT_OUT,
                "Only {0} of {1} were checked",
                MOST_CANDIDATES,
                candidates.size()));
      }
      candidates.stream().limit(MOST_CANDIDATES).forEach(this::consider);
    }

    private void consider(Candidate candidate) {
      RecipientCertificate certificate = candidate.certificate();
      List<Finding> findings = List.of();
      Set<String> written = spellings(candidate);
      boolean rival = !spellings.isEmpty() && Collections.disjoint(spellings, written);
      if (taken == null || (rival && !written.isEmpty())) {
        findings = new ArrayList<>(candidate.binding().finding().stream().toList());
        List<X509Certificate> its = List.of();
        if (judge != null) {
          CertificateVerdict verdict =
              judge
                  .alsoFor(certificate.chain(), List.of())
                  .judge(certificate.certificate(), Purpose.ENCRYPTION);
          findings.addAll(verdict.findings());
          its = verdict.path();
        }
        if (findings.isEmpty()) {
          if (taken != null || (ambiguous && !written.isEmpty())) {
            confuse(certificate);
            return;
          }
          taken = certificate;
          path = its;
          spellings = written;
          candidate.binding().note().ifPresent(notes::add);
          return;
        }
      }
      passedOver.putIfAbsent(certificate, List.copyOf(findings));
    }

    /** The spellings of the address in a certificate; empty unless they differ in case. */
    private Set<String> spellings(Candidate candidate) {
      AddressBinding its = candidate.binding();
      if (its.note().filter(n -> n.code() == Finding.Code.LOCAL_PART_CASE).isEmpty()) {
        return Set.of();
      }
      Set<String> written = new LinkedHashSet<>();
      for (String address : CertificateAddresses.of(candidate.certificate().certificate())) {
        CertificateAddresses.normalised(address)
            .filter(
                each -> MailAddress.inLowerCase(each).equals(MailAddress.inLowerCase(normalised)))
            .ifPresent(written::add);
      }
      return written;
    }

    /** Takes neither this certificate nor the one that was taken: they may be of two people. */
    private void confuse(RecipientCertificate other) {
      Finding finding =
          new Finding(
              Finding.Code.AMBIGUOUS,
              "Several accepted certificates write {0} differently, and none writes it so: they"
                  + " may belong to different people",
              normalised);
      if (taken != null) {
        passedOver.put(taken, List.of(finding));
        notes.removeIf(note -> note.code() == Finding.Code.LOCAL_PART_CASE);
      }
      passedOver.put(other, List.of(finding));
      passedOver.replaceAll((each, found) -> found.isEmpty() ? List.of(finding) : found);
      taken = null;
      path = List.of();
      spellings = Set.of();
      ambiguous = true;
    }

    /** Records certificates that contain none of the addresses. */
    void pass(List<RecipientCertificate> foreign) {
      for (RecipientCertificate each : foreign.stream().limit(MOST_CANDIDATES).toList()) {
        AddressBinding binding = ExpectedAddress.address(normalised).compare(each.certificate());
        binding
            .finding()
            .map(finding -> asRecipients(finding, binding.certified()))
            .ifPresent(finding -> passedOver.putIfAbsent(each, List.of(finding)));
      }
    }

    /** Returns a finding on a sender's certificate in words for a recipient's certificate. */
    private Finding asRecipients(Finding finding, List<String> certified) {
      if (finding.code() != Finding.Code.ADDRESS_MISMATCH) {
        return finding;
      }
      return new Finding(
          Finding.Code.ADDRESS_MISMATCH,
          "The certificate is for {0}, and not for {1}",
          Listing.of(certified, NAMED, DistinguishedName::printable),
          DistinguishedName.printable(normalised));
    }

    Choice choice() {
      if (taken == null && judge != null && judge.isExhausted()) {
        notes.add(
            new Finding(
                Finding.Code.CANDIDATES_LEFT_OUT,
                "Not all of them could be checked within the limits"));
      }
      return new Choice(address, taken, path, passedOver, notes);
    }
  }

  /**
   * A source whose certificates for a whole domain are accepted too.
   *
   * @param source the source
   */
  public record DomainBoundCertificates(CertificateSource source) implements CertificateSource {

    @Override
    public List<RecipientCertificate> certificates(
        Collection<String> addresses, Consumer<Finding> notes) throws IOException {
      return source.certificates(addresses, notes);
    }

    @Override
    public String toString() {
      return source.toString();
    }
  }

  /** Several sources of certificates, queried one after the other. */
  public record ChainedCertificates(List<CertificateSource> sources) implements CertificateSource {

    @Override
    public List<RecipientCertificate> certificates(
        Collection<String> addresses, Consumer<Finding> notes) throws IOException {
      List<RecipientCertificate> certificates = new ArrayList<>();
      for (CertificateSource source : sources) {
        certificates.addAll(source.certificates(addresses, notes));
      }
      return certificates;
    }

    @Override
    public String toString() {
      return sources.toString();
    }
  }
}
