package org.smime4j.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.reports.Binding;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.TestPki;

public class ExpectedAddressTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final Map<String, X509Certificate> CERTIFICATES = new ConcurrentHashMap<>();

  private static X509Certificate certificate(String... addresses) {
    return CERTIFICATES.computeIfAbsent(
        String.join("|", addresses),
        key ->
            ROOT.issue("alice@example.org").ec("P-256").addresses(addresses).build().certificate());
  }

  /** From bodies that must match a certificate for alice@example.org. */
  static Stream<String> matching() {
    return Stream.of(
        "alice@example.org",
        " alice@example.org\r\n",
        "<alice@example.org>",
        "Alice <alice@example.org>",
        "\"Alice, of Example\" <alice@example.org>",
        "Alice Q. Example <alice@example.org>",
        "alice@EXAMPLE.org",
        "=?utf-8?Q?Al=C3=ADce?= <alice@example.org>",
        "\"mallory@evil.example\" <alice@example.org>",
        "Ælfgifu <alice@example.org>",
        "alice@example.org (Alice, of Example)",
        "alice@example.org (Alice: 'a;b' [c] =?utf-8?Q?d?=)",
        "(Alice) alice@example.org",
        "Alice\r\n <alice@example.org>",
        "Alice\n\t<alice@example.org>",
        "alice@example.org, alice@example.org");
  }

  @ParameterizedTest
  @MethodSource("matching")
  void b6_goodFrom_isAMatch(String from) {
    AddressBinding binding =
        ExpectedAddress.fromHeaders(List.of(from), List.of())
            .compare(certificate("alice@example.org"));
    assertThat(binding.binding()).as("%s", binding).isEqualTo(Binding.MATCH);
    assertThat(binding.finding()).isEmpty();
  }

  /** From and Sender bodies that must not match a certificate for alice@example.org, and why. */
  static Stream<Arguments> spoofs() {
    List<String> none = List.of();
    return Stream.of(
        arguments(none, none, Binding.NO_FROM),
        arguments(List.of(""), none, Binding.NO_FROM),
        arguments(List.of("  \r\n"), none, Binding.NO_FROM),
        arguments(List.of("Alice"), none, Binding.NO_FROM),
        arguments(List.of("Alice <>"), none, Binding.NO_FROM),
        arguments(List.of("undisclosed-recipients:;"), none, Binding.NO_FROM),
        arguments(none, List.of("alice@example.org"), Binding.NO_FROM),
        arguments(List.of("mallory@evil.example"), none, Binding.MISMATCH),
        arguments(List.of("\"alice@example.org\" <mallory@evil.example>"), none, Binding.MISMATCH),
        arguments(
            List.of("=?utf-8?Q?alice=40example.org?= <mallory@evil.example>"),
            none,
            Binding.MISMATCH),
        arguments(List.of("alice+x@example.org"), none, Binding.MISMATCH),
        arguments(List.of("alice@sub.example.org"), none, Binding.MISMATCH),
        arguments(List.of("alice@example.org.evil.example"), none, Binding.MISMATCH),
        arguments(List.of("\"alice\"@example.org"), none, Binding.MISMATCH),
        arguments(List.of("alіce@example.org"), none, Binding.MISMATCH), // Cyrillic і
        arguments(List.of("alice@examplе.org"), none, Binding.MISMATCH), // Cyrillic е
        arguments(
            List.of("mallory@evil.example"), List.of("alice@example.org"), Binding.SENDER_ONLY),
        arguments(
            List.of("mallory@evil.example"),
            List.of("alice@example.org", "alice@example.org"),
            Binding.MISMATCH),
        arguments(List.of("alice@example.org, mallory@evil.example"), none, Binding.SEVERAL_FROM),
        arguments(
            List.of("mallory@evil.example, Alice <alice@example.org>"), none, Binding.SEVERAL_FROM),
        arguments(List.of("mallory@evil.example, eve@evil.example"), none, Binding.SEVERAL_FROM),
        arguments(List.of("alice@example.org", "mallory@evil.example"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org", "alice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("<alice@example.org>mallory@evil.example"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org<mallory@evil.example>"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org <mallory@evil.example>"), none, Binding.UNPARSEABLE),
        arguments(List.of("<alice@example.org> <mallory@evil.example>"), none, Binding.UNPARSEABLE),
        arguments(List.of("<alice@example.org> mallory"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org mallory@evil.example"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org; mallory@evil.example"), none, Binding.UNPARSEABLE),
        arguments(List.of(". <alice@example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("Friends: alice@example.org;"), none, Binding.UNPARSEABLE),
        arguments(List.of("Friends: alice@example.org, b@c.example;"), none, Binding.UNPARSEABLE),
        arguments(List.of("<@evil.example:alice@example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("=?utf-8?Q?alice?=@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("<=?utf-8?Q?alice?=@example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org\0"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org\0@evil.example"), none, Binding.UNPARSEABLE),
        arguments(List.of("Al\0ice <alice@example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org@evil.example"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org."), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example..org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@.example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice.@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of(".alice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice @example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@ example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice(x)@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@(x)example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("< mallory@example.net>, alice@example.org"), none, Binding.SEVERAL_FROM),
        arguments(List.of("<alice @example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("<alice@ example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("<alice@example.org\u00a0>"), none, Binding.UNPARSEABLE),
        arguments(List.of("<alice@example.org (c)>"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org,"), none, Binding.UNPARSEABLE),
        arguments(List.of(",alice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("Alice <alice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("(alice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("(alice@example.org) alice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org (alice@example.org)"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org (a (b))"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org (a\\)b)"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org (\")"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org (<)"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org (>)"), none, Binding.UNPARSEABLE),
        arguments(
            List.of("(\" ) alice@example.org ( ( \" ) mallory@evil.example )"),
            none,
            Binding.UNPARSEABLE),
        arguments(
            List.of("A (\" ) <alice@example.org> ( ( \" ) <mallory@evil.example>, )"),
            none,
            Binding.UNPARSEABLE),
        arguments(List.of("\"Alice <alice@example.org>"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@[192.0.2.1]"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org\r\nSender: x"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@example.org\rx"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice@exam\u200Bple.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("al\u202Eice@example.org"), none, Binding.UNPARSEABLE),
        arguments(List.of("alice\uFFFD@example.org"), none, Binding.UNPARSEABLE));
  }

  @ParameterizedTest
  @MethodSource("spoofs")
  void b6_b7_spoofedFrom_isNeverAMatch(List<String> from, List<String> sender, Binding expected) {
    AddressBinding binding =
        ExpectedAddress.fromHeaders(from, sender).compare(certificate("alice@example.org"));
    assertThat(binding.binding()).as("%s", binding).isEqualTo(expected);
    assertThat(binding.finding().orElseThrow().code())
        .isEqualTo(
            expected == Binding.UNPARSEABLE
                ? Finding.Code.AMBIGUOUS
                : Finding.Code.ADDRESS_MISMATCH);
    assertThat(binding.finding().orElseThrow().sentence()).doesNotContainPattern("\\p{Cc}");
  }

  @Test
  void b6_everyMailboxOfFrom_mustBeTheSigners() {
    X509Certificate both = certificate("alice@example.org", "alice@example.net");
    assertThat(bind("alice@example.net, Alice <alice@example.org>", both).binding())
        .isEqualTo(Binding.MATCH);
    assertThat(bind("alice@example.net, bob@example.org", both).binding())
        .isEqualTo(Binding.SEVERAL_FROM);
  }

  /** An address that is expected, one in the certificate, and whether they are the same. */
  static Stream<Arguments> pairs() {
    return Stream.of(
        arguments("alice@example.org", "alice@EXAMPLE.ORG", true),
        arguments("ALICE@example.org", "alice@example.org", true),
        arguments("i@INFO.example", "i@info.example", true),
        arguments("I@info.example", "ı@info.example", false),
        arguments("alice@bücher.example", "alice@xn--bcher-kva.example", true),
        arguments("alice@BüCHER.example", "alice@xn--bcher-kva.example", true),
        arguments("alice@xn--strae-oqa.example", "alice@XN--strae-oqa.example", true),
        arguments("alice@xn--strae-oqa.example", "alice@strasse.example", false),
        arguments("alice@例え.テスト", "alice@xn--r8jz45g.xn--zckzah", true),
        arguments("\"alice b\"@example.org", "\"alice b\"@example.org", true),
        arguments("\"alice\"@example.org", "alice@example.org", false),
        arguments("\"al\\\"ice\"@example.org", "\"al\\\"ice\"@example.org", true),
        arguments("\"al\\\"@evil.example\"@example.org", "\"al\"@evil.example", false),
        arguments("alice@example.org", "alice@example.org.", false),
        arguments("alice@example.org", "alice@example.org\0.evil.example", false),
        arguments("alice@example.org", "alice@example.org ", false),
        arguments("alice@example.org", " alice@example.org", false),
        arguments("alice@example.org", "Alice <alice@example.org>", false),
        arguments("alice@example.org", "alice@evil.example,alice@example.org", false),
        arguments("alice@good.example", "alice@evil.example@good.example", false),
        arguments("alice@example.org", "mailto:alice@example.org", false),
        arguments("alice@example.org", "example.org", false),
        arguments("alice@example.org", "@example.org", false),
        arguments("alice@sub.example.org", ".example.org", false));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void b15_addresses_areComparedByTheWrittenRule(String expected, String certified, boolean same) {
    boolean ascii = certified.chars().allMatch(character -> character < 0x80);
    X509Certificate certificate =
        ascii ? certificate(certified) : smtpUtf8(certified, "someone@else.example");
    AddressBinding binding = ExpectedAddress.address(expected).compare(certificate);
    assertThat(binding.binding() == Binding.MATCH).as("%s", binding).isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"al\\\u00e9\"@example.org",
        "\"al\\\u0007\"@example.org",
        "\"al\u0007\"@example.org",
        "\"al\u007fice\"@example.org",
        "\"al\u200bice\"@example.org",
        "\"alice\\",
        "\"alice\\\"@example.org",
        "\"alice",
        "\"alice\"",
        "\"alice\"x@example.org",
        "\"\"@example.org"
      })
  void b15_aQuotedLocalPartThatIsNone_isNoAddress(String text) {
    assertThat(MailAddress.parse(text)).isNull();
  }

  @Test
  void smtpUtf8Mailbox_isAnAddressOfTheCertificate() {
    X509Certificate certificate = smtpUtf8("用户@xn--bcher-kva.example");
    assertThat(CertificateAddresses.of(certificate)).containsExactly("用户@xn--bcher-kva.example");
    assertThat(bind("用户@bücher.example", certificate).binding()).isEqualTo(Binding.MATCH);
    assertThat(bind("客户@bücher.example", certificate).binding()).isEqualTo(Binding.MISMATCH);
  }

  /** RFC 9598, section 3: other programs read an address of ASCII in an rfc822Name alone. */
  @Test
  void b15_anSmtpUtf8MailboxOfAscii_isNoAddress() {
    for (String mailbox : List.of("alice@example.org", "alice@b\u00fccher.example")) {
      X509Certificate alone = smtpUtf8(mailbox);
      assertThat(CertificateAddresses.of(alone)).isEmpty();
      assertThat(bind(mailbox, alone).binding()).isEqualTo(Binding.MISMATCH);
      assertThat(bind(mailbox, alone).finding().orElseThrow().sentence())
          .contains("SmtpUTF8Mailbox");
      X509Certificate beside = smtpUtf8(mailbox, "mallory@evil.example");
      assertThat(bind(mailbox, beside).binding()).isEqualTo(Binding.MISMATCH);
      assertThat(bind("mallory@evil.example", beside).binding()).isEqualTo(Binding.MATCH);
    }
    X509Certificate both = smtpUtf8("alice@example.org", "alice@example.org");
    assertThat(bind("alice@example.org", both).binding()).isEqualTo(Binding.MATCH);
  }

  @Test
  void c11_addressInTheSubject_countsOnlyWithoutAnAlternativeName() {
    X509Certificate alone =
        ROOT.issue("x")
            .ec("P-256")
            .subject("CN=Alice,E=alice@example.org")
            .alternativeNames()
            .build()
            .certificate();
    assertThat(CertificateAddresses.of(alone)).containsExactly("alice@example.org");
    assertThat(bind("alice@example.org", alone).binding()).isEqualTo(Binding.MATCH);
    ExpectedAddress strict = ExpectedAddress.address("alice@example.org").withoutSubjectAddresses();
    assertThat(strict.compare(alone).finding().orElseThrow().code())
        .isEqualTo(Finding.Code.NO_ADDRESS);
    assertThat(strict.compare(certificate("alice@example.org")).binding()).isEqualTo(Binding.MATCH);
    X509Certificate overridden =
        ROOT.issue("x")
            .ec("P-256")
            .subject("CN=Alice,E=alice@example.org")
            .addresses("mallory@evil.example")
            .build()
            .certificate();
    assertThat(CertificateAddresses.of(overridden)).containsExactly("mallory@evil.example");
    assertThat(bind("alice@example.org", overridden).binding()).isEqualTo(Binding.MISMATCH);
    X509Certificate malformed =
        ROOT.issue("x")
            .ec("P-256")
            .subject("CN=Alice,E=alice@example.org")
            .addresses("not an address")
            .build()
            .certificate();
    assertThat(CertificateAddresses.of(malformed)).isEmpty();
    assertThat(bind("alice@example.org", malformed).finding().orElseThrow().code())
        .isEqualTo(Finding.Code.NO_ADDRESS);
  }

  @Test
  void noAddressInTheCertificate_isAFindingOfItsOwn() {
    X509Certificate none =
        ROOT.issue("x")
            .ec("P-256")
            .subject("CN=alice@example.org")
            .alternativeNames(new GeneralName(GeneralName.dNSName, "example.org"))
            .build()
            .certificate();
    AddressBinding binding = bind("alice@example.org", none);
    assertThat(binding.binding()).isEqualTo(Binding.MISMATCH);
    assertThat(binding.finding().orElseThrow().code()).isEqualTo(Finding.Code.NO_ADDRESS);
  }

  @Test
  void anyone_isNotChecked_andNoFinding() {
    AddressBinding binding =
        ExpectedAddress.anyone("an archive").compare(certificate("alice@example.org"));
    assertThat(binding.binding()).isEqualTo(Binding.NOT_CHECKED);
    assertThat(binding.finding()).isEmpty();
    assertThat(binding.certified()).containsExactly("alice@example.org");
    assertThatThrownBy(() -> ExpectedAddress.anyone(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void b15_aLocalPartThatDiffersInAsciiCaseAlone_matches_andIsNoted() {
    X509Certificate alice = certificate("Alice@example.org");
    ExpectedAddress expected = ExpectedAddress.address("aLice@example.org");
    AddressBinding binding = expected.compare(alice);
    assertThat(binding.binding()).isEqualTo(Binding.MATCH);
    assertThat(binding.finding()).isEmpty();
    assertThat(binding.note().orElseThrow().code().name()).isEqualTo("LOCAL_PART_CASE");
    assertThat(binding.note().orElseThrow().sentence()).contains("aLice@example.org");
    assertThat(expected.exact().compare(alice).binding()).isEqualTo(Binding.MISMATCH);
    AddressBinding same = ExpectedAddress.address("Alice@example.org").exact().compare(alice);
    assertThat(same.binding()).isEqualTo(Binding.MATCH);
    assertThat(same.note()).isEmpty();
    AddressBinding sender =
        ExpectedAddress.fromHeaders(List.of("eve@evil.example"), List.of("alice@example.org"))
            .compare(alice);
    assertThat(sender.binding()).isEqualTo(Binding.SENDER_ONLY);
  }

  /** By Unicode's folding two people were one. */
  @Test
  void b15_otherLettersOfALocalPart_areComparedExactly() {
    List<List<String>> pairs =
        List.of(
            List.of("al\u0131ce", "alice"),
            List.of("al\u0131ce", "ALICE"),
            List.of("\u017fally", "sally"),
            List.of("\u212aate", "kate"),
            List.of("\u00e9lan", "\u00c9lan"),
            List.of("stra\u00dfe", "STRASSE"));
    for (List<String> pair : pairs) {
      X509Certificate certified = smtpUtf8(pair.get(0) + "@example.org");
      assertThat(bind(pair.get(0) + "@example.org", certified).binding()).isEqualTo(Binding.MATCH);
      assertThat(bind(pair.get(1) + "@example.org", certified).binding())
          .isEqualTo(Binding.MISMATCH);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "Alice <alice@example.org>",
        "alice@example.org\n",
        "a@b@c",
        "a@b.",
        "a@bu\u0308cher.example",
        "a@BÜCHER.example",
        "a@straße.example"
      })
  void whatIsNoAddress_cannotBeExpected(String text) {
    assertThatThrownBy(() -> ExpectedAddress.address(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever stands around another's address, it is not alice who is bound. */
  @Property(tries = 5_000)
  void b6_textAroundAnothersAddress_isNeverAMatch(
      @ForAll @CharRange(from = 0, to = 127) @StringLength(max = 12) String before,
      @ForAll @CharRange(from = 0, to = 127) @StringLength(max = 12) String after,
      @ForAll @IntRange(max = 3) int form) {
    String decoy =
        switch (form) {
          case 0 -> "alice@example.org";
          case 1 -> "<alice@example.org>";
          case 2 -> "\"alice@example.org\"";
          default -> "(alice@example.org)";
        };
    String from = before + decoy + after + "mallory@evil.example";
    assertThat(bind(from, certificate("alice@example.org")).binding()).isNotEqualTo(Binding.MATCH);
  }

  @Property(tries = 15_000)
  @Tag("thorough")
  void b6_textAroundAnothersAddress_isNeverAMatch_moreOften(
      @ForAll @CharRange(from = 0, to = 127) @StringLength(max = 12) String before,
      @ForAll @CharRange(from = 0, to = 127) @StringLength(max = 12) String after,
      @ForAll @IntRange(max = 3) int form) {
    b6_textAroundAnothersAddress_isNeverAMatch(before, after, form);
  }

  @Test
  void c19_hostileFrom_isReadInLinearTime() throws Exception {
    for (String piece : List.of("g:", "(", "\"", "a@b,", "<", "\\", "a ", "(a", "a@b.c (")) {
      String from = piece.repeat(300_000 / piece.length()) + "alice@example.org";
      long spent =
          CpuCost.once(
              () ->
                  assertThat(bind(from, certificate("alice@example.org")).binding())
                      .isNotEqualTo(Binding.MATCH));
      assertThat(spent).as(piece).isLessThan(2_000_000_000L);
    }
  }

  private static AddressBinding bind(String from, X509Certificate certificate) {
    return ExpectedAddress.fromHeaders(List.of(from), List.of()).compare(certificate);
  }

  private static X509Certificate smtpUtf8(String mailbox, String... others) {
    GeneralName[] names = new GeneralName[1 + others.length];
    names[0] =
        new GeneralName(
            GeneralName.otherName,
            new OtherName(
                new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"), new DERUTF8String(mailbox)));
    for (int i = 0; i < others.length; i++) {
      names[i + 1] = new GeneralName(GeneralName.rfc822Name, others[i]);
    }
    return ROOT.issue("alice@example.org")
        .ec("P-256")
        .alternativeNames(names)
        .build()
        .certificate();
  }
}
