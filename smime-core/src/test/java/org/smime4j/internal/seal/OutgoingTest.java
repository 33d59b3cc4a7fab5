package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SealingReport;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Samples;

public class OutgoingTest {

  private static final String HEADER =
      "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\nSubject: the plan\r\n"
          + "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\n";

  private static final byte[] MESSAGE =
      octets(
          HEADER
              + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
              + "Gr\u00fc\u00dfe\r\n".repeat(40));

  private static final Encryptor CBC = People.ENCRYPTOR.under(AlgorithmPolicy.outlook());

  /** No divisor of the number of combinations, so that each chain begins with another one. */
  private static final int OF_COMBINATIONS = Samples.ofAll(5);

  private int combinations;

  @TempDir private Path folder;

  private enum Verb {
    SIGN,
    SIGN_OPAQUELY,
    COMPRESS,
    ENCRYPT,
    ENCRYPT_CBC;

    Outgoing around(Outgoing outgoing) {
      return switch (this) {
        case SIGN -> outgoing.signedBy(People.SIGNER);
        case SIGN_OPAQUELY -> outgoing.signedOpaquelyBy(People.SIGNER);
        case COMPRESS -> outgoing.compressed();
        case ENCRYPT -> outgoing.encryptedBy(People.ENCRYPTOR);
        case ENCRYPT_CBC -> outgoing.encryptedBy(CBC);
      };
    }

    boolean encrypts() {
      return this == ENCRYPT || this == ENCRYPT_CBC;
    }

    boolean signs() {
      return this == SIGN || this == SIGN_OPAQUELY;
    }

    boolean shows(Layer layer) {
      return switch (this) {
        case SIGN -> layer.kind() == Layer.Kind.SIGNED;
        case SIGN_OPAQUELY -> layer.kind() == Layer.Kind.SIGNED_OPAQUELY;
        case COMPRESS -> layer.kind() == Layer.Kind.COMPRESSED;
        case ENCRYPT -> layer.encryption().filter(each -> each.isAuthenticated()).isPresent();
        case ENCRYPT_CBC -> layer.encryption().filter(each -> !each.isAuthenticated()).isPresent();
      };
    }
  }

  private enum Source {
    ARRAY,
    FILE,
    SIZED,
    UNSIZED;

    Outgoing of(Path folder) throws IOException {
      return switch (this) {
        case ARRAY -> Outgoing.of(MESSAGE);
        case FILE -> Outgoing.of(ByteSource.of(Files.write(folder.resolve("message"), MESSAGE)));
        case SIZED -> Outgoing.of(new Read(MESSAGE.length));
        case UNSIZED -> Outgoing.of(new Read(-1));
      };
    }
  }

  /** Octets that lie in no array. */
  private record Read(long size) implements ByteSource {
    @Override
    public OptionalLong sizeIfKnown() {
      return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(MESSAGE);
    }
  }

  private enum Target {
    MEMORY,
    STREAM,
    FILE
  }

  private record Written(byte[] octets, SealingReport report) {}

  private Written write(Outgoing outgoing, Target target) throws IOException {
    switch (target) {
      case MEMORY -> {
        SealedMail sealed = outgoing.seal();
        return new Written(sealed.bytes(), sealed.report());
      }
      case STREAM -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealingReport report = outgoing.writeTo(out);
        return new Written(out.toByteArray(), report);
      }
      default -> {
        Path file = folder.resolve("sealed");
        SealingReport report = outgoing.writeTo(file);
        return new Written(Files.readAllBytes(file), report);
      }
    }
  }

  private static List<List<Verb>> chains(int longest) {
    List<List<Verb>> all = new ArrayList<>();
    List<List<Verb>> last = List.of(List.of());
    for (int n = 0; n < longest; n++) {
      List<List<Verb>> next = new ArrayList<>();
      for (List<Verb> chain : last) {
        for (Verb verb : Verb.values()) {
          if (verb != Verb.COMPRESS || !chain.contains(verb)) {
            List<Verb> more = new ArrayList<>(chain);
            more.add(verb);
            next.add(more);
          }
        }
      }
      all.addAll(next);
      last = next;
    }
    return all;
  }

  private static Outgoing layered(Outgoing message, List<Verb> chain) {
    Outgoing outgoing = message;
    for (Verb verb : chain) {
      outgoing = verb.around(outgoing);
    }
    return outgoing;
  }

  @Test
  void eachCombinationOfTwoLayers_ofEachSource_opensAlikeFromEachTarget() throws IOException {
    for (List<Verb> chain : chains(2)) {
      assertAlike(chain);
    }
  }

  @Test
  void longerChains_openAlikeToo() throws IOException {
    long seed = Samples.seed();
    System.out.println("OutgoingTest: -Dseed=" + seed);
    Random random = new Random(seed);
    List<List<Verb>> chains = chains(4);
    for (int n = 0; n < 12; n++) {
      assertAlike(chains.get(random.nextInt(chains.size())));
    }
  }

  /** Each pair of a source and a target comes with some chain; with -Pthorough with every one. */
  private void assertAlike(List<Verb> chain) throws IOException {
    Written first = null;
    for (Source source : Source.values()) {
      Outgoing outgoing = layered(source.of(folder), chain);
      if (chain.stream().anyMatch(verb -> verb != Verb.COMPRESS)) {
        outgoing = outgoing.hidingSubject();
      }
      for (Target target : Target.values()) {
        if (combinations++ % OF_COMBINATIONS != 0) {
          continue;
        }
        Written written = write(outgoing, target);
        first = first == null ? written : first;
        String as = chain + " of " + source + " to " + target;
        assertOpens(written, chain, as);
        assertThat(written.report().notes()).as(as).isEqualTo(first.report().notes());
        assertThat(content(written)).as(as).isEqualTo(content(first));
        assertThat(header(written)).as(as).isEqualTo(header(first));
      }
    }
  }

  private static void assertOpens(Written written, List<Verb> chain, String as) throws IOException {
    boolean encrypted = chain.stream().anyMatch(Verb::encrypts);
    boolean signed = chain.stream().anyMatch(Verb::signs);
    assertThat(written.report().layers()).as(as).hasSize(chain.size());
    assertThat(written.report().recipients().isEmpty()).as(as).isEqualTo(!encrypted);
    assertThat(written.report().contentCipher().isPresent()).as(as).isEqualTo(encrypted);
    String mail = text(written.octets());
    assertThat(mail.lines()).as(as).allMatch(line -> line.length() <= 998);
    assertThat(mail).as(as).doesNotContainPattern("(?<!\r)\n");
    assertThat(mail.contains("the plan")).as(as).isEqualTo(!encrypted);
    try (OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(written.octets()))) {
      assertThat(opened.failure()).as(as).isEmpty();
      assertThat(opened.layers()).as(as).hasSize(chain.size());
      for (int i = 0; i < chain.size(); i++) {
        Layer layer = opened.layers().get(i);
        assertThat(chain.get(chain.size() - 1 - i).shows(layer)).as(as).isTrue();
        assertThat(layer.deviations()).as(as).isEmpty();
        if (layer.kind() == Layer.Kind.SIGNED || layer.kind() == Layer.Kind.SIGNED_OPAQUELY) {
          layer.report().orElseThrow().requireTrusted();
        }
      }
      if (encrypted || signed) {
        assertThat(opened.protectedField("Subject").orElseThrow().text())
            .as(as)
            .isEqualTo("the plan");
      }
    }
  }

  private static byte[] content(Written written) throws IOException {
    try (OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(written.octets()))) {
      return opened.unverifiedContent("compared in a test").bytes();
    }
  }

  /** The header without a boundary, which is another one each time. */
  private static String header(Written written) {
    String mail = text(written.octets());
    return mail.substring(0, mail.indexOf("\r\n\r\n"))
        .replaceAll("boundary=\"[^\"]*\"", "boundary");
  }

  @Test
  void inMemory_isDer_whateverTheLayers() throws IOException {
    for (List<Verb> chain : chains(2)) {
      if (chain.get(chain.size() - 1) != Verb.SIGN) {
        String mail = text(layered(Outgoing.of(MESSAGE), chain).seal().bytes());
        byte[] cms =
            java.util.Base64.getMimeDecoder()
                .decode(mail.substring(mail.indexOf("\r\n\r\n")).strip());
        assertThat(org.bouncycastle.asn1.ASN1Primitive.fromByteArray(cms).getEncoded("DER"))
            .as(chain.toString())
            .isEqualTo(cms);
      }
    }
  }

  @Test
  void nothingToDo_isRefused_withTheNamesOfWhatThereIs() {
    Outgoing outgoing = Outgoing.of(MESSAGE);
    for (Attempt attempt : attempts(outgoing)) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("signedBy", "signedOpaquelyBy", "encryptedBy", "compressed");
    }
  }

  @Test
  void whatWouldDoNothing_isRefused_withTheNameOfWhatIsMissing() {
    assertThatThrownBy(
            () ->
                Outgoing.of(MESSAGE)
                    .signedBy(People.SIGNER)
                    .sealEach(People.plan("bob@example.org"), Unreachable.REFUSE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("encryptedBy");
    Outgoing hiding = Outgoing.of(MESSAGE).compressed().hidingSubject();
    for (Attempt attempt : attempts(hiding)) {
      assertThatThrownBy(attempt::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("encryptedBy");
    }
    assertThatThrownBy(() -> Outgoing.of(MESSAGE).compressed().compressed())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatCameCompressed_isNotCompressedAgain() throws IOException {
    SealedMail compressed = Outgoing.of(MESSAGE).compressed().seal();
    byte[] signed = Outgoing.of(compressed).signedBy(People.SIGNER).seal().bytes();
    SealedMail encrypted = Outgoing.of(MESSAGE).compressed().encryptedBy(People.ENCRYPTOR).seal();
    for (Outgoing again :
        List.of(
            Outgoing.of(compressed),
            Outgoing.of(compressed.bytes()),
            Outgoing.of(signed),
            Outgoing.of(encrypted))) {
      assertThatThrownBy(() -> again.signedBy(People.SIGNER).compressed().seal())
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              e -> assertThat(e.rule()).isEqualTo(SmimeException.Refused.Rule.NESTED_COMPRESSION));
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static List<Attempt> attempts(Outgoing outgoing) {
    return List.of(
        outgoing::seal,
        () -> outgoing.writeTo(new ByteArrayOutputStream()),
        () -> outgoing.sealEach(People.plan("bob@example.org"), Unreachable.REFUSE));
  }

  @Test
  void a18_withoutAPlan_aMessageThatNamesABlindCopyIsRefused() throws IOException {
    byte[] message = octets("Bcc: carol@example.org\r\n" + HEADER + "\r\ntext\r\n");
    Outgoing outgoing = Outgoing.of(message).encryptedBy(People.ENCRYPTOR);
    for (Attempt attempt : attempts(outgoing).subList(0, 2)) {
      assertThatThrownBy(attempt::run)
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              e -> {
                assertThat(e.rule().name()).isEqualTo("BCC");
                assertThat(e).hasMessageContaining("sealEach");
              });
    }
  }

  @Test
  void a18_throughSeveralLayers_aBlindCopyNamesItsOwnRecipientAlone() throws IOException {
    byte[] message = octets("Bcc: carol@example.org\r\n" + HEADER + "\r\ntext\r\n");
    List<SealedMail> sealed =
        Outgoing.of(message)
            .compressed()
            .encryptedBy(CBC)
            .signedBy(People.SIGNER)
            .encryptedBy(People.UNADDRESSED)
            .sealEach(
                People.plan("bob@example.org", "carol@example.org", "bob@example.org"),
                Unreachable.REFUSE)
            .encrypted()
            .stream()
            .map(Deliveries.Delivery::message)
            .toList();
    assertThat(sealed).hasSize(2);
    Decryptor carol = Decryptor.with(KeyHistory.of(People.identity(People.CAROL)));
    List<Decryptor> readers = List.of(People.DECRYPTOR, carol);
    for (int i = 0; i < 2; i++) {
      assertThat(sealed.get(i).report().recipients())
          .containsExactly(i == 0 ? People.BOB.certificate() : People.CAROL.certificate());
      OpenedMail opened = MailReader.with(readers.get(i), People.VERIFIER).open(sealed.get(i));
      assertThat(opened.failure()).isEmpty();
      assertThat(opened.layers()).hasSize(4);
      assertThat(text(opened.unverifiedContent("compared in a test").bytes()))
          .contains("text\r\n")
          .doesNotContainIgnoringCase("bcc");
      assertThat(
              MailReader.with(readers.get(1 - i).expectingMail(), People.VERIFIER)
                  .open(sealed.get(i))
                  .failure()
                  .orElseThrow())
          .isInstanceOf(SmimeException.NoMatchingKey.class);
    }
  }

  @Test
  void a20_whereARecipientOfAnInnerLayerIsRefused_nothingIsWritten() {
    Encryptor refused =
        Encryptor.trusting(TrustPolicy.withoutAnchors("nobody is trusted"))
            .to(People.ALICE.certificate());
    for (Verb outer : Verb.values()) {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      assertThatThrownBy(
              () -> outer.around(Outgoing.of(MESSAGE).encryptedBy(refused)).writeTo(written))
          .isInstanceOf(SmimeException.Refused.class);
      assertThat(written.size()).as(outer.toString()).isZero();
    }
  }

  @Test
  void eachStep_leavesTheOneBeforeAsItWas() throws IOException {
    Outgoing message = Outgoing.of(MESSAGE);
    Outgoing signed = message.signedBy(People.SIGNER);
    signed.encryptedBy(People.ENCRYPTOR).hidingSubjectAndNames();
    assertThat(signed.seal().report().layers()).containsExactly(Layer.Kind.SIGNED);
    assertThat(message.compressed().seal().report().layers())
        .containsExactly(Layer.Kind.COMPRESSED);
  }

  @Test
  void aSignatureInside_isSeenThroughCompression_andOneOutsideDoesNotCount() throws IOException {
    Outgoing message = Outgoing.of(MESSAGE);
    assertThat(codes(message.signedBy(People.SIGNER).compressed().encryptedBy(CBC)))
        .doesNotContain("NOT_AUTHENTICATED");
    assertThat(codes(message.compressed().encryptedBy(CBC))).contains("NOT_AUTHENTICATED");
    assertThat(codes(message.encryptedBy(CBC).signedBy(People.SIGNER)))
        .contains("NOT_AUTHENTICATED");
  }

  private static List<String> codes(Outgoing outgoing) throws IOException {
    return outgoing.seal().report().notes().stream().map(note -> note.code().name()).toList();
  }
}
