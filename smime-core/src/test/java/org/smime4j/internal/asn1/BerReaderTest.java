package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Element by element: what is read, where it stops, and what that failure is called. */
final class BerReaderTest {

  private static final HexFormat HEX = HexFormat.of();

  private static byte[] octets(String hex) {
    return HEX.parseHex(hex.replace(" ", ""));
  }

  private static BerReader reader(String hex) throws IOException {
    return reader(ByteSource.of(octets(hex)));
  }

  private static BerReader reader(ByteSource source) throws IOException {
    return new BerReader(source, Limits.standard(), "source");
  }

  private static BerReader within(long most, String hex) throws IOException {
    return new BerReader(
        ByteSource.of(octets(hex)), Limits.standard().allowing(Limit.ASN1_OCTETS, most), "source");
  }

  /** The same octets in memory, in the middle of an array, and in streams of all paces. */
  private static List<ByteSource> sources(byte[] octets) {
    byte[] middle = new byte[octets.length + 7];
    System.arraycopy(octets, 0, middle, 5, octets.length);
    return List.of(
        ByteSource.of(octets),
        ArrayOctets.of(middle, 5, 5 + octets.length),
        new TestSource(octets, Integer.MAX_VALUE, true),
        new TestSource(octets, Integer.MAX_VALUE, false),
        new TestSource(octets, 1_000, false));
  }

  private static Malformed malformed(ThrowingCallable call) {
    Malformed failure = catchThrowableOfType(Malformed.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  private static void exceeds(Limit limit, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit));
  }

  // Headers

  @Test
  void aTagIsKnownBeforeAnythingIsConsumed() throws IOException {
    try (BerReader reader = reader("0401aa 0500")) {
      assertThat(reader.tag()).isEqualTo(0x04);
      assertThat(reader.offset()).isZero();
      assertThat(reader.octetString("first")).containsExactly(0xaa);
      assertThat(reader.tag()).isEqualTo(0x05);
      assertThat(reader.offset()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f 1f 00", "1f 81 01 00", "bf 81 81 01 02 05 00"})
  void tagNumbersOfUpToThreeOctets_areRead(String element) throws IOException {
    for (ByteSource source : sources(octets(element + "0500"))) {
      try (BerReader reader = reader(source)) {
        assertThat(reader.element()).isEqualTo(octets(element));
        assertThat(reader.element()).isEqualTo(octets("0500"));
      }
    }
  }

  @Test
  void aTagNumberOfFourOctets_isMalformed() throws IOException {
    try (BerReader reader = reader("1f 81818101 00")) {
      assertThat(malformed(reader::tag)).hasMessageContaining("a tag number past 2^21");
    }
  }

  @Test
  void moreIsOverAtTheEndOfTheSource_knownOrNot() throws IOException {
    for (ByteSource source : sources(octets("0500 0500"))) {
      try (BerReader reader = reader(source)) {
        for (int i = 0; i < 2; i++) {
          assertThat(reader.more()).isTrue();
          reader.skipElement();
        }
        assertThat(reader.more()).isFalse();
        assertThat(reader.hasRemaining()).isFalse();
      }
    }
  }

  // What failures say

  @Test
  void aFailureNamesTheStructureEnteredLast() throws IOException {
    try (BerReader reader = reader("3080 3005 020101 0401")) {
      reader.enter(0x30, "outer");
      reader.enter(0x30, "inner");
      reader.skipElement();
      assertThat(malformed(reader::skipElement)).hasMessageStartingWith("inner at octet ");
    }
    // Cut short: known only when the octet is asked for.
    try (BerReader reader = reader("3080 3080")) {
      reader.enter(0x30, "outer");
      reader.enter(0x30, "inner");
      assertThat(malformed(reader::more)).hasMessageStartingWith("inner at octet 4: ");
    }
    try (BerReader reader = reader("3080 3000")) {
      reader.enter(0x30, "outer");
      reader.enter(0x30, "inner");
      reader.leave();
      assertThat(malformed(reader::more)).hasMessageStartingWith("outer at octet ");
    }
  }

  @Test
  void aFailureSaysWhichTagCameAndWhichIsDue() throws IOException {
    try (BerReader reader = reader("0500")) {
      assertThat(malformed(() -> reader.enter(0x30, "one")))
          .hasMessage("one at octet 0: tag 05 where 30 is due");
      assertThat(malformed(() -> reader.element(0x30, "two")))
          .hasMessage("two at octet 0: tag 05 where 30 is due");
      assertThat(malformed(() -> reader.octetString("three")))
          .hasMessage("three at octet 0: tag 05 where 24 is due");
      assertThat(malformed(() -> reader.content(0x80, "four")))
          .hasMessage("four at octet 0: tag 05 where a0 is due");
      assertThat(malformed(() -> reader.integer("five")))
          .hasMessage("five at octet 0: tag 05 where 02 is due");
    }
  }

  @Test
  void anotherTypeAroundSegments_isNoString() throws IOException {
    try (BerReader reader = reader("3003 0401aa")) {
      assertThat(malformed(() -> reader.octetString("string")))
          .hasMessageStartingWith("string at octet ");
    }
    try (BerReader reader = reader("3003 0401aa")) {
      assertThat(malformed(() -> reader.content(0x04, "content")))
          .hasMessageStartingWith("content at octet ");
    }
  }

  @Test
  void whatIsMissing_isNamed() throws IOException {
    try (BerReader reader = reader("3000")) {
      reader.enter(0x30, "outer");
      assertThat(malformed(() -> reader.octetString("mac")))
          .hasMessage("mac at octet 2: is missing");
    }
  }

  @Test
  void anElementBehindTheLast_isNamedByItsTag() throws IOException {
    try (BerReader reader = reader("3002 0500")) {
      reader.enter(0x30, "outer");
      assertThat(malformed(reader::leave))
          .hasMessageEndingWith("an element that the standard does not name, tag 05");
    }
  }

  @Test
  void endOfContents_isNoElement() throws IOException {
    for (String outer : List.of("3080 0000 0000", "3002 0000")) {
      try (BerReader reader = reader(outer)) {
        reader.enter(0x30, "outer");
        List<ThrowingCallable> calls =
            List.of(
                reader::element,
                reader::opaqueElement,
                reader::skipElement,
                reader::skipContent,
                reader::contentOfAny);
        for (ThrowingCallable call : calls) {
          assertThat(malformed(call))
              .hasMessage("outer at octet 2: end-of-contents octets where none are due");
        }
      }
    }
  }

  // Integers

  @ParameterizedTest
  @CsvSource({
    "0000, 0, true",
    "0001, 1, true",
    "007f, 127, true",
    "ff80, -128, true",
    "ffff, -1, true",
    "00, 0, false",
    "ff, -1, false",
    "0080, 128, false",
    "ff7f, -129, false",
    "ff00, -256, false",
    "0100, 256, false",
  })
  void paddedIntegers_areReadAndNoted(String value, long number, boolean padded)
      throws IOException {
    byte[] element = new DerWriter().primitive(0x02, octets(value)).toByteArray();
    try (BerReader reader = reader(ByteSource.of(element))) {
      assertThat(reader.integer("serialNumber")).isEqualTo(number);
      assertThat(reader.paddedInteger()).isEqualTo(padded ? "serialNumber" : "");
    }
  }

  @Test
  void theFirstPaddedIntegerIsTheOneNoted() throws IOException {
    try (BerReader reader = reader("020101 02020001 02020002")) {
      reader.integer("first");
      reader.integer("second");
      reader.integer("third");
      assertThat(reader.paddedInteger()).isEqualTo("second");
    }
  }

  @Test
  void aVersionIsNoMoreThan16Bits() throws IOException {
    try (BerReader reader = reader("020103 020300ffff 0203010000")) {
      assertThat(reader.version("version")).isEqualTo(3);
      assertThat(reader.version("version")).isEqualTo(65_535);
      assertThat(malformed(() -> reader.version("version")))
          .hasMessage("version at octet 8: a version number of 17 bits");
    }
  }

  @Test
  void c14_anIntegerOf4096OctetsIsRead_oneOf4097IsMalformed() throws IOException {
    byte[] longest = new byte[4_096];
    longest[0] = 1;
    for (ByteSource source : sources(new DerWriter().primitive(0x02, longest).toByteArray())) {
      try (BerReader reader = reader(source)) {
        assertThat(reader.integer("serialNumber").bitLength()).isEqualTo(8 * 4_095 + 1);
      }
    }
    byte[] tooLong = new DerWriter().primitive(0x02, new byte[4_097]).toByteArray();
    for (ByteSource source : sources(tooLong)) {
      try (BerReader reader = reader(source)) {
        assertThat(malformed(() -> reader.integer("serialNumber")))
            .hasMessageContaining("an INTEGER of 4097 octets");
      }
    }
  }

  // Elements as they were received

  @Test
  void elementsAreCapturedOctetByOctet_howeverTheyAreNestedAndHoweverTheyArrive()
      throws IOException {
    byte[] first = octets("3080 300602010104018a 2480 0401bb 0000 0000");
    byte[] second =
        new DerWriter()
            .sequence()
            .octetString(ContainerWritersTest.content(700))
            .octetString(ContainerWritersTest.content(40_000))
            .integer(5)
            .end()
            .toByteArray();
    byte[] both = new DerWriter().raw(first).raw(second).nullValue().toByteArray();
    for (ByteSource source : sources(both)) {
      try (BerReader reader = reader(source)) {
        assertThat(reader.element()).isEqualTo(first);
        assertThat(reader.children()).isEqualTo(2);
        assertThat(reader.offset()).isEqualTo(first.length);
        assertThat(reader.element(0x30, "second")).isEqualTo(second);
        assertThat(reader.children()).isEqualTo(3);
        assertThat(reader.element()).isEqualTo(octets("0500"));
        assertThat(reader.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void anOpaqueElementOfDefiniteLength_isNotLookedInto() throws IOException {
    byte[] damaged = octets("3003 0430ff");
    byte[] indefinite = octets("3080 0401aa 0000");
    byte[] all = new DerWriter().raw(damaged).raw(indefinite).raw(damaged).toByteArray();
    for (ByteSource source : sources(all)) {
      try (BerReader reader = reader(source)) {
        assertThat(reader.opaqueElement()).isEqualTo(damaged);
        assertThat(reader.opaqueElement()).isEqualTo(indefinite);
        assertThat(malformed(reader::element)).hasMessageContaining("are left");
      }
    }
  }

  @Test
  void theContentsOfAny_areWhatStandsBehindItsHeader() throws IOException {
    for (ByteSource source : sources(octets("3003 0401aa 3080 0401bb 0000 0500"))) {
      try (BerReader reader = reader(source)) {
        assertThat(reader.contentOfAny().bytes()).isEqualTo(octets("0401aa"));
        assertThat(reader.contentOfAny().bytes()).isEqualTo(octets("0401bb"));
        assertThat(reader.contentOfAny().bytes()).isEmpty();
        assertThat(reader.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void contentIsPassedOver_ofDefiniteLengthOrNot() throws IOException {
    for (ByteSource source : sources(octets("3003 0430ff 3080 0401bb 0000 0500"))) {
      try (BerReader reader = reader(source)) {
        reader.skipContent();
        assertThat(reader.offset()).isEqualTo(5);
        reader.skipContent();
        assertThat(reader.offset()).isEqualTo(12);
        assertThat(reader.element()).isEqualTo(octets("0500"));
      }
    }
  }

  // Strings

  @Test
  void longStringsAreReadWhole_andWhatStandsBehindThem() throws IOException {
    byte[] value = ContainerWritersTest.content(100_000);
    byte[] halves =
        new DerWriter()
            .begin(0x24)
            .octetString(Arrays.copyOf(value, 50_000))
            .octetString(Arrays.copyOfRange(value, 50_000, 100_000))
            .end()
            .toByteArray();
    byte[] all = new DerWriter().octetString(value).raw(halves).integer(7).toByteArray();
    for (ByteSource source : sources(all)) {
      try (BerReader reader = reader(source)) {
        assertThat(reader.octetString("signature")).isEqualTo(value);
        assertThat(reader.octetString("signature")).isEqualTo(value);
        assertThat(reader.offset()).isEqualTo(all.length - 3);
        assertThat(reader.version("version")).isEqualTo(7);
      }
    }
  }

  @Test
  void longStringsCutShort_areMalformed() throws IOException {
    byte[] whole = new DerWriter().octetString(new byte[100_000]).toByteArray();
    for (int length : new int[] {4, 5, 16_384, 16_385, 99_000, whole.length - 1}) {
      for (ByteSource source : sources(Arrays.copyOf(whole, length))) {
        try (BerReader reader = reader(source)) {
          malformed(() -> reader.octetString("signature"));
        }
      }
    }
  }

  @Test
  void oneSegmentAmongEmptyOnes_isNotCopied() throws IOException {
    byte[] string = octets("2480 0400 0403aabbcc 0400 0000");
    try (BerReader reader = reader(ByteSource.of(string))) {
      assertThat(reader.content(0x04, "content"))
          .isInstanceOfSatisfying(
              ArrayOctets.class,
              content -> {
                assertThat(content.array()).isSameAs(string);
                assertThat(content.bytes()).isEqualTo(octets("aabbcc"));
              });
    }
  }

  // Limits

  @Test
  void c14_everyOctetOfHeadersAndValuesCounts_onceAndUpToTheLimit() throws IOException {
    String primitive = "0408 0102030405060708";
    within(10, primitive).octetString("value");
    exceeds(Limit.ASN1_OCTETS, () -> within(9, primitive).octetString("value"));
    String segments = "2480 0402aabb 0401cc 0000";
    within(11, segments).octetString("value");
    exceeds(Limit.ASN1_OCTETS, () -> within(10, segments).octetString("value"));
    String nested = "3005 0203010000";
    within(7, nested).skipElement();
    exceeds(Limit.ASN1_OCTETS, () -> within(6, nested).skipElement());
    within(7, nested).opaqueElement();
    exceeds(Limit.ASN1_OCTETS, () -> within(6, nested).opaqueElement());
  }

  @Test
  void c14_contentDoesNotCount_butWhatStandsBehindItDoes() throws IOException {
    for (String content : List.of("3003 0401aa", "3080 0401aa 0000")) {
      try (BerReader reader = within(2, content + "0500 0500")) {
        reader.skipContent();
        reader.skipElement();
        exceeds(Limit.ASN1_OCTETS, reader::skipElement);
      }
      try (BerReader reader = within(2, content + "0500 0500")) {
        reader.contentOfAny();
        reader.skipElement();
        exceeds(Limit.ASN1_OCTETS, reader::skipElement);
      }
    }
  }

  /** 2^30, whatever the limits say. */
  @Test
  void c14_whatIsKeptMustFitArrays() throws IOException {
    ByteSource zeros =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.empty();
          }

          @Override
          public InputStream open() {
            return new InputStream() {
              @Override
              public int read() {
                return 0;
              }

              @Override
              public long skip(long count) {
                return count;
              }
            };
          }
        };
    Limits limits = Limits.standard().allowing(Limit.ASN1_OCTETS, Long.MAX_VALUE);
    try (BerReader reader = new BerReader(zeros, limits)) {
      reader.consume(1 << 30);
      exceeds(Limit.ASN1_OCTETS, () -> reader.consume(1));
    }
  }

  // Streams

  @Test
  void theStreamIsClosedWithTheReader() throws IOException {
    TestSource source = new TestSource(octets("0500"), Integer.MAX_VALUE, true);
    try (BerReader reader = reader(source)) {
      assertThat(source.streams()).isEqualTo(1);
      reader.skipElement();
    }
    assertThat(source.streams()).isZero();
  }
}
