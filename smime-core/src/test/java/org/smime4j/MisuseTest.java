package org.smime4j;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.ALICE;
import static org.smime4j.testing.People.BOB;
import static org.smime4j.testing.People.DECRYPTOR;
import static org.smime4j.testing.People.ENCRYPTOR;
import static org.smime4j.testing.People.SIGNER;
import static org.smime4j.testing.People.TRUST;
import static org.smime4j.testing.People.VERIFIER;
import static org.smime4j.testing.People.octets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/**
 * What people did wrong with the API does what they meant, or fails and says so. {@code
 * CreatorsTest} has the calls that do not compile, {@code OptionsTest} options that are given
 * twice, {@code ApiWordsTest} the words.
 */
class MisuseTest {

  private static final byte[] CONTENT = octets("Dear Bob\r\n");
  private static final Path SOURCES =
      Outside.root().resolve("smime-core/src/main/java/org/smime4j");

  static Stream<UnaryOperator<Verifier>> options() {
    return Stream.of(
        verifier -> verifier.acceptingDomainBound(),
        verifier -> verifier.expectingMail(),
        verifier -> verifier.dated(null),
        verifier -> verifier.allowingSkew(Duration.ofDays(9)),
        verifier -> verifier.believingTimestampsOf(TRUST),
        verifier -> verifier.under(AlgorithmPolicy.archive()),
        verifier -> verifier.within(Limits.standard()),
        verifier -> verifier.using(Security.getProvider("SUN")),
        verifier -> verifier.reporting((done, total) -> {}));
  }

  @ParameterizedTest
  @MethodSource("options")
  void noOptionDropsAnother_norDoesOneThatIsGivenTwice(UnaryOperator<Verifier> option)
      throws IOException {
    ByteSource signed = ByteSource.of(SIGNER.signOpaque(ByteSource.of(CONTENT)));
    Verifier other =
        Verifier.trusting(TRUST).expecting(ExpectedSigner.address("mallory@evil.example"));
    for (Verifier each : List.of(option.apply(other), option.apply(option.apply(other)))) {
      SignerVerdict verdict = each.verify(signed).worst();
      assertThat(verdict.state()).isEqualTo(SignerVerdict.State.UNTRUSTED);
      assertThat(verdict.findings())
          .extracting(Finding::code)
          .contains(Finding.Code.ADDRESS_MISMATCH);
    }
    assertThat(option.apply(Verifier.trusting(TRUST)).verify(signed).worst().state())
        .isEqualTo(SignerVerdict.State.TRUSTED);
  }

  @Test
  void whatIsEncryptedToAFileOrAStream_isDecryptedWithoutAnOption(@TempDir Path folder)
      throws IOException {
    Path plain = Files.write(folder.resolve("plain"), CONTENT);
    ENCRYPTOR.encrypt(plain, folder.resolve("sealed"));
    DECRYPTOR.decrypt(folder.resolve("sealed"), folder.resolve("back"));
    assertThat(folder.resolve("back")).hasBinaryContent(CONTENT);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    ENCRYPTOR.encrypt(new ByteArrayInputStream(CONTENT), sealed);
    DECRYPTOR.decrypt(new ByteArrayInputStream(sealed.toByteArray()), back);
    assertThat(back.toByteArray()).isEqualTo(CONTENT);
  }

  @Test
  void aRefusal_recommendsTheSafeWayFirst() throws IOException {
    byte[] cbc = ENCRYPTOR.under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(CONTENT)).bytes();
    byte[] mail =
        Outgoing.of("From: alice@example.org\r\n\r\nDear Bob\r\n".getBytes(US_ASCII))
            .encryptedBy(ENCRYPTOR.under(AlgorithmPolicy.outlook()))
            .seal()
            .bytes();
    assertThatThrownBy(
            () -> DECRYPTOR.decrypt(new ByteArrayInputStream(cbc), OutputStream.nullOutputStream()))
        .hasMessageMatching(".*AES-GCM.*sign it.*releasingUnauthenticated.*")
        .message()
        .doesNotMatch(".*releasingUnauthenticated.*AES-GCM.*");
    try (OpenedMail opened = MailReader.with(DECRYPTOR, VERIFIER).open(ByteSource.of(mail))) {
      assertThatThrownBy(opened::content)
          .hasMessageMatching(".*sign it.*AES-GCM.*unauthenticatedContent.*unverifiedContent.*")
          .message()
          .doesNotMatch(".*un(authenticated|verified)Content.*(sign it|AES-GCM).*");
    }
  }

  @Test
  void aVerifierTakesFiles_asAReaderDoes(@TempDir Path folder) throws IOException {
    Path content = Files.write(folder.resolve("content"), CONTENT);
    Path opaque = Files.write(folder.resolve("opaque"), SIGNER.signOpaque(ByteSource.of(content)));
    Path detached =
        Files.write(folder.resolve("detached"), SIGNER.signDetached(ByteSource.of(content)));
    assertThat(VERIFIER.verify(opaque).requireTrusted().bytes()).isEqualTo(CONTENT);
    assertThat(VERIFIER.verifyDetached(content, detached).requireTrusted().bytes())
        .isEqualTo(CONTENT);
    assertThatThrownBy(() -> VERIFIER.verifyDetached(opaque, detached).requireTrusted())
        .isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(() -> VERIFIER.verifyDetached(detached, content))
        .as("in the wrong order")
        .isInstanceOf(SmimeException.Malformed.class);
  }

  /** The Javadoc of {@code SmimeException} tells to catch it before the retry. */
  @Test
  void aRetryAsTheJavadocTellsIt_asksOnceForAVerdict_andAgainForAFailedReading()
      throws IOException {
    ByteSource signed = ByteSource.of(SIGNER.signOpaque(ByteSource.of(CONTENT)));
    Verifier nobody = Verifier.trusting(TrustPolicy.withoutAnchors("a test"));
    List<String> said = new ArrayList<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        said.add("asked");
        nobody.verify(signed).requireTrusted();
      } catch (SmimeException e) {
        said.add(e.outcome().name());
        break;
      } catch (IOException e) {
        said.add("again");
      }
    }
    assertThat(said).containsExactly("asked", "NOT_TRUSTED");
    assertThatThrownBy(
            () ->
                VERIFIER.verify(
                    () -> {
                      throw new IOException("the disk is gone");
                    }))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SmimeException.class);
  }

  @Test
  void attributesAndRequestsForReceipts_areEqualIfTheirContentIs() throws IOException {
    Attribute one = new Attribute("1.2.3.4", List.of(new byte[] {5, 0}), true);
    assertThat(new Attribute("1.2.3.4", List.of(new byte[] {5, 0}), true))
        .isEqualTo(one)
        .hasSameHashCodeAs(one);
    assertThat(new Attribute("1.2.3.4", List.of(new byte[] {5, 1}), true)).isNotEqualTo(one);
    assertThat(new Attribute("1.2.3.4", List.of(new byte[] {5, 0}), false)).isNotEqualTo(one);
    ByteSource signed =
        ByteSource.of(
            SIGNER.requestingReceipts("alice@example.org").signOpaque(ByteSource.of(CONTENT)));
    ReceiptRequest request = request(signed);
    assertThat(request(signed)).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(
            request(
                ByteSource.of(
                    SIGNER
                        .requestingReceipts("bob@example.org")
                        .signOpaque(ByteSource.of(CONTENT)))))
        .isNotEqualTo(request);
  }

  private static ReceiptRequest request(ByteSource signed) throws IOException {
    return VERIFIER.verify(signed).worst().receiptRequest().orElseThrow();
  }

  @Test
  void aCertificateIsRequiredToBeTrusted_inOneCall() throws IOException {
    assertThat(TRUST.judge(ALICE.certificate(), Purpose.SIGNING).requireTrusted())
        .isEqualTo(ALICE.certificate());
    assertThatThrownBy(
            () ->
                TRUST
                    .distrusting(List.of(BOB.certificate()))
                    .judge(BOB.certificate(), Purpose.ENCRYPTION)
                    .requireTrusted())
        .isInstanceOfSatisfying(
            SmimeException.NotTrusted.class,
            e -> assertThat(e.code()).isEqualTo(Finding.Code.DISTRUSTED));
  }

  /** An import of the whole package beside one of ours makes these names ambiguous. */
  @Test
  void whereANameIsAlsoOneOfTheJdk_theTypeTellsTheImport() throws IOException {
    Set<String> ambiguous = new TreeSet<>();
    for (String line : Files.readAllLines(Outside.root().resolve("smime-core/api.txt"))) {
      Matcher type =
          Pattern.compile(
                  "(?:open )?(?:class|interface|record|enum) org\\.smime4j\\.([\\w.]+)\\b.*")
              .matcher(line);
      if (type.matches() && !line.contains("$")) {
        String name = type.group(1).substring(type.group(1).lastIndexOf('.') + 1);
        if (isOfTheJdk(name)) {
          ambiguous.add(name);
          assertThat(Files.readString(SOURCES.resolve(type.group(1).replace('.', '/') + ".java")))
              .contains("{@code import org.smime4j." + type.group(1) + "}");
        }
      }
    }
    assertThat(ambiguous).containsExactly("Signer", "Timestamp");
  }

  private static boolean isOfTheJdk(String name) {
    for (String each :
        List.of(
            "java.io",
            "java.lang",
            "java.net",
            "java.nio.file",
            "java.security",
            "java.security.cert",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "javax.crypto")) {
      try {
        Class.forName(each + '.' + name, false, null);
        return true;
      } catch (ClassNotFoundException e) {
        // It is none of this package.
      }
    }
    return false;
  }

  private static final Pattern METHOD =
      Pattern.compile(
          "(?m)^  (?:(?:default|static|public|abstract) )*[\\w<>\\[\\]]+ (\\w+)\\(([^()]*)\\)");
  private static final List<List<String>> ORDER =
      List.of(
          List.of("content", "stamped", "message"),
          List.of("cms", "signature", "signedData", "token"),
          List.of("target"));

  @Test
  void contentComesFirst_thenWhatCoversIt_thenTheTarget() throws IOException {
    List<String> wrong = new ArrayList<>();
    int[] ordered = new int[1];
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file :
          files
              .filter(each -> each.toString().endsWith(".java"))
              .filter(each -> !each.toString().contains("internal"))
              .toList()) {
        wrong.addAll(outOfOrder(Files.readString(file), ordered));
      }
    }
    assertThat(ordered[0]).as("methods with two of these").isGreaterThan(5);
    assertThat(wrong).isEmpty();
  }

  @Test
  void anArgumentOutOfOrder_isFound() {
    assertThat(
            outOfOrder(
                "\n  default void addTo(ByteSource signedData, ByteSource content) {}\n"
                    + "  static Timestamp timestamp(byte[] token, byte[] stamped) {}\n"
                    + "  default void write(OutputStream target, ByteSource content) {}\n"
                    + "  default int right(ByteSource content, byte[] token) {}\n",
                new int[1]))
        .containsExactly("addTo", "timestamp", "write");
  }

  private static List<String> outOfOrder(String source, int[] ordered) {
    List<String> wrong = new ArrayList<>();
    for (Matcher method = METHOD.matcher(source); method.find(); ) {
      List<Integer> roles = new ArrayList<>();
      for (String argument : method.group(2).split(",")) {
        String name = argument.strip().replaceFirst("^.*[ .]", "");
        for (int role = 0; role < ORDER.size(); role++) {
          if (ORDER.get(role).contains(name)) {
            roles.add(role);
          }
        }
      }
      ordered[0] += roles.size() > 1 ? 1 : 0;
      if (!roles.equals(roles.stream().sorted().toList())) {
        wrong.add(method.group(1));
      }
    }
    return wrong;
  }
}
