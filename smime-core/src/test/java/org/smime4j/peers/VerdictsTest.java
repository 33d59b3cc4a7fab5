package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.ExpectedSigner;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.peers.Gpgsm.GpgsmCms;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/**
 * The verdicts of four peers and ours side by side, on signatures that are right, altered, or wrong
 * in one thing. {@code verdicts.tsv} has them all, and a reason where a peer takes what we do not
 * trust, or the other way round. {@code -Dwrite} writes what is seen, and the reasons stay to be
 * given.
 */
@Tag("thorough")
class VerdictsTest {

  private static final Path TABLE =
      Outside.root().resolve("smime-core/src/test/resources/org/smime4j/peers/verdicts.tsv");
  private static final List<String> PEERS = List.of("openssl", "gpgsm", "nss", "certtool");
  private static final Verifier OURS =
      Verifier.trusting(
              TrustPolicy.anchors(List.of(People.ROOT.certificate()))
                  .intermediates(List.of(People.ISSUING.certificate()))
                  .revocation(Revocation.notChecked("this test is about signatures"))
                  .at(TestPki.NOW))
          .expecting(ExpectedSigner.anyone("this test is about signatures"));

  private interface Judge {
    boolean accepts(byte[] message) throws Exception;
  }

  private record Line(String message, String ours, String peers, String reason) {

    static Line of(String text) {
      String[] columns = text.split("\t", -1);
      assertThat(columns).as(text).hasSize(4);
      return new Line(columns[0], columns[1], columns[2], columns[3]);
    }

    @Override
    public String toString() {
      return String.join("\t", message, ours, peers, reason);
    }
  }

  private final Map<String, byte[]> messages = new LinkedHashMap<>();

  @Test
  void eachVerdictIsTheOneInTheTable_andADifferenceHasItsReason(@TempDir Path folder)
      throws Exception {
    Map<String, Line> known = new LinkedHashMap<>();
    if (Files.exists(TABLE)) {
      Files.readAllLines(TABLE).stream()
          .filter(line -> !line.startsWith("#"))
          .map(Line::of)
          .forEach(line -> known.put(line.message(), line));
    }
    List<Line> seen = new ArrayList<>();
    try (Peer openssl = new OpensslCms(Files.createDirectory(folder.resolve("openssl")));
        GpgsmCms gpgsm = new GpgsmCms();
        Nss nss = new Nss(Files.createDirectory(folder.resolve("nss-files")));
        Certtool certtool = new Certtool(Files.createDirectory(folder.resolve("certtool")))) {
      byFourMakers(List.of(openssl, gpgsm, nss, certtool));
      wrongInOneThing(Openssl.in(Files.createDirectory(folder.resolve("made"))));
      Row row = row();
      List<Judge> judges = new ArrayList<>();
      judges.add(judging(Openssl.in(Files.createDirectory(folder.resolve("judged")))));
      for (Peer peer : List.of(gpgsm, nss, certtool)) {
        judges.add(message -> accepts(peer, row, message));
      }
      for (Map.Entry<String, byte[]> each : messages.entrySet()) {
        StringBuilder theirs = new StringBuilder();
        for (int i = 0; i < judges.size(); i++) {
          theirs.append(i == 0 ? "" : " ").append(PEERS.get(i)).append('=');
          theirs.append(judges.get(i).accepts(each.getValue()) ? "yes" : "no");
        }
        Line before = known.get(each.getKey());
        seen.add(
            new Line(
                each.getKey(),
                ours(each.getValue()),
                theirs.toString(),
                before == null ? "" : before.reason()));
      }
    }
    if (Outside.writes()) {
      write(seen);
    }
    assertThat(seen).isEqualTo(List.copyOf(known.values()));
    for (Line line : seen) {
      boolean trusted = line.ours().startsWith("Trusted");
      boolean differs = line.peers().contains(trusted ? "=no" : "=yes");
      assertThat(line.reason().isEmpty())
          .as("a reason where they differ: %s", line)
          .isEqualTo(!differs);
    }
  }

  private static void write(List<Line> lines) throws IOException {
    List<String> text = new ArrayList<>();
    text.add("# Signatures and who takes them: message, our verdict, theirs, and why they differ.");
    lines.forEach(line -> text.add(line.toString()));
    Files.createDirectories(TABLE.getParent());
    Files.write(TABLE, text);
  }

  private static Row row() {
    return Rows.all().stream()
        .filter(each -> each.name().equals("rsa-pkcs1-sha256, opaque"))
        .findFirst()
        .orElseThrow();
  }

  private static boolean accepts(Peer peer, Row row, byte[] message) {
    try {
      return Arrays.equals(peer.read(row, message), Ours.CONTENT);
    } catch (Exception | AssertionError e) {
      return false;
    }
  }

  /** As for mail, at the time of the test's certificates. */
  private static Judge judging(Openssl openssl) {
    Path root = openssl.file(People.ROOT.certificate());
    Path issuing = openssl.file(People.ISSUING.certificate());
    return message ->
        openssl
                .tries(
                    "cms",
                    "-verify",
                    "-binary",
                    "-inform",
                    "DER",
                    "-in",
                    openssl.file(message),
                    "-CAfile",
                    root,
                    "-certfile",
                    issuing,
                    "-purpose",
                    "smimesign",
                    "-attime",
                    TestPki.NOW.getEpochSecond(),
                    "-out",
                    "/dev/null")
                .exit()
            == 0;
  }

  private static String ours(byte[] message) {
    try {
      SignatureReport report = OURS.verify(ByteSource.of(message));
      assertThat(report.signers()).hasSize(1);
      SignerVerdict verdict = report.signers().get(0);
      String state = verdict.state().name();
      return state.charAt(0)
          + state.substring(1).toLowerCase(Locale.ROOT)
          + " "
          + (verdict.isIntact() ? "INTACT" : verdict.isAltered() ? "ALTERED" : "UNCHECKED");
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }

  private void byFourMakers(List<Peer> makers) throws Exception {
    for (int i = 0; i < makers.size(); i++) {
      byte[] message = makers.get(i).write(row());
      String by = " by " + PEERS.get(i);
      messages.put("right" + by, message);
      messages.put("content altered" + by, altered(message, indexOf(message, Ours.CONTENT) + 5));
      messages.put("signature altered" + by, altered(message, message.length - 100));
    }
  }

  private static byte[] altered(byte[] message, int at) {
    byte[] altered = message.clone();
    altered[at] ^= 1;
    return altered;
  }

  private static int indexOf(byte[] octets, byte[] wanted) {
    for (int i = 0; i + wanted.length <= octets.length; i++) {
      if (Arrays.equals(octets, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("the content is not there in one piece");
  }

  private static KeyPair pair(String kind, String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind, new BouncyCastleProvider());
    if (curve.isEmpty()) {
      generator.initialize(2048);
    } else {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    return generator.generateKeyPair();
  }

  private static TestPki.Builder rsa() {
    return People.ISSUING.issue("verdict@example.org").rsa(2048);
  }

  private void wrongInOneThing(Openssl openssl) throws Exception {
    Duration year = Duration.ofDays(365);
    make(openssl, "in nothing", rsa().build(), "sha256");
    make(
        openssl,
        "expired",
        rsa().validity(TestPki.NOW.minus(year), TestPki.NOW.minus(Duration.ofDays(9))).build(),
        "sha256");
    make(
        openssl,
        "not yet valid",
        rsa().validity(TestPki.NOW.plus(year), TestPki.NOW.plus(year.multipliedBy(2))).build(),
        "sha256");
    make(
        openssl,
        "for TLS servers only",
        rsa().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build(),
        "sha256");
    make(
        openssl,
        "for any purpose",
        rsa().extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage).build(),
        "sha256");
    make(
        openssl,
        "for key encipherment only",
        rsa().keyUsage(KeyUsage.keyEncipherment).build(),
        "sha256");
    make(openssl, "by an authority of its own", TestPki.authority("Own"), "sha256");
    make(
        openssl,
        "under another root",
        TestPki.authority("Another").issue("verdict@example.org").rsa(2048).build(),
        "sha256");
    make(openssl, "sha1", rsa().build(), "sha1");
    make(openssl, "md5", rsa().build(), "md5");
    make(openssl, "ripemd160", rsa().build(), "ripemd160");
    make(openssl, "certificate by sha1", rsa().signedWith("SHA1withRSA").build(), "sha256");
    make(
        openssl,
        "rsa 1024",
        People.ISSUING.issue("verdict@example.org").key(TestPki.generate("RSA-1024")).build(),
        "sha256");
    for (String curve : List.of("P-256", "P-192", "brainpoolP256r1", "sect233r1")) {
      make(
          openssl,
          curve,
          People.ISSUING.issue("verdict@example.org").key(pair("EC", curve)).build(),
          "sha256");
    }
    make(
        openssl,
        "dsa 2048",
        People.ISSUING.issue("verdict@example.org").key(pair("DSA", "")).build(),
        "sha256");
    make(openssl, "no signed attributes", rsa().build(), "sha256", "-noattr");
    make(openssl, "its certificate left out", rsa().build(), "sha256", "-nocerts");
  }

  private void make(
      Openssl openssl, String name, TestPki.Issued who, String digest, String... options)
      throws Exception {
    List<Object> line = new ArrayList<>(List.of("cms", "-sign", "-binary", "-nodetach"));
    line.addAll(List.of("-provider", "legacy", "-provider", "default", "-outform", "DER"));
    line.addAll(List.of("-in", openssl.file(Ours.CONTENT), "-md", digest));
    line.addAll(List.of("-signer", openssl.file(who.certificate())));
    line.addAll(List.of("-inkey", openssl.file(who.privateKey())));
    if (who.chain().size() > 1) {
      X509Certificate[] above =
          who.chain().subList(1, who.chain().size()).toArray(X509Certificate[]::new);
      line.addAll(List.of("-certfile", openssl.file(above)));
    }
    line.addAll(List.of(options));
    messages.put(name, openssl.produce(line.toArray()));
  }
}
