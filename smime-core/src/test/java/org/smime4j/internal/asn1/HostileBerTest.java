package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfo.Unknown;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestSource;

/** Bombs in BER: each ends in a failure that says what it is, early and without memory. */
final class HostileBerTest {

  private static final Limits STANDARD = Limits.standard();

  private static void read(byte[] ber) throws IOException {
    ContentInfoReader.read(ByteSource.of(ber), STANDARD);
  }

  private static Limit limitOf(byte[] ber) {
    LimitExceeded exceeded = catchThrowableOfType(LimitExceeded.class, () -> read(ber));
    assertThat(exceeded).isNotNull();
    return exceeded.limit();
  }

  /** A SEQUENCE of this depth around nothing. */
  private static byte[] nested(int depth) {
    // Back to front, since a writer of ours would take time squared.
    byte[] reversed = new byte[6 * depth];
    int at = reversed.length;
    for (int i = 0; i < depth; i++) {
      byte[] length = DerWriter.length(reversed.length - at);
      at -= length.length;
      System.arraycopy(length, 0, reversed, at, length.length);
      reversed[--at] = 0x30;
    }
    return Arrays.copyOfRange(reversed, at, reversed.length);
  }

  private static byte[] nestedIndefinite(int tag, int depth) {
    byte[] octets = new byte[4 * depth];
    for (int i = 0; i < depth; i++) {
      octets[2 * i] = (byte) tag;
      octets[2 * i + 1] = (byte) 0x80;
    }
    return octets;
  }

  private static byte[] signedDataWith(List<byte[]> digestAlgorithms, byte[] tail) {
    return SignedDataWriter.detached(1, digestAlgorithms, Oids.DATA, tail);
  }

  private static byte[] emptyTail() {
    return SignedDataWriter.tail(List.of(), List.of(), List.of());
  }

  @Test
  void c14_depth32IsRead_depth33IsOverTheLimit() throws IOException {
    TlvScan.check(ArrayOctets.of(nested(32)), STANDARD, "BER");
    LimitExceeded exceeded =
        catchThrowableOfType(
            LimitExceeded.class, () -> TlvScan.check(ArrayOctets.of(nested(33)), STANDARD, "BER"));
    assertThat(exceeded.limit()).isEqualTo(Limit.ASN1_DEPTH);
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 100, 10_000, 1_000_000})
  void c14_depthBombs_areOverTheLimit(int depth) {
    assertThat(limitOf(signedDataWith(List.of(nested(depth)), emptyTail())))
        .isEqualTo(Limit.ASN1_DEPTH);
    byte[] indefinite = nestedIndefinite(0x30, depth);
    assertThat(limitOf(signedDataWith(List.of(indefinite), emptyTail())))
        .isEqualTo(Limit.ASN1_DEPTH);
  }

  @Test
  @Tag("cost")
  void c14_bombs_areOverWithin50Milliseconds() throws Exception {
    List<byte[]> bombs =
        List.of(
            signedDataWith(List.of(nested(1_000_000)), emptyTail()),
            signedDataWith(List.of(nestedIndefinite(0x30, 1_000_000)), emptyTail()),
            signedDataWith(Collections.nCopies(1_000_000, nested(1)), emptyTail()));
    for (byte[] bomb : bombs) {
      for (int i = 0; i < 15; i++) {
        limitOf(bomb);
      }
      assertThat(CpuCost.least(50_000_000, () -> limitOf(bomb))).isLessThan(50_000_000);
    }
  }

  @Test
  @Tag("cost")
  void c14_valuesInMillionsOfSegments_takeLinearTime() throws Exception {
    byte[] quarter = segments(250_000);
    byte[] whole = segments(1_000_000);
    assertThat(CpuCost.growth(() -> joined(quarter, 250_000), () -> joined(whole, 1_000_000)))
        .isLessThanOrEqualTo(2.5);
  }

  private static byte[] segments(int count) {
    byte[] value = new byte[3 * count];
    for (int i = 0; i < value.length; i += 3) {
      value[i] = 4;
      value[i + 1] = 1;
    }
    return new DerWriter().begin(0x24).raw(value).end().toByteArray();
  }

  private static void joined(byte[] string, int count) throws IOException {
    try (BerReader reader = new BerReader(ByteSource.of(string), STANDARD)) {
      assertThat(reader.octetString("signature")).hasSize(count);
    }
  }

  @Test
  void c14_segmentsNested10To5Times_areOverTheLimit() {
    byte[] content = nestedIndefinite(0x24, 100_000);
    byte[] data =
        new DerWriter().sequence().oid(Oids.DATA).tagged(0).raw(content).end().end().toByteArray();
    assertThat(limitOf(data)).isEqualTo(Limit.ASN1_DEPTH);
  }

  @Test
  void d7_bombsNeedNoStack() throws Exception {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread small =
        new Thread(
            null,
            () -> {
              try {
                assertThat(limitOf(signedDataWith(List.of(nested(1_000_000)), emptyTail())))
                    .isEqualTo(Limit.ASN1_DEPTH);
                Limits deep = STANDARD.allowing(Limit.ASN1_DEPTH, 2_000_000);
                TlvScan.check(ArrayOctets.of(nested(1_000_000)), deep, "BER");
              } catch (Throwable e) {
                failures.add(e);
              }
            },
            "small stack",
            256 * 1024);
    small.start();
    small.join();
    assertThat(failures).isEmpty();
  }

  @Test
  void c14_objectIdentifierOf128OctetsIsRead_of129IsOverTheLimit() throws IOException {
    byte[] longest = new byte[128];
    Arrays.fill(longest, (byte) 0x81);
    longest[127] = 1;
    byte[] tooLong = Arrays.copyOf(new byte[] {(byte) 0x81}, 129);
    Arrays.fill(tooLong, 0, 128, (byte) 0x81);
    assertThat(ContentInfoReader.read(ByteSource.of(contentInfo(longest)), STANDARD))
        .isInstanceOf(Unknown.class);
    assertThat(limitOf(contentInfo(tooLong))).isEqualTo(Limit.OID_OCTETS);
    byte[] algorithm = new DerWriter().sequence().primitive(6, tooLong).end().toByteArray();
    assertThat(limitOf(signedDataWith(List.of(algorithm), emptyTail())))
        .isEqualTo(Limit.OID_OCTETS);
  }

  private static byte[] contentInfo(byte[] oid) {
    return new DerWriter().sequence().primitive(6, oid).end().toByteArray();
  }

  @Test
  void c14_hugeInteger_isMalformed() {
    byte[] algorithm =
        new DerWriter().sequence().primitive(2, new byte[1_000_000]).end().toByteArray();
    assertThatThrownBy(() -> read(signedDataWith(List.of(algorithm), emptyTail())))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("INTEGER");
  }

  @Test
  void c14_octetsOutsideTheContent_areCounted() {
    Limits limits = STANDARD.allowing(Limit.ASN1_OCTETS, 1_000);
    byte[] small = signedDataWith(List.of(), emptyTail());
    byte[] large =
        signedDataWith(
            List.of(),
            SignedDataWriter.tail(
                List.of(new DerWriter().sequence().octetString(new byte[990]).end().toByteArray()),
                List.of(),
                List.of()));
    assertThatCode(() -> ContentInfoReader.read(ByteSource.of(small), limits))
        .doesNotThrowAnyException();
    for (ByteSource octets : List.of(ByteSource.of(large), new TestSource(large, 100, false))) {
      assertThatThrownBy(() -> ContentInfoReader.read(octets, limits))
          .isInstanceOfSatisfying(
              LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.ASN1_OCTETS));
    }
  }

  @Test
  void c14_contentIsNotCounted_howeverItIsCut() throws IOException {
    Limits limits = STANDARD.allowing(Limit.ASN1_OCTETS, 2_000);
    byte[] content = ContainerWritersTest.content(200_000);
    for (boolean definite : new boolean[] {true, false}) {
      byte[] message = ContainerWritersTest.signed(content, definite);
      SignedData read =
          (SignedData) ContentInfoReader.read(new TestSource(message, 999, false), limits);
      assertThat(read.eContent()).isNotNull();
      assertThat(read.eContent().bytes()).isEqualTo(content);
    }
  }

  @Test
  void c16_counts_atTheLimitAreRead_oneMoreIsOverIt() throws IOException {
    byte[] null5 = new DerWriter().sequence().end().toByteArray();
    byte[] signer = ContainerWritersTest.signerInfo();
    for (int over = 0; over <= 1; over++) {
      atOrOver(
          over,
          Limit.CERTIFICATES,
          SignedDataWriter.tail(Collections.nCopies(64 + over, null5), List.of(), List.of()));
      atOrOver(
          over,
          Limit.CRLS,
          SignedDataWriter.tail(List.of(), Collections.nCopies(16 + over, null5), List.of()));
      atOrOver(
          over,
          Limit.SIGNERS,
          SignedDataWriter.tail(List.of(), List.of(), Collections.nCopies(16 + over, signer)));
      atOrOver(
          over,
          Limit.ATTRIBUTES,
          SignedDataWriter.tail(List.of(), List.of(), List.of(signerWithAttributes(64 + over))));
    }
  }

  private static void atOrOver(int over, Limit limit, byte[] tail) throws IOException {
    byte[] message = signedDataWith(List.of(), tail);
    if (over == 0) {
      read(message);
    } else {
      assertThat(limitOf(message)).isEqualTo(limit);
    }
  }

  private static byte[] signerWithAttributes(int count) {
    byte[] attribute =
        new DerWriter().sequence().oid(Oids.SIGNING_TIME).set().end().end().toByteArray();
    byte[] algorithm = DerWriter.algorithmIdentifier(Oids.SHA256, null);
    return new DerWriter()
        .sequence()
        .integer(3)
        .primitive(0x80, new byte[20])
        .raw(algorithm)
        .setOf(0xa0, Collections.nCopies(count, attribute))
        .raw(algorithm)
        .octetString(new byte[64])
        .end()
        .toByteArray();
  }

  @Test
  void c16_recipients_atTheLimitAreRead_oneMoreIsOverIt() throws IOException {
    read(envelopedFor(Collections.nCopies(1_000, ContainerWritersTest.keyTrans())));
    assertThat(limitOf(envelopedFor(Collections.nCopies(1_001, ContainerWritersTest.keyTrans()))))
        .isEqualTo(Limit.RECIPIENTS);
  }

  @Test
  void c16_recipientsOfOneKeyAgreement_countEach() throws IOException {
    read(envelopedFor(List.of(keyAgree(1_000))));
    assertThat(limitOf(envelopedFor(List.of(keyAgree(1_001))))).isEqualTo(Limit.RECIPIENTS);
    assertThat(limitOf(envelopedFor(List.of(keyAgree(600), keyAgree(401)))))
        .isEqualTo(Limit.RECIPIENTS);
  }

  private static byte[] keyAgree(int recipients) {
    DerWriter writer =
        new DerWriter()
            .tagged(1)
            .integer(3)
            .tagged(0)
            .primitive(0x80, new byte[20])
            .end()
            .raw(DerWriter.algorithmIdentifier(KnownOids.STD_DH_SHA256_KDF, null))
            .sequence();
    for (int i = 0; i < recipients; i++) {
      writer.sequence().tagged(0).octetString(new byte[20]).end().octetString(new byte[40]).end();
    }
    return writer.end().end().toByteArray();
  }

  private static byte[] envelopedFor(List<byte[]> recipients) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new EnvelopedDataWriter(
            out,
            recipients,
            Oids.DATA,
            DerWriter.algorithmIdentifier(Oids.AES256_CBC, null),
            0,
            null,
            -1,
            null)
        .finish();
    return out.toByteArray();
  }

  @Test
  void c14_declaredLengthsOf2To31And2To62_areNeverAllocated() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int cases = 0;
    for (byte[] message : samples()) {
      for (int tagAt : tagOffsets(message)) {
        for (String length : List.of("8480000000", "847fffffff", "884000000000000000")) {
          byte[] hostile = withLength(message, tagAt, length);
          for (ByteSource source :
              List.of(ByteSource.of(hostile), new TestSource(hostile, 4_096, false))) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> ContentInfoReader.read(source, STANDARD))
                .isInstanceOfAny(Malformed.class, LimitExceeded.class);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).isLessThan(1024 * 1024);
            cases++;
          }
        }
      }
    }
    assertThat(cases).isGreaterThan(300);
  }

  private static List<byte[]> samples() throws IOException {
    byte[] content = ContainerWritersTest.content(100);
    List<byte[]> samples = new ArrayList<>();
    for (boolean definite : new boolean[] {true, false}) {
      samples.add(ContainerWritersTest.signed(content, definite));
      samples.add(ContainerWritersTest.enveloped(content, definite));
      samples.add(ContainerWritersTest.authEnveloped(content, definite));
      samples.add(ContainerWritersTest.compressed(content, definite));
    }
    samples.add(envelopedFor(List.of(keyAgree(2))));
    return samples;
  }

  /** Where elements begin that the reader itself looks at: all but those in opaque ones. */
  private static List<Integer> tagOffsets(byte[] message) throws IOException {
    List<Integer> offsets = new ArrayList<>();
    try (BerReader reader = new BerReader(ByteSource.of(message), STANDARD)) {
      int depth = 0;
      do {
        if (!reader.more()) {
          if (depth-- == 0) {
            break;
          }
          reader.leave();
        } else {
          offsets.add((int) reader.offset());
          if ((reader.tag() & 0x20) != 0) {
            reader.enter(reader.tag(), "sample");
            depth++;
          } else {
            reader.skipElement();
          }
        }
      } while (depth > 0);
    }
    return offsets;
  }

  private static byte[] withLength(byte[] message, int tagAt, String length) {
    int old = message[tagAt + 1] & 0xff;
    int oldOctets = old <= 0x80 ? 1 : 1 + (old & 0x7f);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(message, 0, tagAt + 1);
    out.writeBytes(HexFormat.of().parseHex(length));
    out.write(message, tagAt + 1 + oldOctets, message.length - tagAt - 1 - oldOctets);
    return out.toByteArray();
  }

  @Test
  void a15_everyPrefixOfOurOwnMessages_isMalformed() throws IOException {
    for (byte[] message : samples()) {
      for (int length = 0; length < message.length; length++) {
        byte[] cut = Arrays.copyOf(message, length);
        ForeignMessagesTest.assertMalformed(ByteSource.of(cut), "sample", length);
        ForeignMessagesTest.assertMalformed(new TestSource(cut, 50, false), "sample", length);
      }
    }
  }

  @Test
  void c14_trailingData_isToleratedAndReported() throws IOException {
    for (byte[] message : samples()) {
      byte[] longer = Arrays.copyOf(message, message.length + 3);
      for (ByteSource source : List.of(ByteSource.of(longer), new TestSource(longer, 50, false))) {
        assertThat(ContentInfoReader.read(source, STANDARD).deviations())
            .singleElement()
            .satisfies(d -> assertThat(d.code()).isEqualTo(Finding.Code.TRAILING_DATA));
      }
    }
  }

  @Test
  void c14_malformedHeaders_sayWhereAndWhat() {
    assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(Malformed.class);
    for (String hex :
        List.of(
            "30ff00", // the reserved length
            "3f81818181010000", // a tag number of five octets
            "30800280", // a primitive of indefinite length
            "308900000000000000000001", // nine length octets, cut short
            "3005060388378300", // an object identifier that does not end
            "30050603808101", // one with a leading zero
            "30020600", // one of no octets
            "0500")) {
      assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
          .as(hex)
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("at octet");
    }
  }

  @net.jqwik.api.Tag("thorough")
  @Property(tries = 20_000)
  void mutatedMessages_failByTypeAndAlikeFromMemoryAndStream(
      @ForAll @IntRange(max = 8) int sample,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 4_095) Integer> places,
      @ForAll byte value)
      throws IOException {
    byte[] message = samples().get(sample).clone();
    for (int place : places) {
      message[place % message.length] = value;
    }
    String inMemory = outcome(ByteSource.of(message));
    String streamed = outcome(new TestSource(message, 20, false));
    if (inMemory.startsWith("read")) {
      assertThat(streamed).isEqualTo(inMemory);
    } else {
      assertThat(streamed).startsWith("fails");
    }
  }

  private static String outcome(ByteSource source) throws IOException {
    try {
      ContentInfo info = ContentInfoReader.read(source, STANDARD);
      ByteSource content = ForeignMessagesTest.content(info);
      return "read " + (content == null ? "" : Arrays.hashCode(content.bytes()));
    } catch (Malformed | LimitExceeded e) {
      return "fails " + e;
    } catch (SmimeException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] time(int tag, int digits) {
    byte[] fraction = "0".repeat(digits).getBytes(StandardCharsets.US_ASCII);
    byte[] start = "20260601120000.".getBytes(StandardCharsets.US_ASCII);
    return new DerWriter()
        .begin(BerReader.SEQUENCE)
        .begin(tag)
        .raw(start)
        .raw(fraction)
        .raw(new byte[] {'Z'})
        .end()
        .end()
        .toByteArray();
  }

  /** Bouncy Castle takes the square of its length to encode a time: ten seconds for this one. */
  @Test
  void c14_aTimeOfManyDigits_isRefusedBeforeItIsParsed() throws Exception {
    assertThat(TlvScan.parse(time(0x18, 9), "time").getEncoded("DER")).isNotEmpty();
    for (int tag : new int[] {0x17, 0x18}) {
      assertThatThrownBy(() -> TlvScan.parse(time(tag, 100_000), "time"))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("a time of 100016 octets");
    }
  }

  @Test
  void c14_numbersAndIdentifiersOfAnyType_areOfLimitedLength() {
    byte[] value = new byte[5000];
    Arrays.fill(value, (byte) 1);
    for (int tag : new int[] {0x02, 0x06, 0x0a, 0x0d}) {
      byte[] ber = new DerWriter().begin(tag).raw(value).end().toByteArray();
      assertThatThrownBy(() -> TlvScan.parse(ber, "value")).isInstanceOf(SmimeException.class);
    }
  }
}
