package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
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
import org.smime4j.CpuCost;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.RecipientIdentifier;

/** What a stranger's Name costs (security.md C15), and what of the form is kept in tables. */
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
    assertThat(CpuCost.least(() -> KeyHistory.empty().matching(List.of(wanted))))
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
  @CsvSource({"4000, true", "4096, false"})
  void nameOfAnAuthority_isComparedAsText(int octets, boolean same) throws Exception {
    byte[] one = CanonicalName.of(named("a".repeat(octets)));
    byte[] other = CanonicalName.of(named("A".repeat(octets)));
    assertThat(Arrays.equals(one, other)).isEqualTo(same);
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
