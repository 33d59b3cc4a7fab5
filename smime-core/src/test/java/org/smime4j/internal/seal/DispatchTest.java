package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.smime4j.CertificateBook;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.lookup.Choice;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.Layer;
import org.smime4j.settings.Purpose;
import org.smime4j.settings.Unreachable;
import org.smime4j.testing.People;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/** Who gets which copy of a message: each address exactly one, or the reason why it gets none. */
public class DispatchTest {

  private static final Set<String> MODERN = Set.of("2.16.840.1.101.3.4.1.46");
  private static final TestPki.Authority CA = TestPki.authority("Plan");
  private static final TestPki.Authority STRANGER = TestPki.authority("Not in the plan");

  /** What is known of an address. */
  private enum Kind {
    GCM(null),
    EC(null),
    RSA(null),
    EXPIRED(Finding.Code.EXPIRED),
    REVOKED(Finding.Code.REVOKED),
    UNTRUSTED(Finding.Code.NO_PATH),
    SIGNING(Finding.Code.KEY_USAGE),
    WEAK(Finding.Code.WEAK_KEY),
    DISTRUSTED(Finding.Code.DISTRUSTED),
    TWO_PEOPLE(Finding.Code.AMBIGUOUS),
    UNKNOWN(Finding.Code.CERTIFICATE_MISSING);

    private final Finding.Code reason;

    Kind(Finding.Code reason) {
      this.reason = reason;
    }

    private String address(int number) {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + number + "@example.org";
    }
  }

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();
  private static final Map<String, List<RecipientCertificate>> SHELF = new HashMap<>();
  private static final List<X509Certificate> REVOKED = new ArrayList<>();
  private static final List<X509Certificate> DISTRUSTED = new ArrayList<>();

  static {
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < 2; i++) {
        String address = kind.address(i);
        KINDS.put(address, kind);
        SHELF.put(address, certificates(kind, address));
      }
    }
  }

  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(CA.certificate()))
          .at(TestPki.NOW)
          .distrusting(DISTRUSTED)
          .revocation(Revocation.crls(List.of(CA.crl(REVOKED.toArray(X509Certificate[]::new)))));

  private static List<RecipientCertificate> certificates(Kind kind, String address) {
    Duration day = Duration.ofDays(1);
    TestPki.Builder issued = CA.issue(address).ec("P-256");
    switch (kind) {
      case RSA -> issued.rsa(2048);
      case WEAK -> issued.rsa(1024);
      case EXPIRED ->
          issued.validity(TestPki.NOW.minus(day.multipliedBy(9)), TestPki.NOW.minus(day));
      case SIGNING -> issued.keyUsage(KeyUsage.digitalSignature);
      case UNTRUSTED -> issued = STRANGER.issue(address).ec("P-256");
      case TWO_PEOPLE -> issued.addresses(address.replace("two", "Two"));
      default -> {}
    }
    if (kind == Kind.UNKNOWN) {
      return List.of();
    }
    X509Certificate certificate = issued.build().certificate();
    RecipientCertificate found = RecipientCertificate.of(certificate, List.of(), "the shelf");
    switch (kind) {
      case GCM -> found = found.stating(MODERN, TestPki.NOW);
      case REVOKED -> REVOKED.add(certificate);
      case DISTRUSTED -> DISTRUSTED.add(certificate);
      case TWO_PEOPLE -> {
        X509Certificate other =
            CA.issue(address)
                .ec("P-256")
                .addresses(address.replace("two", "TWO"))
                .build()
                .certificate();
        return List.of(found, RecipientCertificate.of(other, List.of(), "the shelf"));
      }
      default -> {}
    }
    return List.of(found);
  }

  private static List<RecipientCertificate> shelf(
      Collection<String> addresses, Consumer<Finding> notes) {
    return addresses.stream()
        .flatMap(each -> SHELF.getOrDefault(each, List.of()).stream())
        .toList();
  }

  private static final CertificateSource DOWN =
      (addresses, notes) -> {
        throw new IOException("down for maintenance");
      };

  private static byte[] message(List<String> to, List<String> cc, List<String> bcc) {
    return octets(
        "From: alice@example.org\r\n"
            + (to.isEmpty() ? "" : "To: " + String.join(",\r\n ", to) + "\r\n")
            + (cc.isEmpty() ? "" : "Cc: " + String.join(", ", cc) + "\r\n")
            + (bcc.isEmpty() ? "" : "Bcc: " + String.join(", ", bcc) + "\r\n")
            + "Subject: the plan\r\n\r\nthe text\r\n");
  }

  @Test
  void a18_a20_eachAddressIsInExactlyOneGroup_neverARefusedCertificate_andEachReasonHasACode()
      throws IOException {
    long seed = Samples.seed();
    int rounds = Samples.times(150);
    System.out.println("DispatchTest: -Dseed=" + seed + ", " + rounds + " rounds");
    Random random = new Random(seed);
    Set<String> outcomes = new HashSet<>();
    for (int round = 0; round < rounds; round++) {
      List<String> all = new ArrayList<>(KINDS.keySet());
      Collections.shuffle(all, random);
      List<String> addresses = new ArrayList<>(all.subList(0, 1 + random.nextInt(all.size())));
      if (random.nextInt(4) == 0) {
        // So that everybody can be reached.
        addresses.removeIf(each -> KINDS.get(each).reason != null);
        addresses.add("gcm1@example.org");
      }
      List<String> to = addresses.stream().filter(each -> random.nextBoolean()).distinct().toList();
      List<String> cc =
          addresses.stream()
              .filter(e -> !to.contains(e) && random.nextInt(3) == 0)
              .distinct()
              .toList();
      Set<String> open = new HashSet<>(to);
      open.addAll(cc);
      List<String> bcc =
          addresses.stream().filter(each -> !open.contains(each)).distinct().toList();
      addresses.add(addresses.get(random.nextInt(addresses.size())));
      boolean down = random.nextInt(4) == 0;
      Unreachable others = Unreachable.values()[random.nextInt(3)];
      check(addresses, message(to, cc, bcc), open, down, others, outcomes);
    }
    assertThat(outcomes)
        .contains("refused", "open GCM", "open CBC", "blind", "clear", "unsent", "down");
  }

  private static void check(
      List<String> addresses,
      byte[] message,
      Set<String> open,
      boolean down,
      Unreachable others,
      Set<String> outcomes)
      throws IOException {
    Encryptor encryptor = Encryptor.trusting(TRUST);
    CertificateSource source =
        down
            ? CertificateBook.chain(DispatchTest::shelf, DOWN)
            : CertificateBook.chain(DispatchTest::shelf);
    List<CertificateChoice> plan = encryptor.plan(source, addresses);
    assertThat(plan)
        .extracting(CertificateChoice::address)
        .containsExactlyElementsOf(new LinkedHashSet<>(addresses));
    Map<String, X509Certificate> taken = new HashMap<>();
    for (CertificateChoice each : plan) {
      Finding.Code reason = KINDS.get(each.address()).reason;
      assertThat(each.certificate().isPresent()).as("%s", each).isEqualTo(reason == null);
      assertThat(each.findings().stream().map(Finding::code).distinct())
          .as("%s", each)
          .isEqualTo(reason == null ? List.of() : List.of(reason));
      each.certificate().ifPresent(found -> taken.put(each.address(), found.certificate()));
    }
    Outgoing outgoing = Outgoing.of(message).signedBy(People.SIGNER).encryptedBy(encryptor);
    if (others == Unreachable.REFUSE && taken.size() < plan.size()) {
      assertThatThrownBy(() -> outgoing.sealEach(plan, Unreachable.REFUSE))
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              e ->
                  assertThat(e.rule().name())
                      .isEqualTo(down ? "CERTIFICATE_SOURCE" : "RECIPIENT_CERTIFICATE"));
      outcomes.add("refused");
      return;
    }
    Deliveries deliveries = outgoing.sealEach(plan, others);
    List<String> named = new ArrayList<>();
    for (Deliveries.Delivery each : deliveries.encrypted()) {
      named.addAll(each.addresses());
      assertThat(each.message().report().layers())
          .containsExactly(Layer.Kind.SIGNED, Layer.Kind.ENCRYPTED);
      Set<X509Certificate> theirs = new LinkedHashSet<>();
      each.addresses().forEach(address -> theirs.add(taken.get(address)));
      assertThat(each.message().report().recipients()).containsExactlyElementsOf(theirs);
      for (X509Certificate certificate : theirs) {
        assertThat(TRUST.judge(certificate, Purpose.ENCRYPTION).findings()).isEmpty();
      }
      boolean gcm = each.message().report().contentCipher().orElseThrow().isAead();
      assertThat(each.addresses())
          .allMatch(address -> (KINDS.get(address) == Kind.GCM) == gcm, "is of the group");
      outcomes.add(isBlind(each, open) ? "blind" : gcm ? "open GCM" : "open CBC");
    }
    for (Deliveries.Delivery each : deliveries.inClear()) {
      named.addAll(each.addresses());
      isBlind(each, open);
      assertThat(each.message().report().layers()).containsExactly(Layer.Kind.SIGNED);
      assertThat(text(each.message().bytes())).contains("the text");
      outcomes.add("clear");
    }
    for (CertificateChoice each : deliveries.unsent()) {
      named.add(each.address());
      outcomes.add(down ? "down" : "unsent");
    }
    assertThat(named).containsExactlyInAnyOrderElementsOf(new LinkedHashSet<>(addresses));
    if (others != Unreachable.SEND_IN_CLEAR || down) {
      assertThat(deliveries.inClear()).isEmpty();
    } else {
      assertThat(deliveries.unsent())
          .allMatch(each -> KINDS.get(each.address()) == Kind.TWO_PEOPLE, "may have a certificate");
    }
  }

  /** Whether it is a blind copy, which is alone; and no message names one. */
  private static boolean isBlind(Deliveries.Delivery delivery, Set<String> open) {
    boolean blind = !open.containsAll(delivery.addresses());
    if (blind) {
      assertThat(delivery.addresses()).hasSize(1);
      assertThat(delivery.message().report().recipients()).hasSizeLessThan(2);
    }
    String octets = text(delivery.message().bytes());
    assertThat(octets).doesNotContainIgnoringCase("bcc:");
    for (String address : KINDS.keySet()) {
      assertThat(octets.contains(address)).as(address).isEqualTo(open.contains(address));
    }
    return blind;
  }

  @Test
  void withoutAnotherLayer_whatGoesInClear_isTheMessageButForBlindCopies() throws IOException {
    for (String end : List.of("\r\n", "\n")) {
      String start = "From: alice@example.org" + end + "To: carl@example.org" + end;
      String rest = "Subject: x" + end + end + "text \t" + end + "without an end";
      byte[] message = octets(start + "Bcc: dora@example.org" + end + rest);
      Deliveries deliveries =
          Outgoing.of(message)
              .encryptedBy(People.UNADDRESSED)
              .sealEach(
                  People.plan("carl@example.org", "dora@example.org", "bob@example.org"),
                  Unreachable.SEND_IN_CLEAR);
      assertThat(deliveries.inClear())
          .extracting(Deliveries.Delivery::addresses)
          .containsExactly(List.of("carl@example.org"), List.of("dora@example.org"));
      String header =
          (start + "Subject: x" + end + end).replace("\r\n", "\n").replace("\n", "\r\n");
      assertThat(text(deliveries.inClear().get(0).message().bytes()))
          .isEqualTo(header + "text \t" + end + "without an end");
      assertThat(deliveries.encrypted()).hasSize(1);
      byte[] untouched = octets(start + rest);
      assertThat(
              Outgoing.of(untouched)
                  .encryptedBy(People.UNADDRESSED)
                  .sealEach(People.plan("carl@example.org"), Unreachable.SEND_IN_CLEAR)
                  .inClear()
                  .get(0)
                  .message()
                  .bytes())
          .isEqualTo(untouched);
    }
  }

  @Test
  void anAddressInAnotherSpelling_forWhichNoSourceIsAsked_isNeverSentInClear() throws IOException {
    CertificateBook book =
        CertificateBook.empty().and(List.of(SHELF.get("ec0@example.org").get(0).certificate()));
    for (String each :
        List.of(
            "\"ec0\"@example.org", "ec0@example.org.", "ec0@B\u00dcCHER.example", "a@x,b@x", "x")) {
      List<CertificateChoice> plan = Encryptor.trusting(TRUST).plan(book, List.of(each));
      Deliveries deliveries =
          Outgoing.of(message(List.of(), List.of(), List.of()))
              .encryptedBy(Encryptor.trusting(TRUST))
              .sealEach(plan, Unreachable.SEND_IN_CLEAR);
      assertThat(deliveries.inClear()).as(each).isEmpty();
      assertThat(deliveries.unsent()).as(each).isEqualTo(plan);
    }
  }

  @Test
  void aPlanOfNobody_isRefused_andTheSenderGetsTheOpenCopiesAlone() throws IOException {
    Outgoing outgoing =
        Outgoing.of(message(List.of("bob@example.org"), List.of(), List.of()))
            .encryptedBy(People.UNADDRESSED.andMyself(People.identity(People.ALICE)));
    for (Unreachable others : Unreachable.values()) {
      assertThatThrownBy(() -> outgoing.sealEach(List.of(), others))
          .isInstanceOf(IllegalArgumentException.class);
    }
    List<Deliveries.Delivery> copies =
        outgoing
            .sealEach(People.plan("carol@example.org", "BOB@EXAMPLE.ORG"), Unreachable.REFUSE)
            .encrypted();
    assertThat(copies.get(0).message().report().recipients())
        .containsExactly(People.CAROL.certificate());
    assertThat(copies.get(1).addresses()).containsExactly("BOB@EXAMPLE.ORG");
    assertThat(copies.get(1).message().report().recipients())
        .containsExactly(People.ALICE.certificate(), People.BOB.certificate());
  }

  @Test
  void whatIsNotKnownForSure_neverGoesInClear() throws IOException {
    CertificateBook book =
        CertificateBook.empty().and(List.of(SHELF.get("ec0@example.org").get(0).certificate()));
    Encryptor withoutLists =
        Encryptor.trusting(TRUST.revocation(Revocation.crls(List.of(STRANGER.crl()))));
    List<CertificateChoice> plan =
        withoutLists.plan(book, List.of("ec0@example.org", "unknown0@example.org"));
    assertThat(plan.get(0).findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.REVOCATION_UNKNOWN);
    Deliveries deliveries =
        Outgoing.of(message(List.of(), List.of(), List.of()))
            .encryptedBy(withoutLists)
            .sealEach(plan, Unreachable.SEND_IN_CLEAR);
    assertThat(deliveries.unsent()).containsExactly(plan.get(0));
    assertThat(deliveries.inClear())
        .extracting(Deliveries.Delivery::addresses)
        .containsExactly(List.of("unknown0@example.org"));
  }

  @Test
  void aCertificateThatIsNoLongerAccepted_whenTheMessageIsSealed_stopsAllOfIt() {
    List<CertificateChoice> plan =
        Encryptor.trusting(TRUST)
            .plan(DispatchTest::shelf, List.of("gcm0@example.org", "ec0@example.org"));
    Encryptor later =
        Encryptor.trusting(
            TRUST.distrusting(List.of(SHELF.get("ec0@example.org").get(0).certificate())));
    for (Unreachable others : Unreachable.values()) {
      assertThatThrownBy(
              () ->
                  Outgoing.of(message(List.of(), List.of(), List.of()))
                      .encryptedBy(later)
                      .sealEach(plan, others))
          .isInstanceOf(SmimeException.Refused.class)
          .hasMessageContaining("DISTRUSTED");
    }
  }

  @Test
  void ofCertificatesThatWriteTheAddressDifferently_theExactOneIsTaken() {
    List<RecipientCertificate> two = SHELF.get("two-people0@example.org");
    CertificateSource both = (addresses, notes) -> two;
    CertificateChoice exact = TRUST.find(both, "Two-people0@example.org");
    assertThat(exact.certificate()).contains(two.get(0));
    CertificateChoice none = TRUST.find(both, "two-people0@example.org");
    assertThat(Choice.of(none).passedOver()).hasSize(2);
    assertThat(none.notes()).isEmpty();
    assertThat(none.toString()).contains("AMBIGUOUS", "different people");
  }
}
