package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.testing.Outside;

/** A word of the API means one thing in every type, so that a call can be guessed from another. */
class ApiWordsTest {

  /** What breaks the rule, as a line of {@code api.txt}: the type, a blank and the member. */
  enum Rule {
    /** A question without arguments begins with is or has. */
    QUESTIONS("\\S+ (abstract )?(?!is|has)\\w+\\(\\)( throws .*)?: boolean"),
    /** {@code of} makes something; {@code get} reads. */
    OF_MAKES("\\S+ (abstract )?of\\(.*"),
    /**
     * {@code with} alone makes; an option is a participle, or with and a noun; {@code and} adds.
     */
    WITH_MAKES("\\S+ (abstract )?with\\(.*"),
    /** A finding is a {@code Finding}; its code is {@code code()}. */
    FINDING_IS_A_FINDING("\\S+ (abstract )?finding\\(\\)( throws .*)?: (?!.*Finding>?$).*"),
    /** A text is a {@code String}; a part or bytes say so. */
    TEXT_IS_A_STRING(
        "\\S+ (abstract )?([a-z]\\w*T|t)ext\\([^)]*\\)( throws .*)?: (?!java.lang.String$).*"),
    /**
     * A result that nobody closes can be read later, so it comes from a {@code ByteSource} or a
     * file. What is read once from a stream goes to a target, or to a result that is closed.
     */
    STREAMS_ARE_READ_ONCE(
        "\\S+ (abstract )?\\w+\\((?!.*OutputStream).*InputStream.*: (?!org.smime4j.reports.OpenedMail$).*"),
    /** Passwords to try are a {@code PasswordSource}. */
    PASSWORDS_ARE_A_SOURCE("(?!\\S+PasswordSource )\\S+ .*char\\[\\]\\[\\].*");

    private final Predicate<String> breaks;

    Rule(String pattern) {
      this.breaks = Pattern.compile(pattern).asMatchPredicate();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyMember_keepsTheRule(Rule rule) throws IOException {
    List<String> members = members();
    assertThat(members).hasSizeGreaterThan(400);
    assertThat(members).noneMatch(rule.breaks);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QUESTIONS | settings.ContentCipher aead(): boolean",
        "QUESTIONS | reports.EncryptedLayer abstract authenticated(): boolean",
        "OF_MAKES | settings.Limits of(org.smime4j.settings.Limit): long",
        "WITH_MAKES | KeyHistory with(org.smime4j.KeyHistory): org.smime4j.KeyHistory",
        "FINDING_IS_A_FINDING | SmimeException$NotTrusted finding(): org.smime4j.findings.Finding$Code",
        "TEXT_IS_A_STRING | reports.OpenedMail abstract text(): java.util.Optional<MailPart>",
        "TEXT_IS_A_STRING | reports.MailPart unverifiedText(java.lang.String): sources.ByteSource",
        "STREAMS_ARE_READ_ONCE | Verifier verify(java.io.InputStream): reports.SignatureReport",
        "PASSWORDS_ARE_A_SOURCE | CertificateFiles static read(java.nio.file.Path, char[][]): int"
      })
  void aMemberThatBreaksARule_isFound(Rule rule, String planted) {
    assertThat(planted).matches(rule.breaks);
  }

  @Test
  void whatARuleAllows_isNotFound() {
    assertThat(Rule.WITH_MAKES.breaks.test("Signer static with(org.smime4j.Credential): x"))
        .isFalse();
    assertThat(Rule.QUESTIONS.breaks.test("keys.DecryptionKey abstract isAeadOnly(): boolean"))
        .isFalse();
    assertThat(Rule.FINDING_IS_A_FINDING.breaks.test("X finding(): org.smime4j.findings.Finding"))
        .isFalse();
    assertThat(Rule.PASSWORDS_ARE_A_SOURCE.breaks.test("keys.PasswordSource static of(char[][])"))
        .isFalse();
  }

  private static List<String> members() throws IOException {
    List<String> members = new ArrayList<>();
    String type = "";
    for (String line : Files.readAllLines(Outside.root().resolve("smime-core/api.txt"))) {
      if (line.startsWith("  ")) {
        members.add(type + " " + line.strip());
      } else if (!line.isEmpty()) {
        type = line.replaceFirst("^(open )?(class|interface|record|enum) (\\S+).*$", "$3");
      }
    }
    return members;
  }
}
