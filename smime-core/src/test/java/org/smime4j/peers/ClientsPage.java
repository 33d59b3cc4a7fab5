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

      All programs of this table read signed mail, and mail that is signed and encrypted to RSA keys. smime4j wrote the
      messages with its default settings. In each CI run `MailClientsTest` asks each program for its own verdict on each
      signature and each encryption, and for the text. [Algorithms](interop-algorithms.md) has a table of its own.

      """;

  private static final String BETWEEN =
      """

      `ok`: the client shows the whole text, reports the encryption, and accepts each signature that it judges. Thunderbird
      judges only the first signature, and Camel only the last. `–`: the client lacks the feature, in a message of OpenSSL too.
      Each client must also notice a message that was altered.

      ![Thunderbird shows a message that was signed and encrypted by smime4j](images/thunderbird.png)

      ## What clients lack

      """;

  private static final String END =
      """

      The same run opens mail that Thunderbird, Evolution's Camel, GMime, s-nail, OpenSSL, PHP, Ruby and Perl signed and
      encrypted, and trusts the signatures. [Algorithms](interop-algorithms.md) has the messages of NSS, gpgsm and Bouncy
      Castle.

      [Outlook and Apple Mail](outlook.md) do not run in CI.

      ## Clients and versions

      """;

  private static final String WRITTEN =
      """

      `mvn -Pthorough -pl smime-core test -Dtest=MailClientsTest -Ppeers -Dwrite` writes this page. Without the
      last option a cell that is `ok` here and not in the run fails the build.
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
