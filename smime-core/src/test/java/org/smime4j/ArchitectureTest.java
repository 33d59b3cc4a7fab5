package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Architecture.Knots;

/**
 * Holds the project's rules against the library, and each rule against a violation that was planted
 * for it in {@link Planted}: a rule that cannot fail proves nothing.
 */
class ArchitectureTest {

  private static JavaClasses planted;
  private static JavaClasses library;

  @BeforeAll
  static void read(@TempDir Path folder) throws IOException {
    planted = Planted.compiledInto(folder);
    library =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.smime4j");
  }

  /** A rule and words of the planted violations that it must find, each one of them. */
  private record Rule(String name, Function<Architecture, ArchRule> rule, String... planted) {}

  private static final Rule[] RULES = {
    new Rule(
        "layers",
        Architecture::layers,
        "planted.RootKnowsJakarta",
        "planted.settings.SettingsKnowKeys",
        "planted.reports.ReportsKnowDecrypt",
        "planted.internal.path.PathKnowsDoor",
        "planted.internal.io.IoKnowsMime",
        "planted.internal.events.EventsKnowIo",
        "planted.internal.asn1.Asn1KnowsProvider",
        "planted.internal.provider.ProviderKnowsKeys",
        "planted.internal.keyfile.KeyfileKnowsKeys",
        "planted.keys.KeysKnowReports",
        "planted.internal.keys.EngineKnowsDoor",
        "planted.internal.verify.VerifyKnowsDecrypt",
        "planted.internal.lookup.LookupKnowsEncrypt",
        "planted.internal.encrypt.EncryptKnowsOpen",
        "planted.internal.open.OpenKnowsJakarta",
        "planted.stray.InNoLayer"),
    new Rule(
        "noCycles", Architecture::noCycles, "Field <org.smime4j.planted.RootKnowsJakarta.target>"),
    new Rule(
        "nothingHiddenInExportedPackages",
        Architecture::nothingHiddenInExportedPackages,
        "planted.keys.KeysKnowReports",
        "planted.settings.SettingsKnowKeys"),
    new Rule(
        "noKnots",
        Architecture::noKnots,
        "a knot of keys.KnotBegins keys.KnotEnds keys.KnotGoesOn"),
    new Rule(
        "onlyJakartaKnowsJakartaMail",
        Architecture::onlyJakartaKnowsJakartaMail,
        "planted.internal.open.OpenKnowsJakarta"),
    new Rule(
        "onlyEventsKnowTheRecorder",
        Architecture::onlyEventsKnowTheRecorder,
        "planted.internal.encrypt.EncryptKnowsTheRecorder"),
    new Rule(
        "noBouncyCastleInSignatures",
        Architecture::noBouncyCastleInSignatures,
        "keys.ShowsBouncyCastle$Returned shows org.bouncycastle.asn1.x500.X500Name",
        "keys.ShowsBouncyCastle$Taken shows org.bouncycastle.asn1.x500.X500Name",
        "keys.ShowsBouncyCastle$Field shows org.bouncycastle.asn1.x500.X500Name",
        "keys.ShowsBouncyCastle$Listed shows org.bouncycastle.asn1.x500.X500Name",
        "keys.ShowsBouncyCastle$Bound shows org.bouncycastle.asn1.x500.X500Name",
        "keys.ShowsBouncyCastle$Thrown shows org.bouncycastle.cms.CMSException",
        "keys.ShowsBouncyCastle$Parent shows org.bouncycastle.asn1.ASN1Object"),
    new Rule(
        "nothingGlobal",
        Architecture::nothingGlobal,
        "internal.encrypt.ChangesTheJvm.addsAProvider",
        "internal.encrypt.ChangesTheJvm.insertsAProvider",
        "internal.encrypt.ChangesTheJvm.passesItOn",
        "internal.encrypt.ChangesTheJvm.replacesTheCommandMap"),
    new Rule(
        "oneClock",
        Architecture::oneClock,
        "internal.encrypt.ReadsTheClock.millis",
        "internal.encrypt.ReadsTheClock.instant",
        "internal.encrypt.ReadsTheClock.reference",
        "internal.encrypt.ReadsTheClock.date",
        "internal.encrypt.ReadsTheClock.day",
        "internal.encrypt.ReadsTheClock.clock",
        "internal.encrypt.ReadsTheClock.calendar",
        "internal.encrypt.ReadsTheClock.certificate"),
    new Rule(
        "noBooleanVerdicts",
        Architecture::noBooleanVerdicts,
        "reports.YesOrNo.isTrustedBy",
        "reports.YesOrNo.isValid",
        "reports.YesOrNo.isVerified",
        "reports.YesOrNo$Answer.trusted"),
    new Rule("noSerializable", Architecture::noSerializable, "keys.CanBeSerialised"),
    new Rule("namesSaySomething", Architecture::namesSaySomething, "keys.KeyFactory"),
    new Rule(
        "silence",
        Architecture::silence,
        "internal.open.Chatty.prints",
        "internal.open.Chatty.dumps",
        "internal.open.Chatty.logs"),
    new Rule("nullMarked", Architecture::nullMarked, "planted.stray.InNoLayer"),
  };

  @TestFactory
  Stream<DynamicTest> theLibraryKeepsEveryRule() {
    assertThat(library).as("classes to judge").isNotEmpty();
    Architecture architecture = new Architecture("org.smime4j");
    return Stream.of(RULES)
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.name(),
                    () -> rule.rule().apply(architecture).allowEmptyShould(true).check(library)));
  }

  /** An exception that is listed and needed no more would hide the next knot of these files. */
  @Test
  void everyKnotThatIsListed_isStillThere() {
    assertThat(Knots.of(library, "org.smime4j"))
        .containsExactlyInAnyOrderElementsOf(Knots.LISTED.keySet());
  }

  @TestFactory
  Stream<DynamicTest> everyRuleCatchesWhatWasPlantedForIt() {
    Architecture architecture = new Architecture(Planted.BASE);
    return Stream.of(RULES)
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.name(),
                    () ->
                        assertThat(failuresOf(rule.rule().apply(architecture), planted))
                            .contains(rule.planted())));
  }

  @Test
  void whatARuleAllowsIsNotCalledAViolation() {
    Architecture architecture = new Architecture(Planted.BASE);
    assertThat(failuresOf(architecture.oneClock(), planted))
        .doesNotContain("internal.io.SystemTime.")
        .doesNotContain("ReadsTheClock.callersClock");
    assertThat(failuresOf(architecture.noBouncyCastleInSignatures(), planted))
        .doesNotContain("ShowsBouncyCastle$Hidden")
        .doesNotContain("planted.internal.");
    assertThat(failuresOf(architecture.noSerializable(), planted))
        .doesNotContain("ShowsBouncyCastle");
  }

  /** The trap: sliced from the base, a cycle through the root package passes as no cycle. */
  @Test
  void aCycleThroughTheRootPackageIsSeenOnlyFromItsParent() {
    String base = Planted.BASE + ".trap";
    JavaClasses trap =
        planted.that(
            DescribedPredicate.describe("are the trap", type -> type.getName().startsWith(base)));
    assertThat(Architecture.noCyclesBelow(base).evaluate(trap).hasViolation())
        .as("sliced from the base itself")
        .isFalse();
    assertThat(new Architecture(base).noCycles().evaluate(trap).hasViolation())
        .as("sliced from the parent")
        .isTrue();
  }

  private static String failuresOf(ArchRule rule, JavaClasses classes) {
    return String.join("\n", rule.evaluate(classes).getFailureReport().getDetails());
  }
}
