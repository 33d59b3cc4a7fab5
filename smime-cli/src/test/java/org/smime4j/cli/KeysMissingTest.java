package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.devices.Fingerprint;

/** {@code smime keys missing}: a tenant's list, made up here, against the keys that are held. */
class KeysMissingTest {

  @TempDir private Path folder;
  private final Company company = new Company();
  private Path keys;
  private Path graph;

  @BeforeEach
  void folders() throws Exception {
    keys = Files.createDirectories(folder.resolve("keys"));
    graph = folder.resolve("graph.json");
  }

  private String key(String name, int from, int until, int usage) throws Exception {
    Company.Issued issued = company.issue("CN=" + name, from, until, usage, name + "@corp.example");
    Company.write(keys.resolve(name + from + ".pem"), issued);
    return Fingerprint.sha1(issued.certificate());
  }

  /** As Microsoft Graph answers: the key itself is never given back. */
  private static String listed(String thumbprint, String user, String purpose) {
    return """
    {
      "@odata.type": "#microsoft.graph.userPFXCertificate",
      "id": "5f3c0b1e-0000-0000-0000-000000000000-%1$s",
      "thumbprint": "%1$s",
      "intendedPurpose": "%3$s",
      "userPrincipalName": "%2$s",
      "startDateTime": "2024-01-01T00:00:00Z",
      "expirationDateTime": "2038-01-01T00:00:00Z",
      "providerName": "Microsoft Software Key Storage Provider",
      "keyName": "PfxKey",
      "paddingScheme": "oaepSha512",
      "encryptedPfxBlob": "AA==",
      "encryptedPfxPassword": "",
      "createdDateTime": "2026-01-01T00:00:00Z",
      "lastModifiedDateTime": "2026-01-01T00:00:00Z"
    }\
    """
        .formatted(thumbprint, user, purpose);
  }

  private static String answer(String... listed) {
    return "{\"@odata.context\": \"https://graph.microsoft.com/beta/$metadata\", \"value\": ["
        + String.join(",", listed)
        + "]}\n";
  }

  private Run run(Object... arguments) {
    Run run = Run.of("keys", "missing", graph, "--keys", keys, List.of(arguments));
    BadInputTest.noTrace(run);
    return run;
  }

  private List<String> states(Object... arguments) {
    List<String> states = new ArrayList<>();
    for (Json line : run("--json", List.of(arguments)).json()) {
      states.add(line.get("state").text() + " " + line.get("thumbprint").text());
    }
    return states;
  }

  @Test
  void eachCaseIsSaid() throws Exception {
    String lacking = key("lacking", 2024, 2038, Company.BOTH);
    String twice = key("twice", 2024, 2038, Company.BOTH);
    String expired = key("expired", 2015, 2018, Company.BOTH);
    String signing = key("signing", 2024, 2038, Company.SIGNING);
    String unassigned = key("unassigned", 2024, 2038, Company.BOTH);
    String present = key("present", 2024, 2038, Company.ENCRYPTION);
    String unknown = "0123456789abcdef0123456789abcdef01234567";
    Files.writeString(
        graph,
        answer(
            listed(twice, "twice@corp.example", "smimeEncryption"),
            listed(twice, "other@corp.example", "smimeEncryption"),
            listed(expired, "expired@corp.example", "smimeEncryption"),
            listed(signing, "signing@corp.example", "smimeEncryption"),
            listed(unassigned, "unassigned@corp.example", "unassigned"),
            listed(present.toUpperCase(java.util.Locale.ROOT), "p@corp.example", "smimeEncryption"),
            listed(unknown, "gone@corp.example", "smimeEncryption")));
    assertThat(states())
        .containsExactlyInAnyOrder(
            "lacking " + lacking,
            "twice " + twice,
            "expired " + expired,
            "wrong-purpose " + signing,
            "wrong-purpose " + unassigned,
            "present " + present,
            "unknown " + unknown);
    Run table = run();
    assertThat(table.status()).isEqualTo(Main.NOT_AS_REQUIRED);
    assertThat(table.text())
        .contains("lacking        " + lacking + "  the tenant lacks it; CN=lacking, until 2038")
        .contains("for twice@corp.example, other@corp.example")
        .contains("it has expired; it still opens old mail");
  }

  @Test
  void aTenantThatHasAllIsAsItShouldBe_expiredOnesToo() throws Exception {
    Files.writeString(
        graph,
        answer(
            listed(key("a", 2024, 2038, Company.BOTH), "a@corp.example", "smimeSigning"),
            listed(key("b", 2015, 2018, Company.BOTH), "b@corp.example", "smimeEncryption")));
    assertThat(run().status()).isEqualTo(Main.DONE);
  }

  @Test
  void onlyWhatIsListedOfTheUserCounts() throws Exception {
    String thumbprint = key("alice", 2024, 2038, Company.BOTH);
    Files.writeString(graph, answer(listed(thumbprint, "bob@corp.example", "smimeEncryption")));
    assertThat(states("--upn", "alice@corp.example")).containsExactly("lacking " + thumbprint);
    assertThat(states("--upn", "Bob@corp.example")).containsExactly("present " + thumbprint);
  }

  @Test
  void severalPagesFollowOneAnother_andOneThatIsMissingIsSaid() throws Exception {
    String one = key("one", 2024, 2038, Company.BOTH);
    String two = key("two", 2024, 2038, Company.BOTH);
    String first =
        answer(listed(one, "one@corp.example", "smimeEncryption"))
            .replace(
                "\"value\"", "\"@odata.nextLink\": \"https://graph.microsoft.com/x\", \"value\"");
    Files.writeString(graph, first + answer(listed(two, "two@corp.example", "smimeEncryption")));
    assertThat(states()).containsExactlyInAnyOrder("present " + one, "present " + two);
    Files.writeString(graph, first);
    Run run = run();
    assertThat(run.status()).isEqualTo(Main.FAILED);
    assertThat(run.err()).contains("the last page is missing");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void whatIsNoAnswerOfGraphIsASentence() throws Exception {
    for (String text :
        List.of(
            "",
            "no JSON",
            "[]",
            "{}",
            "{\"value\": 1}",
            "{\"value\": [1]}",
            "{\"value\": [{\"thumbprint\": ",
            "{\"error\": {\"code\": \"Forbidden\"}}",
            "{\"value\": [{\"n\": " + "9".repeat(100_000) + "}]}",
            "{\"value\": [{\"" + "n".repeat(100_000) + "\": 1}]}",
            "{\"n\": " + "{\"n\":".repeat(100_000),
            "{\"value\": []} {\"value\": []} x",
            "{\"value\": [" + "[".repeat(100_000))) {
      Files.writeString(graph, text);
      Run run = run();
      assertThat(run.status())
          .as(text.substring(0, Math.min(40, text.length())))
          .isEqualTo(Main.FAILED);
      assertThat(run.err()).contains("graph.json");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aThumbprintWithSomethingElseInIt_isAnother() throws Exception {
    String held = key("held", 2024, 2038, Company.BOTH);
    String colons = held.toUpperCase(Locale.ROOT).replaceAll("..(?=.)", "$0:");
    Files.writeString(graph, answer(listed(colons, "a@corp.example", "smimeEncryption")));
    assertThat(states()).containsExactly("present " + held);
    Files.writeString(graph, answer(listed(held + "zz", "a@corp.example", "smimeEncryption")));
    assertThat(states()).containsExactlyInAnyOrder("lacking " + held, "unknown " + held + "zz");
  }

  @Test
  void c15_whatTheTenantSaysIsShownAsEscapes() throws Exception {
    Files.writeString(
        graph, answer(listed("00", "x\\u001b[2J\\u202e@corp.example", "smime\\u0007")));
    assertThat(run().text())
        .contains("unknown")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e")
        .doesNotContain("\u0007");
  }
}
