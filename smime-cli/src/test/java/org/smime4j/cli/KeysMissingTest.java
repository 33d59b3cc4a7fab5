package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.testing.CpuCost;

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

  /** For each state the users of whom it is said. */
  private List<String> users(Object... arguments) {
    List<String> users = new ArrayList<>();
    for (Json line : run("--json", List.of(arguments)).json()) {
      users.add(line.get("state").text() + " " + String.join(",", line.get("users").strings()));
    }
    return users;
  }

  @Test
  void eachCaseIsSaid() throws Exception {
    String lacking = key("lacking", 2024, 2038, Company.BOTH);
    String twice = key("twice", 2024, 2038, Company.BOTH);
    String wrong = key("wrong", 2024, 2038, Company.BOTH);
    String expired = key("expired", 2015, 2018, Company.BOTH);
    String signing = key("signing", 2024, 2038, Company.SIGNING);
    String unassigned = key("unassigned", 2024, 2038, Company.BOTH);
    String shut = key("shut", 2024, 2038, Company.BOTH);
    String present = key("present", 2024, 2038, Company.ENCRYPTION);
    String forBoth = key("both", 2024, 2038, Company.BOTH);
    String unknown = "0123456789abcdef0123456789abcdef01234567";
    Files.writeString(
        graph,
        answer(
            listed(twice, "twice@corp.example", "smimeEncryption"),
            listed(twice, "Twice@corp.example", "smimeencryption").replace("5f3c0b1e", "5f3c0b1f"),
            listed(wrong, "mallory@corp.example", "smimeEncryption"),
            listed(wrong, "wrong@corp.example", "smimeEncryption"),
            listed(expired, "expired@corp.example", "smimeEncryption"),
            listed(signing, "signing@corp.example", "smimeEncryption"),
            listed(unassigned, "unassigned@corp.example", "unassigned"),
            listed(shut, "shut@corp.example", "smimeSigning"),
            listed(present.toUpperCase(Locale.ROOT), "present@corp.example", "smimeEncryption"),
            listed(forBoth, "both@corp.example", "smimeEncryption"),
            listed(forBoth, "both@corp.example", "smimeSigning"),
            listed(unknown, "gone@corp.example", "smimeEncryption")));
    assertThat(states())
        .containsExactlyInAnyOrder(
            "lacking " + lacking,
            "twice " + twice,
            "wrong-user " + wrong,
            "expired " + expired,
            "wrong-purpose " + signing,
            "wrong-purpose " + unassigned,
            "wrong-purpose " + shut,
            "present " + present,
            "present " + forBoth,
            "unknown " + unknown);
    Run table = run();
    assertThat(table.status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(table.text())
        .contains(
            "lacking        "
                + lacking
                + "  the tenant lacks it, for lacking@corp.example; CN=lacking, until 2038")
        .contains(
            ", for mallory@corp.example as smimeEncryption"
                + " (id 5f3c0b1e-0000-0000-0000-000000000000-"
                + wrong
                + "); CN=wrong")
        .contains("it has expired; it still opens old mail");
  }

  @Test
  void aTenantThatHasAllIsAsItShouldBe_expiredOnesToo() throws Exception {
    String a = listed(key("a", 2024, 2038, Company.BOTH), "a@corp.example", "smimeEncryption");
    String b = listed(key("b", 2015, 2018, Company.BOTH), "b@corp.example", "smimeEncryption");
    Files.writeString(graph, answer(a, b));
    assertThat(run().status()).isEqualTo(ExitStatus.DONE);
    Files.writeString(graph, answer(a, b, listed("00", "b@corp.example", "smimeEncryption")));
    assertThat(run().status()).as("a key that nobody holds").isEqualTo(ExitStatus.NOT_AS_REQUIRED);
  }

  /** Mallory would open Alice's mail. */
  @Test
  void allKeysOfAliceForMallory_areNeverPresent() throws Exception {
    List<String> listed = new ArrayList<>();
    for (int year = 2015; year < 2020; year++) {
      listed.add(
          listed(
              key("alice", year, year + 20, Company.BOTH),
              "mallory@corp.example",
              "smimeEncryption"));
    }
    Files.writeString(graph, answer(listed.toArray(String[]::new)));
    Path users = Files.writeString(folder.resolve("users.csv"), "alice@corp.example\n");
    for (List<Object> whose :
        List.<List<Object>>of(
            List.of(), List.of("--users", users), List.of("--upn", "alice@corp.example"))) {
      assertThat(users(whose))
          .containsOnly("lacking alice@corp.example", "wrong-user mallory@corp.example")
          .hasSize(10);
      assertThat(run(whose).status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    }
    Run mallory = run("--upn", "mallory@corp.example");
    assertThat(mallory.status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(mallory.text().lines()).hasSize(5).allMatch(line -> line.startsWith("wrong-user"));
    assertThat(mallory.err()).contains("no key names an address of mallory@corp.example");
  }

  @Test
  void ofOneUser_thatUsersKeysAreCompared_andNobodyElsesIsLacking() throws Exception {
    String alice = key("alice", 2024, 2038, Company.BOTH);
    String bob = key("bob", 2024, 2038, Company.BOTH);
    String[] all = {
      listed(alice, "alice@corp.example", "smimeEncryption"),
      listed("99", "carol@corp.example", "smimeEncryption")
    };
    Files.writeString(graph, answer(all));
    Run run = run("--upn", "Alice@corp.example");
    assertThat(run.status()).as(run.text()).isEqualTo(ExitStatus.DONE);
    assertThat(run.text()).startsWith("present        " + alice).doesNotContain(bob, "carol");
    assertThat(run.err())
        .contains("1 key names no address of these users, and stays out; it names bob@corp.example")
        .contains("1 record is of another user, and was not compared");
    assertThat(states("--upn", "bob@corp.example")).containsExactly("lacking " + bob);
    Files.writeString(graph, answer(all[0], listed(bob, "alice@corp.example", "smimeEncryption")));
    assertThat(states("--upn", "alice@corp.example"))
        .containsExactlyInAnyOrder("present " + alice, "wrong-user " + bob);
  }

  @Test
  void aFileOfUsersSaysWhoseAddressesAreWhose() throws Exception {
    String alice = key("a.old", 2024, 2038, Company.BOTH);
    String shared = key("info", 2024, 2038, Company.BOTH);
    Path users =
        Files.writeString(
            folder.resolve("users.csv"),
            "alice@corp.example,a.old@corp.example,info@corp.example\n"
                + "bob@corp.example,info@corp.example\n"
                + "carol@corp.example\n");
    Files.writeString(
        graph,
        answer(
            listed(alice, "alice@corp.example", "smimeEncryption"),
            listed(shared, "alice@corp.example", "smimeEncryption")));
    assertThat(users("--users", users))
        .containsExactlyInAnyOrder("present alice@corp.example", "lacking bob@corp.example");
    Run run = run("--users", users);
    assertThat(run.status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(run.err())
        .contains("no key names an address of carol@corp.example")
        .contains("info@corp.example is an address of alice@corp.example, bob@corp.example: each");
    assertThat(users())
        .as("without the file, nobody knows that the addresses are Alice's")
        .containsExactlyInAnyOrder(
            "wrong-user alice@corp.example",
            "wrong-user alice@corp.example",
            "lacking a.old@corp.example",
            "lacking info@corp.example");
  }

  /** Its record would give Mallory the key of Alice, whatever its certificate says. */
  @Test
  void aCertificateOfMalloryForAlicesKey_makesMalloryNoOwner() throws Exception {
    Company.Issued alice =
        company.issue("CN=Alice", 2024, 2038, Company.BOTH, "alice@corp.example");
    Company.Issued planted =
        company.issue(alice.keys(), "CN=Mallory", 2024, 2038, Company.BOTH, "mallory@corp.example");
    Company.write(keys.resolve("alice.pem"), alice);
    Files.writeString(keys.resolve("planted.pem"), Company.certificate(planted.certificate()));
    Files.writeString(
        graph,
        answer(
            listed(
                Fingerprint.sha1(planted.certificate()),
                "mallory@corp.example",
                "smimeEncryption")));
    Path users =
        Files.writeString(
            folder.resolve("users.csv"), "alice@corp.example\nmallory@corp.example\n");
    for (List<Object> whose :
        List.<List<Object>>of(
            List.of(), List.of("--users", users), List.of("--upn", "mallory@corp.example"))) {
      assertThat(users(whose)).contains("wrong-user mallory@corp.example");
      assertThat(run(whose).status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
      assertThat(run(whose).text()).doesNotContain("present");
    }
  }

  @Test
  void withoutAPrivateKeyNothingIsCompared() throws Exception {
    Files.writeString(keys.resolve("root.pem"), Company.certificate(company.root()));
    Files.writeString(graph, answer());
    Run run = run();
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("no private key with a certificate");
  }

  /** A different unknown value in each field of each record, in a list of 1 MB. */
  @Test
  @Tag("cost")
  void c16_unknownNamesInAList_costLessThanASecond() throws Exception {
    key("alice", 2024, 2038, Company.BOTH);
    List<String> listed = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      listed.add(
          listed("%040x".formatted(i), "user" + i + "@x" + i + ".example", "purpose" + i)
              .replace("#microsoft", "#" + i)
              .replace("2024-01-01T00:00:00Z", "2024-01-01T00:00:00[Zone/" + i + "]")
              .replace("Microsoft Software", "Provider " + i)
              .replace("oaepSha512", "oaepSha" + i)
              .replace("\"keyName\"", "\"name" + i + "\""));
    }
    Files.writeString(graph, answer(listed.toArray(String[]::new)));
    assertThat(Files.size(graph)).isGreaterThan(900_000);
    List<String> said = new ArrayList<>();
    long cost = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      cost = Math.min(cost, CpuCost.once(() -> said.addAll(states())));
    }
    System.out.printf("1,500 records of unknown names: %,d ns%n", cost);
    assertThat(said).filteredOn(each -> each.startsWith("unknown ")).hasSize(3 * 1_500);
    assertThat(cost).isLessThan(1_000_000_000L);
  }

  /** A thousand users with ten keys each are measured by {@code -Dsamples=100}. */
  @Test
  @Tag("large")
  void aCompany_withAWrongUser_aLackingKey_aDouble_andAnUnknown() throws Exception {
    int number = 10 * Integer.getInteger("samples", 1);
    StringBuilder users = new StringBuilder();
    List<String> listed = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String user = "user" + i + "@corp.example";
      users.append(user).append('\n');
      StringBuilder file = new StringBuilder();
      for (int year = 2015; year < 2025; year++) {
        Company.Issued issued = company.issue("CN=User " + i, year, year + 20, Company.BOTH, user);
        file.append(Company.key(issued)).append(Company.certificate(issued.certificate()));
        String thumbprint = Fingerprint.sha1(issued.certificate());
        String owner = i == 3 && year == 2015 ? "user4@corp.example" : user;
        if (i != 5 || year != 2016) {
          listed.add(listed(thumbprint, owner, "smimeEncryption"));
        }
        if (i == 7 && year == 2017) {
          listed.add(listed(thumbprint, owner, "smimeEncryption").replace("5f3c0b1e", "5f3c0b1f"));
        }
      }
      Files.writeString(keys.resolve(i + ".pem"), file);
    }
    listed.add(listed("0".repeat(40), "user9@corp.example", "smimeEncryption"));
    Files.writeString(graph, answer(listed.toArray(String[]::new)));
    Path list = Files.writeString(folder.resolve("users.csv"), users);
    long begun = System.nanoTime();
    List<String> states = users("--users", list);
    System.out.printf(
        "%d users with ten keys each compared in %.1f s%n",
        number, (System.nanoTime() - begun) / 1e9);
    assertThat(states).hasSize(10 * number + 2);
    assertThat(states.stream().filter(each -> !each.startsWith("present ")))
        .containsExactlyInAnyOrder(
            "lacking user3@corp.example",
            "wrong-user user4@corp.example",
            "lacking user5@corp.example",
            "twice user7@corp.example",
            "unknown user9@corp.example");
    assertThat(users()).containsExactlyInAnyOrderElementsOf(states);
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
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("the last page is missing");
    assertThat(run.out()).isEmpty();
  }

  /** Who removed the second record by its id would remove the only one. */
  @Test
  void aPageThatIsThereTwice_makesNoSecondRecord() throws Exception {
    String one = key("one", 2024, 2038, Company.BOTH);
    String page = answer(listed(one, "one@corp.example", "smimeEncryption"));
    Files.writeString(graph, page + page);
    assertThat(states()).containsExactly("present " + one);
    String second =
        listed(one, "one@corp.example", "smimeEncryption").replaceFirst("5f3c0b1e", "5f3c0b1f");
    Files.writeString(graph, page + answer(second));
    assertThat(states()).as("another id").containsExactly("twice " + one);
    String mallorys = listed(one, "mallory@corp.example", "smimeEncryption");
    Files.writeString(graph, page + answer(mallorys));
    assertThat(states()).as("another user").containsExactly("wrong-user " + one);
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
          .isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains("graph.json");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aThumbprintWithSomethingElseInIt_isAnother() throws Exception {
    String held = key("held", 2024, 2038, Company.BOTH);
    String colons = held.toUpperCase(Locale.ROOT).replaceAll("..(?=.)", "$0:");
    Files.writeString(graph, answer(listed(colons, "held@corp.example", "smimeEncryption")));
    assertThat(states()).containsExactly("present " + held);
    Files.writeString(graph, answer(listed(held + "zz", "a@corp.example", "smimeEncryption")));
    assertThat(states()).containsExactlyInAnyOrder("lacking " + held, "unknown " + held + "zz");
  }

  @Test
  void ofKeysThatStayOutTenAreNamed_andTheOthersCounted() throws Exception {
    key("alice", 2024, 2038, Company.BOTH);
    for (int i = 0; i < 12; i++) {
      key("user%02d".formatted(i), 2024, 2038, Company.BOTH);
    }
    Files.writeString(graph, answer());
    assertThat(run("--upn", "alice@corp.example").err())
        .contains("12 keys name no address of these users")
        .contains("they name user00@corp.example, ", "user09@corp.example, and 2 more")
        .doesNotContain("user10");
  }

  @Test
  void aRecordThatDoesNotSayWhichCertificateIsWhose_isUnreadable() throws Exception {
    String held = key("held", 2024, 2038, Company.BOTH);
    String good = listed(held, "held@corp.example", "smimeEncryption");
    String nested = good.replaceFirst("\"thumbprint\": [^,]*", "\"thumbprint\": {\"id\": \"x\"}");
    String noUser = good.replaceFirst("\"userPrincipalName\": [^,]*,", "");
    Files.writeString(graph, answer(good, nested, noUser.replaceFirst("\"id\": [^,]*,", "")));
    for (List<Object> whose :
        List.<List<Object>>of(List.of(), List.of("--upn", "held@corp.example"))) {
      Run run = run(whose);
      assertThat(run.status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
      assertThat(run.text())
          .containsPattern("unreadable +record number 2 .*, for held@corp.example as .*\\(id 5f3c")
          .containsPattern("unreadable +record number 3 .*, for no user as smimeEncryption\n")
          .contains("present        " + held);
    }
    assertThat(run("--json").json().get(0).get("record").number()).isEqualTo(2);
  }

  @Test
  void aRecordWithoutAnIdIsCompared_andNoIdIsSaid() throws Exception {
    String held = key("held", 2024, 2038, Company.BOTH);
    for (String id : List.of("", "\"id\": 7,", "\"id\": [{\"thumbprint\": \"x\"}],")) {
      Files.writeString(
          graph,
          answer(
              listed(held, "held@corp.example", "smimeEncryption")
                  .replaceFirst("\"id\": [^,]*,", id)));
      Run run = run();
      assertThat(run.status()).as(run.text()).isEqualTo(ExitStatus.DONE);
      assertThat(run.text()).contains("held@corp.example as smimeEncryption; CN=held");
    }
  }

  @Test
  void c15_whatTheTenantSaysIsShownAsEscapes() throws Exception {
    key("held", 2024, 2038, Company.BOTH);
    Files.writeString(
        graph, answer(listed("00", "x\\u001b[2J\\u202e@corp.example", "smime\\u0007")));
    assertThat(run().text())
        .contains("unknown")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e")
        .doesNotContain("\u0007");
  }
}
