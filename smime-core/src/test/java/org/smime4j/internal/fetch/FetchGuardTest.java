package org.smime4j.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.fetch.FetchGuard.PublicAddress;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.Fetcher;
import org.smime4j.testing.OcspResponses;
import org.smime4j.testing.TestPki;

/** C13: what stands between the addresses in a certificate and a caller's fetcher. */
public class FetchGuardTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");

  private record Asked(
      URI uri, List<InetAddress> addresses, byte @Nullable [] body, Duration timeout) {
    String line() {
      return (body == null ? "GET " : "POST ") + uri;
    }
  }

  /** Answers by address, and remembers what it was asked. */
  private static final class Recorder implements Fetcher {
    final List<Asked> requests = new ArrayList<>();
    private final Map<String, byte[]> answers;

    Recorder(Map<String, byte[]> answers) {
      this.answers = answers;
    }

    @Override
    public InputStream fetch(
        URI uri, List<InetAddress> addresses, byte @Nullable [] body, Duration timeout)
        throws IOException {
      requests.add(new Asked(uri, addresses, body, timeout));
      byte[] answer = answers.get(uri.toString());
      if (answer == null) {
        throw new IOException("status 404");
      }
      return new ByteArrayInputStream(answer);
    }
  }

  private static InetAddress[] at(String... addresses) throws UnknownHostException {
    InetAddress[] found = new InetAddress[addresses.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(addresses[i]);
    }
    return found;
  }

  private static FetchGuard guard(Fetcher fetcher, Limits limits, String... addresses) {
    return new FetchGuard(fetcher, host -> at(addresses), limits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "jar:http://example.org/x.jar!/crl",
        "ldap://example.org/cn=crl",
        "ldaps://example.org/cn=crl",
        "ftp://example.org/crl",
        "gopher://example.org/",
        "data:,x",
        "netdoc:///etc/passwd",
        "//example.org/crl",
        "/crl",
        "crl",
        "",
        "http:",
        "http:///crl",
        "http:crl",
        "http://user@example.org/crl",
        "http://user:secret@example.org/crl",
        "http://example.org@127.0.0.1/",
        "http://example.org/#fragment",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: x",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.01/",
        "http://1.2.3.4.5/"
      })
  void c13_addressesThatAreNotFetchedFrom_areNotEvenResolved(String address) {
    List<String> resolved = new ArrayList<>();
    Recorder recorder = new Recorder(Map.of());
    FetchGuard guard =
        new FetchGuard(
            recorder,
            host -> {
              resolved.add(host);
              return at("93.184.216.34");
            },
            Limits.standard());
    assertThat(guard.get(address)).isNull();
    assertThat(guard.post(address, new byte[1])).isNull();
    assertThat(recorder.requests).isEmpty();
    assertThat(resolved).isEmpty();
    assertThat(guard.notes()).extracting(note -> note.code().name()).containsOnly("FETCH_REFUSED");
    assertThat(guard.notes().toString()).doesNotContainPattern("\\p{Cc}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:1::1"
      })
  void c13_addressesOfOurOwnNetwork_areRefused_aloneAndAmongPublicOnes(String address) {
    Recorder recorder = new Recorder(Map.of("http://example.org/crl", new byte[1]));
    FetchGuard alone = guard(recorder, Limits.standard(), address);
    FetchGuard among = guard(recorder, Limits.standard(), "93.184.216.34", address);
    assertThat(alone.get("http://example.org/crl")).isNull();
    assertThat(among.get("http://example.org/crl")).isNull();
    assertThat(recorder.requests).isEmpty();
    assertThat(alone.notes().get(0).sentence()).contains("no public address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"93.184.216.34", "100.63.0.1", "172.32.0.1", "2606:2800:220:1::1", "2a00::1"})
  void c13_publicAddresses_reachTheFetcher_whichIsToldThem(String address) throws Exception {
    Recorder recorder = new Recorder(Map.of("http://example.org:8080/crl?a=b", new byte[] {7}));
    FetchGuard guard = guard(recorder, Limits.standard(), address);
    assertThat(guard.get("http://example.org:8080/crl?a=b")).containsExactly(7);
    assertThat(guard.get("http://example.org:8080/crl?a=b")).containsExactly(7);
    assertThat(recorder.requests).as("fetched once for a message").hasSize(1);
    assertThat(recorder.requests.get(0).addresses()).containsExactly(at(address));
    assertThat(recorder.requests.get(0).body()).isNull();
    assertThat(recorder.requests.get(0).timeout().toMillis()).isBetween(1L, 10_000L);
  }

  @Test
  void c13_literalAddresses_areLookedAtToo() throws Exception {
    Recorder recorder = new Recorder(Map.of());
    FetchGuard guard = new FetchGuard(recorder, InetAddress::getAllByName, Limits.standard());
    for (String host : List.of("127.0.0.1", "[::1]", "[::ffff:7f00:1]", "localhost")) {
      assertThat(guard.get("http://" + host + ":8080/")).as(host).isNull();
    }
    assertThat(recorder.requests).isEmpty();
    assertThat(PublicAddress.parse("HTTPS://EXAMPLE.org/").getHost()).isEqualTo("EXAMPLE.org");
  }

  @Test
  void c13_count_size_andTime_areBoundedForAMessage() throws Exception {
    Recorder recorder = new Recorder(Map.of("http://example.org/long", new byte[101]));
    FetchGuard counted =
        guard(recorder, Limits.standard().allowing(Limit.FETCHES, 2), "93.184.216.34");
    for (int i = 0; i < 4; i++) {
      assertThat(counted.get("http://example.org/" + i)).isNull();
    }
    assertThat(recorder.requests).hasSize(2);
    FetchGuard sized =
        guard(recorder, Limits.standard().allowing(Limit.FETCHED_OCTETS, 100), "93.184.216.34");
    assertThat(sized.get("http://example.org/long")).isNull();
    assertThat(sized.notes().get(0).sentence()).contains("longer than 100 octets");
    CountDownLatch interrupted = new CountDownLatch(1);
    FetchGuard timed =
        guard(
            (uri, addresses, body, timeout) -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return InputStream.nullInputStream();
            },
            Limits.standard().allowing(Limit.FETCH_MILLIS, 2_000),
            "93.184.216.34");
    assertThat(timed.get("http://example.org/slow")).isNull();
    assertThat(timed.get("http://example.org/later")).isNull();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(timed.notes())
        .extracting(note -> note.code().name())
        .containsExactly("FETCH_FAILED", "FETCH_REFUSED");
  }

  @Test
  void c13_whatFailed_countsAsOctetsAllTheSame() {
    FetchGuard guard =
        guard(
            (uri, addresses, body, timeout) ->
                new InputStream() {
                  private int left = 60;

                  @Override
                  public int read() throws IOException {
                    throw new IOException("not asked for single octets");
                  }

                  @Override
                  public int read(byte[] into, int offset, int count) throws IOException {
                    int some = Math.min(count, left);
                    left -= some;
                    if (some == 0) {
                      throw new IOException("broken off");
                    }
                    return some;
                  }
                },
            Limits.standard().allowing(Limit.FETCHED_OCTETS, 100),
            "93.184.216.34");
    for (int i = 0; i < 3; i++) {
      assertThat(guard.get("http://example.org/" + i)).isNull();
    }
    assertThat(guard.notes().toString()).contains("broken off", "longer than 40", "used up");
  }

  @Test
  void c13_aSourceThatHangs_isClosedWhenTheTimeIsOver() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    FetchGuard guard =
        guard(
            (uri, addresses, body, timeout) ->
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    // As a socket: an interrupt does not end it.
                    while (closed.getCount() > 0) {
                      LockSupport.parkNanos(1_000_000);
                    }
                    throw new IOException("closed");
                  }

                  @Override
                  public void close() {
                    closed.countDown();
                  }
                },
            Limits.standard().allowing(Limit.FETCH_MILLIS, 2_000),
            "93.184.216.34");
    assertThat(guard.get("http://example.org/slow")).isNull();
    assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void c13_anInterrupt_endsTheFetch_closesItsSource_andIsKept() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    FetchGuard guard =
        guard(
            (uri, addresses, body, timeout) ->
                new InputStream() {
                  @Override
                  public int read() {
                    reading.countDown();
                    while (closed.getCount() > 0) {
                      LockSupport.parkNanos(1_000_000);
                    }
                    return -1;
                  }

                  @Override
                  public void close() {
                    closed.countDown();
                  }
                },
            Limits.standard(),
            "93.184.216.34");
    boolean[] kept = new boolean[1];
    Thread asking =
        new Thread(
            () -> {
              guard.get("http://example.org/");
              kept[0] = Thread.currentThread().isInterrupted();
            });
    asking.start();
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
    asking.interrupt();
    asking.join(10_000);
    assertThat(asking.isAlive()).isFalse();
    assertThat(kept[0]).isTrue();
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.notes())
        .extracting(note -> note.code().name())
        .containsExactly("FETCH_FAILED");
    assertThat(guard.notes().get(0).sentence()).endsWith("interrupted");
  }

  @Test
  void c13_aFetcherThatThrows_isANote_neverAnException() {
    for (RuntimeException each :
        List.of(new IllegalStateException("x"), new ClassCastException())) {
      FetchGuard guard =
          guard(
              (uri, addresses, body, timeout) -> {
                throw each;
              },
              Limits.standard(),
              "93.184.216.34");
      assertThat(guard.get("http://example.org/")).isNull();
      assertThat(guard.notes())
          .extracting(note -> note.code().name())
          .containsExactly("FETCH_FAILED");
    }
  }

  // ---- through the whole judgement; literal addresses need no name server ---------------------

  private static final String OCSP = "http://93.184.216.34/ocsp";
  private static final String CRL = "http://93.184.216.34/crl";

  private static TestPki.Issued alice(TestPki.Authority issuer) {
    return issuer
        .issue("alice@example.org")
        .ec("P-256")
        .extension(
            Extension.authorityInfoAccess.getId(),
            false,
            new DERSequence(
                new ASN1EncodableVector() {
                  {
                    add(access(AccessDescription.id_ad_caIssuers, "http://93.184.216.34/ca"));
                    add(access(AccessDescription.id_ad_ocsp, OCSP));
                  }
                }))
        .extension(
            Extension.cRLDistributionPoints.getId(),
            false,
            new CRLDistPoint(
                new DistributionPoint[] {
                  new DistributionPoint(
                      new DistributionPointName(
                          new GeneralNames(
                              new GeneralName(GeneralName.uniformResourceIdentifier, CRL))),
                      null,
                      null)
                }))
        .build();
  }

  private static AccessDescription access(
      org.bouncycastle.asn1.ASN1ObjectIdentifier method, String address) {
    return new AccessDescription(
        method, new GeneralName(GeneralName.uniformResourceIdentifier, address));
  }

  private static CertificateVerdict judge(TestPki.Issued issued, Fetcher fetcher) {
    return Doors.judge(
        TrustPolicy.anchors(List.of(ROOT.certificate()))
            .at(TestPki.NOW)
            .revocation(Revocation.fetching(fetcher)),
        issued.certificate(),
        issued.chain(),
        List.of(),
        Purpose.SIGNING,
        Limits.standard());
  }

  @Test
  void c12_c13_ocspFirst_andListsWhereItLeavesItOpen_andNothingElse() throws Exception {
    TestPki.Issued alice = alice(ROOT);
    Recorder good = new Recorder(Map.of(OCSP, OcspResponses.by(ROOT).good(alice, ROOT)));
    CertificateVerdict verdict = judge(alice, good);
    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.GOOD);
    assertThat(good.requests).extracting(Asked::line).containsExactly("POST " + OCSP);
    OCSPRequest asked = OCSPRequest.getInstance(good.requests.get(0).body());
    assertThat(asked.getTbsRequest().getRequestExtensions().getExtensionOIDs())
        .containsExactly(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);

    Recorder list = new Recorder(Map.of(CRL, ROOT.crl().getEncoded()));
    assertThat(judge(alice, list).findings()).isEmpty();
    assertThat(list.requests).extracting(Asked::line).containsExactly("POST " + OCSP, "GET " + CRL);

    Recorder revoked = new Recorder(Map.of(CRL, ROOT.crl(alice.certificate()).getEncoded()));
    assertThat(judge(alice, revoked).findings())
        .extracting(Finding::code)
        .containsExactly(Code.REVOKED);

    CertificateVerdict nothing = judge(alice, new Recorder(Map.of()));
    assertThat(nothing.findings())
        .extracting(Finding::code)
        .containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(nothing.notes())
        .extracting(note -> note.code().name())
        .containsExactly("FETCH_FAILED", "FETCH_FAILED");
    assertThat(nothing.notes().get(0).sentence()).contains("status 404");
  }

  @Test
  void c12_aResponseToAnotherRequest_countsForNothing_andTheRightNonceDoes() throws Exception {
    TestPki.Issued alice = alice(ROOT);
    byte[] replayed =
        OcspResponses.by(ROOT)
            .extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(new byte[32]))
            .good(alice, ROOT);
    assertThat(judge(alice, new Recorder(Map.of(OCSP, replayed))).findings())
        .extracting(Finding::code)
        .containsExactly(Code.REVOCATION_UNKNOWN);
    Fetcher echoing =
        (uri, addresses, body, timeout) -> {
          OCSPRequest asked = OCSPRequest.getInstance(body);
          return new ByteArrayInputStream(
              OcspResponses.by(ROOT)
                  .extension(
                      OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                      false,
                      asked
                          .getTbsRequest()
                          .getRequestExtensions()
                          .getExtensionParsedValue(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                  .good(alice, ROOT));
        };
    assertThat(judge(alice, echoing).findings()).isEmpty();
  }

  @Test
  void c13_nobodyIsAskedAboutACertificateThatLeadsToNoAnchor_orIsUnsound() {
    Recorder recorder = new Recorder(Map.of());
    TestPki.Issued stranger = alice(TestPki.authority("Stranger"));
    assertThat(judge(stranger, recorder).findings())
        .extracting(Finding::code)
        .containsExactly(Code.NO_PATH);
    TestPki.Authority noAuthority =
        ROOT.intermediate("Not an authority").certificateAuthority(false).buildAuthority();
    assertThat(judge(alice(noAuthority), recorder).findings())
        .extracting(Finding::code)
        .contains(Code.PATH_INVALID);
    assertThat(recorder.requests).isEmpty();
  }
}
