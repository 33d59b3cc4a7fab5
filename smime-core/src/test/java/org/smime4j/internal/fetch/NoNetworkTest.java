package org.smime4j.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.OcspResponses;
import org.smime4j.testing.TestPki;

/** C13: without a fetcher nothing is opened, wherever the certificates point. */
public class NoNetworkTest {

  @Test
  void c13_withoutAFetcher_noSocketAndNoUrlIsOpened() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Judging.class.getName())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(said)
        .contains("control: 2 opened", "judged: [NOT_CHECKED, UNKNOWN, UNKNOWN, GOOD], opened: []");
    assertThat(process.exitValue()).isZero();
  }

  /** A JVM in which whatever would open a connection is recorded and refused. */
  static final class Judging {

    private static final List<String> OPENED = Collections.synchronizedList(new ArrayList<>());

    private static final List<String> ADDRESSES =
        new ArrayList<>(
            List.of(
                "http://127.0.0.1:9/x",
                "https://127.0.0.1:9/x",
                "jar:file:///tmp/x.jar!/crl",
                "ldap://127.0.0.1:9/cn=x?certificateRevocationList",
                "ftp://127.0.0.1/x"));

    @SuppressWarnings("deprecation") // the one hook there is for every socket of a JVM
    public static void main(String[] args) throws Exception {
      Socket.setSocketImplFactory(Judging::refuseSocket);
      URL.setURLStreamHandlerFactory(Judging::refuseUrl);
      ProxySelector.setDefault(new Refusing());
      control();
      TestPki.Authority root = TestPki.authority("Root");
      // The JVM lets nobody watch file: URLs. This one would clear, if it were read.
      Path list = Files.createTempFile("smime4j", ".crl");
      Files.write(list, root.crl().getEncoded());
      ADDRESSES.add(list.toUri().toString());
      TestPki.Issued alice = pointing(root);
      List<String> seen = new ArrayList<>();
      for (Revocation revocation :
          List.of(
              Revocation.notChecked("the default"),
              Revocation.crls(List.of(TestPki.authority("Other").crl())),
              Revocation.ocsp(List.of(OcspResponses.by(root).unknown(alice, root))),
              Revocation.crls(List.of(root.crl())))) {
        CertificateVerdict verdict =
            Doors.judge(
                TrustPolicy.anchors(List.of(root.certificate()))
                    .at(Instant.parse("2026-06-01T12:00:00Z"))
                    .revocation(revocation),
                alice.certificate(),
                alice.chain(),
                List.of(),
                Purpose.SIGNING,
                Limits.standard());
        seen.add(verdict.revocation().name());
      }
      Files.delete(list);
      System.out.println("judged: " + seen + ", opened: " + OPENED);
    }

    /** That what is opened is seen. */
    private static void control() throws Exception {
      try (Socket socket = new Socket("127.0.0.1", 9)) {
        throw new AssertionError("a socket was opened: " + socket);
      } catch (IOException | RuntimeException e) {
        // Refused.
      }
      try {
        URI.create("http://127.0.0.1:9/x").toURL().openStream().close();
        throw new AssertionError("a URL was opened");
      } catch (IOException | RuntimeException e) {
        // Refused.
      }
      System.out.println("control: " + OPENED.size() + " opened");
      OPENED.clear();
    }

    private static SocketImpl refuseSocket() {
      OPENED.add("socket");
      throw new IllegalStateException("no socket");
    }

    private static URLStreamHandler refuseUrl(String protocol) {
      return List.of("http", "https", "jar", "ldap", "ftp").contains(protocol)
          ? new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) throws IOException {
              OPENED.add(url.toString());
              throw new IOException("no URL");
            }
          }
          : null;
    }

    private static final class Refusing extends ProxySelector {
      @Override
      public List<Proxy> select(URI uri) {
        OPENED.add("proxy for " + uri);
        return List.of(Proxy.NO_PROXY);
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }

    private static TestPki.Issued pointing(TestPki.Authority issuer) {
      AccessDescription[] accesses = new AccessDescription[2 * ADDRESSES.size()];
      DistributionPoint[] points = new DistributionPoint[ADDRESSES.size()];
      for (int i = 0; i < ADDRESSES.size(); i++) {
        GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, ADDRESSES.get(i));
        accesses[2 * i] = new AccessDescription(AccessDescription.id_ad_ocsp, name);
        accesses[2 * i + 1] = new AccessDescription(AccessDescription.id_ad_caIssuers, name);
        points[i] =
            new DistributionPoint(new DistributionPointName(new GeneralNames(name)), null, null);
      }
      return issuer
          .issue("alice@example.org")
          .ec("P-256")
          .extension(Extension.authorityInfoAccess.getId(), false, new DERSequence(accesses))
          .extension(Extension.cRLDistributionPoints.getId(), false, new CRLDistPoint(points))
          .extension(Extension.freshestCRL.getId(), false, new CRLDistPoint(points))
          .build();
    }
  }
}
