package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.internal.open.HostileCms.SEQUENCE;
import static org.smime4j.internal.open.HostileCms.SET;
import static org.smime4j.internal.open.HostileCms.children;
import static org.smime4j.internal.open.HostileCms.tlv;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.Outside;
import org.smime4j.testing.People;
import org.smime4j.testing.VectorCase;

/**
 * Every {@link Limit}: a message at it opens, or fails for another reason; just over it the failure
 * names it, within 50 ms of processor time. A limit without a case here fails.
 */
@Tag("cost")
public class LimitsTest {

  private static final long FIFTY_MILLISECONDS = 50_000_000;
  private static final String FROM = "From: alice@example.org\r\n";
  private static final String TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n";
  private static final int MEBIBYTE = 1024 * 1024;

  /** Made once: the length of one by ECDSA varies. */
  private static final byte[] SIGNATURE = signature();

  /** Those that are counted in time or in checks, or end otherwise: how, and who holds it. */
  private static final Map<Limit, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry(Limit.PRIVATE_KEY_MILLIS, "KeyTrialTest"), // LimitExceeded
          Map.entry(Limit.CONTENT_RUNS, "DecryptionOracleTest"), // NotDecryptable, as any failure
          Map.entry(Limit.CONTENT_RUN_OCTETS, "KeyPositionTest"), // likewise
          Map.entry(Limit.TEXT_OCTETS, "MessageBodyTest"), // LimitExceeded by text()
          Map.entry(Limit.SPOOL_THRESHOLD, "SpoolTest"), // a file
          Map.entry(Limit.PATH_LENGTH, "TrustPolicyTest"), // NO_PATH
          Map.entry(Limit.PATH_SIGNATURES, "EffortTest"), // a finding: nobody is believed
          Map.entry(Limit.SIGNATURE_CHECKS, "VerifierTest"), // LimitExceeded
          Map.entry(Limit.COUNTERSIGNATURES, "CountersignatureTest"), // a note, as the next
          Map.entry(Limit.COUNTERSIGNATURE_DEPTH, "CountersignatureTest"),
          Map.entry(Limit.KDF_MEMORY, "LimitsTest"), // KeyFile, which says which limit
          Map.entry(Limit.FETCHES, "FetchGuardTest"), // REVOCATION_UNKNOWN, as the next two
          Map.entry(Limit.FETCHED_OCTETS, "FetchGuardTest"),
          Map.entry(Limit.FETCH_MILLIS, "FetchGuardTest"),
          Map.entry(Limit.WORK, "WorkBudgetTest")); // LimitExceeded, or as PATH_SIGNATURES

  /** What is opened at the limit, and what just over it. */
  private record Case(Opened at, Opened over) {}

  private interface Opened {
    void open() throws IOException;
  }

  /** Made once: some are messages of many megabytes. */
  private static Map<Limit, Case> made;

  @BeforeAll
  static void make() throws IOException {
    made = cases();
  }

  @ParameterizedTest
  @EnumSource
  void c14_c16_c17_c18_atTheLimitItIsNotExceeded_overItIsNamedWithin50Milliseconds(Limit limit)
      throws Exception {
    if (ELSEWHERE.containsKey(limit)) {
      assertThat(source(ELSEWHERE.get(limit))).contains("Limit." + limit);
      return;
    }
    Case both = made.get(limit);
    assertThat(both).as("a case of its own").isNotNull();
    assertThat(catchThrowable(both.at::open)).isNull();
    for (int i = 0; i < 10; i++) {
      exceeds(limit, both.over);
    }
    long cost = CpuCost.least(FIFTY_MILLISECONDS, () -> exceeds(limit, both.over));
    System.out.printf("%s: over it in %d µs%n", limit, cost / 1_000);
    assertThat(cost).isLessThan(FIFTY_MILLISECONDS);
  }

  private static void exceeds(Limit limit, Opened over) {
    assertThat(catchThrowable(over::open))
        .isInstanceOfSatisfying(
            LimitExceeded.class,
            e ->
                assertThat(e.limit())
                    .as(e.getMessage())
                    .isEqualTo(limit == Limit.INFLATE_GRACE ? Limit.INFLATE_RATIO : limit));
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Outside.root().resolve("smime-core/src/test/java"))) {
      return Files.readString(
          files.filter(file -> file.endsWith(test + ".java")).findFirst().orElseThrow());
    }
  }

  private static Map<Limit, Case> cases() throws IOException {
    Map<Limit, Case> cases = new EnumMap<>(Limit.class);
    counted(cases, Limit.MIME_DEPTH, LimitsTest::nested);
    counted(cases, Limit.PARTS, n -> multipart("--b\r\n\r\nx\r\n".repeat(n - 1)));
    counted(cases, Limit.HEADERS, n -> FROM + "X: y\r\n".repeat(n - 1) + "\r\n");
    counted(cases, Limit.HEADER_BLOCK_OCTETS, LimitsTest::header);
    counted(cases, Limit.HEADER_OCTETS, n -> FROM + "X: " + "y".repeat(n - 5) + "\r\n\r\n");
    counted(cases, Limit.LINE_OCTETS, n -> FROM + "\r\n" + "x".repeat(n) + "\n");
    counted(cases, Limit.ASN1_DEPTH, n -> bare(signed().with(1, deep(n - 4))));
    counted(cases, Limit.ASN1_OCTETS, n -> bare(large(n)));
    counted(cases, Limit.OID_OCTETS, n -> bare(typed(n)));
    counted(cases, Limit.SIGNERS, n -> bare(signed().with(-1, copies(SET, signer(), n))));
    counted(cases, Limit.CERTIFICATES, n -> bare(signed().with(3, copies(0xa0, certificate(), n))));
    counted(cases, Limit.CRLS, n -> bare(withCrls(n)));
    counted(cases, Limit.ATTRIBUTES, n -> bare(signed().with(-1, withAttributes(n))));
    cases.put(Limit.CRYPTO_LAYERS, new Case(kit("layers-8"), kit("c18-layers-9")));
    cases.put(Limit.RECIPIENTS, new Case(kit("recipients-1000"), kit("c16-recipients-1001")));
    derivation(cases);
    inflation(cases);
    return cases;
  }

  private interface Making {
    String of(int count) throws IOException;
  }

  /** A message of so many, under the default: at it, and one more. */
  private static void counted(Map<Limit, Case> cases, Limit limit, Making making)
      throws IOException {
    int most = (int) Limits.standard().get(limit);
    byte[] at = octets(making.of(most));
    byte[] over = octets(making.of(most + 1));
    cases.put(
        limit, new Case(() -> open(at, Limits.standard()), () -> open(over, Limits.standard())));
  }

  private static void open(byte[] message, Limits limits) throws IOException {
    open(message, People.DECRYPTOR.within(limits), limits);
  }

  /** Opens it, and throws where a limit was exceeded, or it was not read so far. */
  private static void open(byte[] message, Decryptor decryptor, Limits limits) throws IOException {
    try (OpenedMail mail =
        MailReader.with(decryptor, People.VERIFIER.within(limits)).open(ByteSource.of(message))) {
      SmimeException failure = mail.failure().orElse(null);
      if (failure instanceof LimitExceeded || failure instanceof SmimeException.Malformed) {
        throw failure;
      }
    }
  }

  /** A message of the kit: it is found and read before it is opened. */
  private static Opened kit(String name) throws IOException {
    byte[] message = Files.readAllBytes(VectorCase.named(name).message());
    return () -> open(message, Limits.standard());
  }

  private static String multipart(String parts) {
    return FROM + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + "--b--\r\n";
  }

  private static String nested(int depth) {
    StringBuilder nested = new StringBuilder(FROM);
    for (int i = 0; i < depth; i++) {
      nested
          .append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\r\n\r\n--b")
          .append(i)
          .append("\r\n");
    }
    return nested + TEXT;
  }

  /** A header block of so many octets, in fields of no more than 50,000. */
  private static String header(int octets) {
    StringBuilder header = new StringBuilder(FROM);
    while (header.length() < octets) {
      int left = octets - header.length();
      int field = left > 60_000 ? 50_000 : left;
      header.append("X: ").append("y".repeat(field - 5)).append("\r\n");
    }
    return header + "\r\n";
  }

  /** A mail that is this object. */
  private static String bare(byte[] cms) {
    return FROM
        + "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        + text(cms);
  }

  private static byte[] signature() {
    try {
      return People.SIGNER.signOpaque(ByteSource.of(octets(TEXT)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HostileCms signed() throws IOException {
    return HostileCms.of(SIGNATURE);
  }

  private static byte[] signer() throws IOException {
    return children(signed().field(-1)).get(0);
  }

  private static byte[] certificate() throws IOException {
    return children(signed().field(3)).get(0);
  }

  private static byte[] copies(int tag, byte[] one, int count) {
    return tlv(tag, Collections.nCopies(count, one));
  }

  /** DigestAlgorithms with a value nested so deep in them. */
  private static byte[] deep(int depth) {
    byte[] value = {0x30, 0};
    for (int i = 1; i < depth; i++) {
      value = tlv(SEQUENCE, List.of(value));
    }
    return tlv(SET, List.of(value));
  }

  /** A signature with an unknown certificate, so that outside its content are so many octets. */
  private static byte[] large(int octets) throws IOException {
    int content = octets(TEXT).length + 2; // with its own tag and length
    int others = signed().with(3, unknown(0)).length - content;
    return signed().with(3, unknown(octets - others));
  }

  private static byte[] unknown(int octets) {
    return tlv(0xa0, List.of(tlv(0xa1, List.of(tlv(4, List.of(new byte[octets]))))));
  }

  /** An object of a type whose identifier has so many octets. */
  private static byte[] typed(int octets) {
    byte[] identifier = new byte[octets];
    Arrays.fill(identifier, (byte) 0x81);
    identifier[octets - 1] = 1;
    return new DerWriter().sequence().primitive(6, identifier).end().toByteArray();
  }

  private static byte[] withCrls(int count) throws IOException {
    byte[] certificates = signed().field(3);
    byte[] crls = copies(0xa1, new byte[] {0x30, 0}, count);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(certificates);
    both.writeBytes(crls);
    return signed().with(3, both.toByteArray());
  }

  private static byte[] withAttributes(int count) throws IOException {
    byte[] attribute = {0x30, 9, 6, 3, 0x2a, 3, 4, 0x31, 2, 5, 0};
    List<byte[]> fields = new ArrayList<>(children(signer()));
    fields.removeIf(field -> (field[0] & 0xff) == 0xa1);
    fields.add(copies(0xa1, attribute, count));
    return tlv(SET, List.of(tlv(SEQUENCE, fields)));
  }

  private static void derivation(Map<Limit, Case> cases) throws IOException {
    byte[] message = Files.readAllBytes(VectorCase.named("a17-iterations-1000001").message());
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of())
            .withRecipientPassword(PasswordSource.of("letmein".toCharArray()));
    lowered(cases, Limit.KDF_ITERATIONS, 1_000_001, message, decryptor);
  }

  private static void inflation(Map<Limit, Case> cases) throws IOException {
    byte[] noise = new byte[MEBIBYTE];
    new Random(17).nextBytes(noise);
    lowered(cases, Limit.INFLATED_OCTETS, MEBIBYTE, compressed(noise), People.DECRYPTOR);
    lowered(cases, Limit.INFLATE_GRACE, MEBIBYTE, compressed(new byte[MEBIBYTE]), People.DECRYPTOR);
    byte[] at = compressed(sparse(540)); // 97 to 1
    byte[] over = compressed(sparse(500)); // 103 to 1
    cases.put(
        Limit.INFLATE_RATIO,
        new Case(() -> open(at, Limits.standard()), () -> open(over, Limits.standard())));
  }

  /** Two mebibytes of zeros with so many other octets in each 64 KiB. */
  private static byte[] sparse(int noise) {
    int block = 64 * 1024;
    byte[] content = new byte[32 * block];
    Random random = new Random(100);
    byte[] other = new byte[noise];
    for (int at = 0; at < content.length; at += block) {
      random.nextBytes(other);
      System.arraycopy(other, 0, content, at, noise);
    }
    return content;
  }

  /** A message that needs so much of it, at a limit lowered to that and to one less. */
  private static void lowered(
      Map<Limit, Case> cases, Limit limit, long needed, byte[] message, Decryptor decryptor) {
    Limits at = Limits.standard().allowing(limit, needed);
    Limits over = Limits.standard().allowing(limit, needed - 1);
    cases.put(
        limit,
        new Case(
            () -> open(message, decryptor.within(at), at),
            () -> open(message, decryptor.within(over), over)));
  }

  private static byte[] compressed(byte[] content) throws IOException {
    return octets(bare(Compression.compress(content)));
  }

  /** A key file is not opened, and says so: there it is no failure of a message. */
  @Test
  void a17_memoryForAKeyFile_atTheLimitIsUsed_overItIsNamedWithin50Milliseconds(
      @TempDir Path folder) throws Exception {
    int cost = 1_024;
    int block = 8;
    long memory = 128L * block * (cost + 1);
    Path file =
        Files.write(
            folder.resolve("key.der"),
            new EncryptedPrivateKeyInfo(
                    new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_PBES2,
                        new PBES2Parameters(
                            new KeyDerivationFunc(
                                MiscObjectIdentifiers.id_scrypt,
                                new ScryptParams(new byte[16], cost, block, 1)),
                            new EncryptionScheme(
                                NISTObjectIdentifiers.id_aes256_CBC,
                                new DEROctetString(new byte[16])))),
                    new byte[64])
                .getEncoded());
    assertThat(asked(file, memory)).isNotEmpty().doesNotContain("Limit.KDF_MEMORY");
    for (int i = 0; i < 10; i++) {
      assertThat(asked(file, memory - 1)).contains("Limit.KDF_MEMORY");
    }
    assertThat(CpuCost.least(FIFTY_MILLISECONDS, () -> asked(file, memory - 1)))
        .isLessThan(FIFTY_MILLISECONDS);
  }

  /** Why the file was not opened within so much memory. */
  private static String asked(Path file, long memory) throws IOException {
    try {
      KeyHistory.read(
          Limits.standard().allowing(Limit.KDF_MEMORY, memory),
          PasswordSource.of("pw".toCharArray()),
          KeyHistory.of(),
          file);
      return "";
    } catch (SmimeException.KeyFile e) {
      return e.getMessage();
    }
  }
}
