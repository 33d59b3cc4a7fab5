package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.KeyHistory;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.testing.CpuCost;

/** What a stranger's Name costs (threats C15), and what of the form is kept in tables. */
class CanonicalNameTest {

  private static final long MILLISECONDS_50 = 50_000_000;

  private static byte[] named(String text) throws Exception {
    return new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String(text))}).getEncoded();
  }

  /** Each of the second half belongs before all of the first. */
  private static byte[] manyMarks(int octets) throws Exception {
    return named("a" + "\u0300".repeat(octets / 4) + "\u0316".repeat(octets / 4));
  }

  @Tag("cost")
  @Test
  void C15_marksOnOneLetter_costInProportion() throws Exception {
    byte[] quarter = manyMarks(1_000);
    byte[] whole = manyMarks(4_000);
    assertThat(
            CpuCost.growth(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    CanonicalName.of(quarter);
                  }
                },
                () -> {
                  for (int i = 0; i < 100; i++) {
                    CanonicalName.of(whole);
                  }
                }))
        .isLessThan(2.5);
  }

  @Tag("cost")
  @ParameterizedTest
  @ValueSource(strings = {"\u0300\u0316", "\ufdfa", "\u0390", "A"})
  void C15_nameOfManyOctets_isLookedUpAtOnce(String unit) throws Exception {
    RecipientIdentifier wanted =
        RecipientIdentifier.of(named(unit.repeat(250_000)), BigInteger.ONE);
    assertThat(CpuCost.least(MILLISECONDS_50, () -> KeyHistory.of().matching(List.of(wanted))))
        .isLessThan(MILLISECONDS_50);
  }

  @ParameterizedTest
  @CsvSource({"30, true", "31, false"})
  void asManyMarksAsTextMayHave_areBroughtIntoOrder(int marks, boolean same) throws Exception {
    String others = "\u0300".repeat(marks - 1);
    byte[] one = CanonicalName.of(named("a" + others + "\u0316"));
    byte[] other = CanonicalName.of(named("A\u0316" + others));
    assertThat(Arrays.equals(one, other)).isEqualTo(same);
  }

  @ParameterizedTest
  // The name around them takes 21 octets, and may take 4,096 in all.
  @CsvSource({"4000, true", "4075, true", "4076, false", "4096, false"})
  void nameOfAnAuthority_isComparedAsText(int octets, boolean same) throws Exception {
    byte[] one = CanonicalName.of(named("a".repeat(octets)));
    byte[] other = CanonicalName.of(named("A".repeat(octets)));
    assertThat(Arrays.equals(one, other)).isEqualTo(same);
  }

  /** RFC 4518, 2.2. */
  @ParameterizedTest
  @ValueSource(ints = {0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0xa0, 0x2028, 0x3000})
  void linesAndTabs_areBlanks(int character) throws Exception {
    assertThat(canonical("A" + Character.toString(character) + "b")).isEqualTo(canonical("a b"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x08, 0x0e, 0x1f, 0x7f, 0x84, 0x86, 0x9f, 0xad, 0x200b})
  void controlsThatAreNotSeen_areNothing(int character) throws Exception {
    assertThat(canonical("A" + Character.toString(character) + "b")).isEqualTo(canonical("ab"));
    assertThat(canonical("A" + Character.toString(character) + "b")).isNotEqualTo(canonical("a b"));
  }

  @Test
  void blanksAtTheEndsAndRunsOfThem_doNotCount() throws Exception {
    assertThat(canonical("  a   b ")).isEqualTo(canonical("A B"));
    assertThat(canonical("a b")).isNotEqualTo(canonical("ab"));
  }

  @Test
  void theOrderWithinOneRdn_doesNotCount_thatOfRdnsDoes() {
    byte[] one = part("2.5.4.3", 0x0c, "Alice");
    byte[] two = part("2.5.4.10", 0x13, "Example");
    assertThat(CanonicalName.of(name(List.of(one, two))))
        .isEqualTo(CanonicalName.of(name(List.of(two, one))));
    assertThat(CanonicalName.of(name(List.of(one), List.of(two))))
        .isNotEqualTo(CanonicalName.of(name(List.of(two), List.of(one))))
        .isNotEqualTo(CanonicalName.of(name(List.of(one, two))));
  }

  @Test
  void aStringOfFourOctetsACharacter_isTheSameText() throws Exception {
    byte[] universal =
        new DerWriter().primitive(0x1c, "M\u00fcller".getBytes("UTF-32BE")).toByteArray();
    assertThat(CanonicalName.of(name(List.of(part("2.5.4.3", universal)))))
        .isEqualTo(canonical("m\u00dcLLER"));
  }

  /** No text, so they stand for themselves: each is equal to itself and to no other. */
  @Test
  void whatIsNoText_isComparedByItsOctets() throws Exception {
    List<byte[]> values =
        List.of(
            new DerWriter().primitive(0x1c, new byte[] {0, 0x11, 0, 0}).toByteArray(),
            new DerWriter().primitive(0x1c, new byte[] {0, 0x12, 0, 0}).toByteArray(),
            new DerWriter().bitString(new byte[] {1}).toByteArray(),
            new DerWriter().bitString(new byte[] {2}).toByteArray(),
            new DerWriter().primitive(0x0c, new byte[0]).toByteArray());
    assertThat(
            values.stream()
                .map(
                    value ->
                        HexFormat.of()
                            .formatHex(CanonicalName.of(name(List.of(part("2.5.4.3", value)))))))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoName_standsForItself() {
    byte[] octets = {0x30, 3, 2, 1, 1};
    assertThat(CanonicalName.of(octets)).isEqualTo(octets);
  }

  private static byte[] canonical(String text) throws Exception {
    return CanonicalName.of(named(text));
  }

  private static byte[] part(String type, int tag, String text) {
    return part(
        type, new DerWriter().primitive(tag, text.getBytes(StandardCharsets.UTF_8)).toByteArray());
  }

  private static byte[] part(String type, byte[] value) {
    return new DerWriter().sequence().oid(type).raw(value).end().toByteArray();
  }

  /** In the order given, in DER or not. */
  @SafeVarargs
  private static byte[] name(List<byte[]>... rdns) {
    DerWriter writer = new DerWriter().sequence();
    for (List<byte[]> rdn : rdns) {
      writer.set().raw(rdn).end();
    }
    return writer.end().toByteArray();
  }

  /** They stand in tables of others; and where they change, so does the form of the index file. */
  @ParameterizedTest
  @CsvSource({
    "Mail CA 1, b43b139a49baf2f4a1d2002bc490f9c1",
    "M\u00dcLLER, f3698d1dfc38b247e7b9ca348a76fecd",
    "\u03bf\u03b4\u03bf\u03c2, ca8b6597fad21f136e6e403d247d5acd",
  })
  void searchTerms_stayTheSameInLaterVersions(String name, String term) throws Exception {
    assertThat(RecipientIdentifier.of(named(name), BigInteger.TEN).searchTerms())
        .containsExactly(term);
  }
}
