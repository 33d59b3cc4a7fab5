package org.smime4j.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.examples.HttpFetcher;
import org.smime4j.findings.Finding;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.Fetcher;
import org.smime4j.testing.TestPki;

/** C13: issuers that are fetched from where certificates say, from a server of this machine. */
public class FetchedIssuersTest {

  /** A public address, which the tests' fetcher takes to this machine. */
  private static final String HOST = "http://93.184.216.34";

  private static final TestPki.Authority ROOT = TestPki.authority("Fetched root");
  private static final TestPki.Authority UPPER = ROOT.intermediate("Upper").buildAuthority();
  private static final TestPki.Authority LOWER =
      access(UPPER.intermediate("Lower"), HOST + "/upper").buildAuthority();

  private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private final Fetcher fetcher =
      (uri, addresses, body, timeout) ->
          new HttpFetcher()
              .fetch(
                  URI.create("http://127.0.0.1:" + server.getAddress().getPort() + uri.getPath()),
                  List.of(InetAddress.getLoopbackAddress()),
                  null,
                  timeout);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          byte[] body = answers.getOrDefault(path, new byte[0]);
          if (path.startsWith("/moved")) {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1/secret");
            exchange.sendResponseHeaders(302, -1);
          } else {
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
            try {
              exchange.getResponseBody().write(body);
            } catch (IOException e) {
              // The other side has read enough.
            }
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static TestPki.Builder access(TestPki.Builder builder, String... addresses) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (String each : addresses) {
      all.add(
          new AccessDescription(
              AccessDescription.id_ad_caIssuers,
              new GeneralName(GeneralName.uniformResourceIdentifier, each)));
    }
    return builder.extension(Extension.authorityInfoAccess.getId(), false, new DERSequence(all));
  }

  private static X509Certificate alice(TestPki.Authority issuer, String... addresses) {
    return access(issuer.issue("alice@example.org").ec("P-256"), addresses).build().certificate();
  }

  private TrustPolicy trust() {
    return TrustPolicy.anchors(List.of(ROOT.certificate()))
        .at(TestPki.NOW)
        .revocation(Revocation.notChecked("made for this test"))
        .fetchingIntermediates(fetcher);
  }

  private CertificateVerdict judge(X509Certificate certificate) {
    return trust().judge(certificate, Purpose.SIGNING);
  }

  private static List<Finding.Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static byte[] bag(X509Certificate... certificates) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificates(new JcaCertStore(List.of(certificates)));
    return generator.generate(new CMSProcessableByteArray(new byte[0])).getEncoded();
  }

  private static byte[] pem(byte[] der) {
    return ("-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aChainWithoutItsIntermediates_verifies_fromDerPemAndCms() throws Exception {
    X509Certificate alice = alice(LOWER, HOST + "/lower");
    byte[] lower = LOWER.certificate().getEncoded();
    byte[] upper = UPPER.certificate().getEncoded();
    answers.put("/upper", upper);
    for (byte[] answer : List.of(lower, pem(lower), bag(ROOT.certificate(), LOWER.certificate()))) {
      answers.put("/lower", answer);
      CertificateVerdict verdict = judge(alice);
      assertThat(verdict.findings()).as("%s", verdict).isEmpty();
      assertThat(verdict.notes())
          .extracting(note -> note.code().name())
          .containsExactly("REVOCATION_NOT_CHECKED");
      assertThat(verdict.path())
          .containsExactly(alice, LOWER.certificate(), UPPER.certificate(), ROOT.certificate());
    }
    assertThat(asked).containsExactly("/lower", "/upper", "/lower", "/upper", "/lower", "/upper");
    // Both at once are one fetch.
    asked.clear();
    answers.put("/lower", bag(UPPER.certificate(), LOWER.certificate()));
    assertThat(judge(alice).findings()).isEmpty();
    assertThat(asked).containsExactly("/lower");
  }

  @Test
  void withoutAFetcher_orWhereNothingIsMissing_nothingIsFetched() throws Exception {
    X509Certificate alice = alice(LOWER, HOST + "/lower");
    TrustPolicy without =
        TrustPolicy.anchors(List.of(ROOT.certificate()))
            .at(TestPki.NOW)
            .revocation(Revocation.fetching(fetcher));
    assertThat(codes(without.judge(alice, Purpose.SIGNING))).containsExactly(Finding.Code.NO_PATH);
    TrustPolicy whole = trust().intermediates(List.of(LOWER.certificate(), UPPER.certificate()));
    assertThat(whole.judge(alice, Purpose.SIGNING).findings()).isEmpty();
    X509Certificate expired =
        access(LOWER.issue("alice@example.org").ec("P-256"), HOST + "/lower")
            .validity(TestPki.NOW.minus(Duration.ofDays(9)), TestPki.NOW.minus(Duration.ofDays(1)))
            .build()
            .certificate();
    assertThat(codes(judge(expired))).containsExactly(Finding.Code.NO_PATH, Finding.Code.EXPIRED);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatIsFetched_isNotTrustedForThat() throws Exception {
    TestPki.Authority stranger = TestPki.authority("Stranger");
    answers.put("/stranger", stranger.certificate().getEncoded());
    CertificateVerdict verdict = judge(alice(stranger, HOST + "/stranger"));
    assertThat(codes(verdict)).containsExactly(Finding.Code.NO_PATH);
    // Rules of a path hold for what was fetched too.
    TestPki.Authority ended =
        ROOT.intermediate("Ended")
            .validity(TestPki.NOW.minus(Duration.ofDays(9)), TestPki.NOW.minus(Duration.ofDays(1)))
            .buildAuthority();
    answers.put("/ended", ended.certificate().getEncoded());
    assertThat(codes(judge(alice(ended, HOST + "/ended")))).contains(Finding.Code.EXPIRED);
  }

  @Test
  void anotherIssuer_html_aCutOffAnswer_aKeyStore_andNothing_helpNobody() throws Exception {
    byte[] lower = LOWER.certificate().getEncoded();
    TestPki.Authority namesake = ROOT.intermediate("Lower").newKey().buildAuthority();
    Map<String, byte[]> hostile =
        Map.of(
            "/other", UPPER.certificate().getEncoded(),
            "/namesake", namesake.certificate().getEncoded(),
            "/html", "<html>-----BEGIN CERTIFICATE-----</html>".getBytes(StandardCharsets.UTF_8),
            "/cut", Arrays.copyOf(lower, 200),
            "/leaf", alice(LOWER).getEncoded(),
            "/zeros", new byte[500_000],
            "/nested", "0\u0080".repeat(100_000).getBytes(StandardCharsets.ISO_8859_1));
    answers.putAll(hostile);
    for (String path : Stream.concat(hostile.keySet().stream(), Stream.of("/none")).toList()) {
      CertificateVerdict verdict = judge(alice(LOWER, HOST + path));
      assertThat(codes(verdict)).as(path).containsExactly(Finding.Code.NO_PATH);
      if (!path.equals("/namesake")) {
        assertThat(verdict.notes())
            .as(path)
            .extracting(note -> note.code().name())
            .contains("FETCH_FAILED");
      }
    }
    // A second address of the same certificate still helps.
    answers.put("/lower", bag(LOWER.certificate(), UPPER.certificate()));
    assertThat(judge(alice(LOWER, HOST + "/namesake", HOST + "/lower")).findings()).isEmpty();
    assertThat(judge(alice(LOWER, "ldap://93.184.216.34/cn=x", HOST + "/lower")).findings())
        .isEmpty();
  }

  @Test
  void c13_tenMegabytes_areNotReadToTheirEnd() {
    answers.put("/large", new byte[10 * 1024 * 1024]);
    CertificateVerdict verdict = judge(alice(LOWER, HOST + "/large"));
    assertThat(codes(verdict)).containsExactly(Finding.Code.NO_PATH);
    assertThat(verdict.notes().toString()).contains("longer than 1048576 octets");
  }

  @Test
  void c13_aRedirectAndPrivateAddresses_leadNowhere() {
    CertificateVerdict moved = judge(alice(LOWER, HOST + "/moved"));
    assertThat(codes(moved)).containsExactly(Finding.Code.NO_PATH);
    assertThat(moved.notes().toString()).contains("status 302");
    asked.clear();
    for (String address :
        List.of(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/lower",
            "http://10.0.0.1/lower",
            "http://[::1]/lower",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "ldap://93.184.216.34/cn=x")) {
      CertificateVerdict verdict = judge(alice(LOWER, address));
      assertThat(verdict.notes())
          .as(address)
          .extracting(note -> note.code().name())
          .contains("FETCH_REFUSED");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void c13_loops_andEndlessChains_endWithTheFetchesOfAMessage() throws Exception {
    // Each names the next as its issuer, and there is always one more.
    TestPki.Authority top = TestPki.authority("Endless");
    TestPki.Authority issuer = top;
    for (int i = 0; i < 20; i++) {
      issuer =
          access(issuer.intermediate("Endless " + i), HOST + "/endless" + (i - 1)).buildAuthority();
      answers.put("/endless" + i, issuer.certificate().getEncoded());
    }
    CertificateVerdict endless = judge(alice(issuer, HOST + "/endless19"));
    assertThat(codes(endless)).containsExactly(Finding.Code.NO_PATH);
    assertThat(asked).hasSize(8);
    assertThat(endless.notes()).extracting(note -> note.code().name()).contains("FETCH_REFUSED");
    // Two that issued each other, each at the other's address.
    TestPki.Authority one = TestPki.authority("One");
    TestPki.Authority two = access(one.intermediate("Two"), HOST + "/one").buildAuthority();
    TestPki.Authority oneByTwo =
        access(two.intermediate("One"), HOST + "/two").keyOf(one).buildAuthority();
    answers.put("/one", oneByTwo.certificate().getEncoded());
    answers.put("/two", two.certificate().getEncoded());
    asked.clear();
    assertThat(codes(judge(alice(two, HOST + "/two")))).containsExactly(Finding.Code.NO_PATH);
    assertThat(asked).containsExactly("/two", "/one");
    // Itself.
    answers.put("/self", one.certificate().getEncoded());
    asked.clear();
    assertThat(codes(judge(alice(one, HOST + "/self", HOST + "/self"))))
        .containsExactly(Finding.Code.NO_PATH);
    assertThat(asked).containsExactly("/self");
  }

  @Test
  void c13_allJudgementsOfAMessage_fetchAnAddressOnce_andShareTheBoundsWithRevocation()
      throws Exception {
    answers.put("/lower", bag(LOWER.certificate(), UPPER.certificate()));
    MessageJudge judge = Doors.judge(trust()).forMessage(List.of(), List.of(), Limits.standard());
    for (int i = 0; i < 5; i++) {
      MessageJudge next = judge.alsoFor(List.of(), List.of());
      X509Certificate each =
          i % 2 == 0 ? alice(LOWER, HOST + "/lower") : alice(LOWER, HOST + "/never");
      assertThat(next.judge(each, Purpose.SIGNING).findings()).isEmpty();
    }
    assertThat(asked).containsExactly("/lower");
    Limits few = Limits.standard().allowing(Limit.FETCHES, 1);
    asked.clear();
    CertificateVerdict verdict =
        Doors.judge(
            trust().revocation(Revocation.fetching(fetcher)),
            alice(LOWER, HOST + "/none", HOST + "/lower"),
            List.of(),
            List.of(),
            Purpose.SIGNING,
            few);
    assertThat(codes(verdict)).containsExactly(Finding.Code.NO_PATH);
    assertThat(asked).containsExactly("/none");
  }

  @Test
  void c8_whatIsFetched_drawsOnTheWorkOfTheMessage() throws Exception {
    answers.put("/lower", bag(LOWER.certificate(), UPPER.certificate()));
    WorkBudget work = WorkBudget.of(Limits.standard().allowing(Limit.WORK, 150), 0);
    CertificateVerdict verdict =
        Doors.judge(trust())
            .forMessage(List.of(), List.of(), Limits.standard(), work)
            .judge(alice(LOWER, HOST + "/lower"), Purpose.SIGNING);
    assertThat(codes(verdict)).contains(Finding.Code.NO_PATH);
    assertThat(work.isExceeded()).isTrue();
    assertThat(asked).containsExactly("/lower");
  }

  @Test
  void anIntermediateThatIsAtHandButStale_doesNotKeepTheRightOneAway() throws Exception {
    TestPki.Authority stale = ROOT.intermediate("Lower").newKey().buildAuthority();
    answers.put("/lower", bag(LOWER.certificate(), UPPER.certificate()));
    assertThat(
            trust()
                .intermediates(List.of(stale.certificate()))
                .judge(alice(LOWER, HOST + "/lower"), Purpose.SIGNING)
                .findings())
        .isEmpty();
  }
}
