package org.smime4j.peers;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** docs/interop.md: which client reads what, written from what was seen and read again. */
final class ClientsPage {

  static final String OK = "ok";
  static final String LACKS = "–";

  private static final String INTRODUCTION =
      """
      # Interoperability

      Which programs read what smime4j writes when it is told nothing but who signs and who reads. In each CI run `MailClientsTest` shows the same messages to all of them.
      It asks for the client's own verdict on each signature and each encryption, and for the text. Which algorithms work with which software has
      [a page of its own](interop-algorithms.md).

      """;

  private static final String BETWEEN =
      """

      `ok`: the client shows the whole text and says that it is encrypted where it is; each signature is good, in Thunderbird the first, which is the one that it judges. `–`: the client lacks it;
      it does not read what OpenSSL writes for the same purpose either. Each client must also notice a message that was altered.

      ![Thunderbird shows a message that was signed and encrypted by smime4j](images/thunderbird.png)

      ## What clients lack

      """;

  private static final String END =
      """
      Not in the table: endesive, which hashes a signed text without its MIME header and so verifies no mail of OpenSSL's either; node-forge, which verifies no signatures, and PKI.js, which knows
      no PKCS #1 v1.5 for recipients (both are among the [algorithms](interop-algorithms.md)); nodemailer, which has no S/MIME; wolfSSL, which has no command for it. Outlook and Apple Mail
      run on no machine of CI: [what is known of them](outlook.md).

      ## Clients and versions

      """;

  private static final String WRITTEN =
      """

      The page is written by `mvn -pl smime-core test -Dtest=MailClientsTest -Dpeers=required -Dinterop.page=write`; without the last option the run compares, and a cell that is `ok` here and
      not in the run fails the build.
      """;

  private ClientsPage() {}

  /** The page. */
  static String render(Map<Client, Map<Feature, String>> marks, Map<Client, String> versions) {
    StringBuilder page = new StringBuilder(INTRODUCTION).append("| client |");
    for (Feature feature : Feature.values()) {
      page.append(' ').append(feature.text()).append(" |");
    }
    page.append("\n|---|").append("---|".repeat(Feature.values().length)).append('\n');
    marks.forEach(
        (client, row) -> {
          page.append("| ").append(client.text()).append(" |");
          row.values().forEach(mark -> page.append(' ').append(mark).append(" |"));
          page.append('\n');
        });
    page.append(BETWEEN);
    for (Feature feature : Feature.values()) {
      Map<String, String> byReason = new LinkedHashMap<>();
      for (Client client : marks.keySet()) {
        if (client.lacks().containsKey(feature)) {
          byReason.merge(client.lacks().get(feature), client.text(), (a, b) -> a + ", " + b);
        }
      }
      byReason.forEach(
          (reason, clients) ->
              page.append("- ")
                  .append(feature.text())
                  .append(": ")
                  .append(clients)
                  .append(" (")
                  .append(reason)
                  .append(")\n"));
    }
    page.append(END)
        .append("| client | what reads | version when this was written |\n|---|---|---|\n");
    versions.forEach(
        (client, version) ->
            page.append("| ")
                .append(client.text())
                .append(" | ")
                .append(client.what())
                .append(" | ")
                .append(version)
                .append(" |\n"));
    return page.append(WRITTEN).toString();
  }

  /** The marks of a committed page. */
  static Map<Client, Map<Feature, String>> parse(String page) {
    Map<Client, Map<Feature, String>> marks = new EnumMap<>(Client.class);
    List<String> lines = page.lines().dropWhile(line -> !line.startsWith("| client |")).toList();
    for (String line : lines.stream().skip(2).takeWhile(line -> line.startsWith("|")).toList()) {
      List<String> fields =
          List.of(line.substring(1).split("\\|")).stream().map(String::strip).toList();
      for (Client client : Client.values()) {
        if (client.text().equals(fields.get(0))) {
          Map<Feature, String> row = new EnumMap<>(Feature.class);
          for (Feature feature : Feature.values()) {
            row.put(feature, fields.get(feature.ordinal() + 1));
          }
          marks.put(client, row);
        }
      }
    }
    return marks;
  }
}
