package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.Json;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/**
 * Path cases of x509-limbo (C2SP, Apache-2.0), whose certificates are for e-mail. Its results are
 * those of the Web PKI; where ours is another one it stands in {@code limbo.tsv} with the reason.
 */
public class LimboTest {

  /** Cases of which the folder, which has half of them, need not have the certificates. */
  private static final Set<String> NOT_IN_THE_FOLDER =
      Set.of(
          "crl::crlnumber-missing",
          "rfc5280::nc::not-allowed-in-ee-noncritical",
          "rfc5280::leaf-ku-keycertsign",
          "rfc5280::pc::ica-noncritical-pc");

  private record Decided(String ours, String reason) {}

  private static Map<String, Decided> decided() throws IOException {
    Map<String, Decided> decided = new LinkedHashMap<>();
    try (InputStream in = LimboTest.class.getResourceAsStream("limbo.tsv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] columns = line.split("\t", -1);
          assertThat(columns).as(line).hasSize(3).doesNotContain("");
          assertThat(columns[1]).isIn("SUCCESS", "FAILURE");
          assertThat(decided.put(columns[0], new Decided(columns[1], columns[2]))).isNull();
        }
      }
    }
    return decided;
  }

  private static List<Json.Entry> cases() throws IOException {
    return Json.read(Outside.beside("limbo").resolve("limbo.json")).entries("testcases");
  }

  @TestFactory
  Stream<DynamicTest> c8_c9_c10_c12_everyCaseIsDecidedAsStated_orAsListed() throws IOException {
    Map<String, Decided> decided = decided();
    return cases().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.string("id"), () -> agrees(each, decided.get(each.string("id")))));
  }

  @Test
  void whatIsDecidedOtherwise_isThere_andIsOtherwise() throws IOException {
    Set<String> otherwise = new HashSet<>(decided().keySet());
    List<Json.Entry> cases = cases();
    for (Json.Entry each : cases) {
      Decided decided = decided().get(each.string("id"));
      if (decided != null) {
        assertThat(decided.ours()).isNotEqualTo(each.string("expected_result"));
        otherwise.remove(each.string("id"));
      }
    }
    assertThat(NOT_IN_THE_FOLDER).containsAll(otherwise);
    assertThat(cases.size()).isGreaterThan(90);
  }

  private static void agrees(Json.Entry each, @org.jspecify.annotations.Nullable Decided decided)
      throws Exception {
    List<String> against = judge(each);
    assertThat(against.isEmpty() ? "SUCCESS" : "FAILURE")
        .as("%s: %s", each.string("description"), against)
        .isEqualTo(decided == null ? each.string("expected_result") : decided.ours());
  }

  /** What speaks against the certificate of the case. */
  private static List<String> judge(Json.Entry each) throws Exception {
    X509Certificate leaf;
    TrustPolicy trust;
    try {
      leaf = Certificates.parse(pem(each.string("peer_certificate")));
      List<X509Certificate> anchors = new ArrayList<>();
      for (String pem : each.strings("trusted_certs")) {
        anchors.add(Certificates.parse(pem(pem)));
      }
      trust = TrustPolicy.anchors(anchors);
    } catch (SmimeException | IllegalArgumentException e) {
      return List.of("unreadable: " + e.getMessage());
    }
    List<X509Certificate> others = new ArrayList<>();
    for (String pem : each.strings("untrusted_intermediates")) {
      try {
        others.add(Certificates.parse(pem(pem)));
      } catch (SmimeException e) {
        // Helps nobody.
      }
    }
    Instant at =
        each.optional("validation_time")
            .map(time -> OffsetDateTime.parse((String) time).toInstant())
            .orElse(TestPki.NOW);
    List<X509CRL> crls = new ArrayList<>();
    for (String pem : each.strings("crls")) {
      crls.add(Certificates.parseCrl(pem(pem)));
    }
    if (!crls.isEmpty()) {
      trust = trust.revocation(Revocation.crls(crls));
    }
    Limits limits = Limits.standard();
    if (each.optional("max_chain_depth").isPresent()) {
      // Its depth counts intermediates; ours counts the certificate itself too.
      limits =
          limits.allowing(
              Limit.PATH_LENGTH,
              Math.min(limits.get(Limit.PATH_LENGTH), each.number("max_chain_depth") + 1L));
    }
    // Where TLS clients are asked for, what is said of e-mail is no matter.
    boolean forClients = each.strings("extended_key_usage").contains("clientAuth");
    List<String> against = new ArrayList<>();
    Doors.judge(trust.at(at), leaf, others, List.of(), Purpose.SIGNING, limits).findings().stream()
        .filter(finding -> !forClients || finding.code() != Finding.Code.EXTENDED_KEY_USAGE)
        .map(Finding::toString)
        .forEach(against::add);
    for (Json.Entry name : each.entries("expected_peer_names")) {
      if (name.string("kind").equals("RFC822")) {
        ExpectedAddress.address(name.string("value"))
            .compare(leaf)
            .finding()
            .ifPresent(finding -> against.add(finding.toString()));
      }
    }
    return against;
  }

  private static byte[] pem(String text) throws IOException {
    String body = text.replaceAll("-----[A-Z0-9 ]+-----", "");
    try (InputStream in =
        Base64.getMimeDecoder()
            .wrap(new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII)))) {
      return in.readAllBytes();
    }
  }
}
