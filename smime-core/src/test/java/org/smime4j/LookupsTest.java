package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;

/**
 * What a platform is asked for by a name may come from a stranger, and an unknown name may cost
 * Java a search that it does not remember. Each such call in the modules and examples is listed
 * here with what bounds it, unless its name is a constant.
 */
class LookupsTest {

  /** Calls that take a name. A method reference takes whatever comes. */
  private static final Pattern CALL =
      Pattern.compile(
          "\\b(?:"
              + "(Charset)\\s*(?:\\.|::)\\s*(?:forName|isSupported)"
              + "|(MessageDigest|Signature|Cipher|Mac|Key(?:Factory|Agreement|Store|Generator"
              + "|PairGenerator)|SecretKeyFactory|AlgorithmParameters|CertificateFactory"
              + "|SecureRandom|SSLContext|CertPath\\w+)\\s*(?:\\.|::)\\s*getInstance"
              + "|(Locale)\\s*(?:\\.|::)\\s*(?:forLanguageTag|of)"
              + "|(ZoneId|DateTimeFormatter)\\s*(?:\\.|::)\\s*(?:of|ofPattern)"
              + "|(TimeZone)\\s*(?:\\.|::)\\s*getTimeZone"
              + "|(InetAddress)\\s*(?:\\.|::)\\s*get\\w*By\\w+"
              + "|(IDN)\\s*(?:\\.|::)\\s*to\\w+"
              + "|(Pattern)\\s*(?:\\.|::)\\s*compile"
              + "|(URI)\\s*(?:\\.|::)\\s*create"
              + "|new\\s+(URI|URL|Locale|SimpleDateFormat)\\b"
              + "|(Path|Paths)\\s*(?:\\.|::)\\s*(?:of|get)"
              + "|(Class)\\s*(?:\\.|::)\\s*forName"
              + "|(ServiceLoader)\\s*(?:\\.|::)\\s*load"
              + "|(ECNamedCurveTable|CustomNamedCurves)\\s*(?:\\.|::)\\s*get\\w+)\\b");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
  private static final Pattern TEXT = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");

  /** Literals, names of constants, and what joins them. */
  private static final Pattern CONSTANT = Pattern.compile("\"[\\s+A-Z0-9_\"]*|[A-Z][A-Z0-9_]+");

  /** By what is asked and the file, what an unknown name costs there or who bounds it. */
  private static final Map<String, String> LISTED =
      Map.ofEntries(
          Map.entry("Charset smime-cli/CodePage", "a fixed table, once"),
          Map.entry("Charset smime-cli/Streams", "properties of the JVM"),
          Map.entry(
              "Cipher smime-core/PrivateOperations",
              "names of our tables, for what was recognised"),
          Map.entry(
              "Cipher smime-core/ProviderKey", "names of our tables, for what was recognised"),
          Map.entry(
              "Cipher smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "Class smime-cli/ChosenProvider",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "CustomNamedCurves smime-core/Curves", "Bouncy Castle's table, a look into a map"),
          Map.entry(
              "CustomNamedCurves smime-core/NamedCurves",
              "Bouncy Castle's table, a look into a map"),
          Map.entry(
              "DateTimeFormatter smime-core/SigningAttributes",
              "names of our tables, for what was recognised"),
          Map.entry(
              "ECNamedCurveTable smime-core/Curves", "Bouncy Castle's table, a look into a map"),
          Map.entry(
              "ECNamedCurveTable smime-core/NamedCurves",
              "Bouncy Castle's table, a look into a map"),
          Map.entry(
              "IDN smime-core/MailAddress",
              "no look-up: work by the label's length, which is bounded"),
          Map.entry(
              "InetAddress examples/ImapMailbox",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "InetAddress smime-core/Judgement",
              "FetchGuard: only what it may fetch, so many for a message"),
          Map.entry(
              "InetAddress smime-gateway/Listener",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "KeyAgreement smime-core/PrivateOperations",
              "names of our tables, for what was recognised"),
          Map.entry(
              "KeyAgreement smime-core/ProviderKey",
              "names of our tables, for what was recognised"),
          Map.entry(
              "KeyAgreement smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "KeyFactory smime-core/KeyForms", "names of our tables, for what was recognised"),
          Map.entry(
              "KeyFactory smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "KeyGenerator examples/HistoryFile",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "KeyGenerator smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "KeyPairGenerator smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "KeyStore smime-cli/CertificateOptions",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "KeyStore smime-core/KeyStoreReader",
              "one of our kinds of key stores, told by the first octets"),
          Map.entry(
              "KeyStore smime-core/TrustStores",
              "one of our kinds of key stores, told by the first octets"),
          Map.entry(
              "Mac smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry("MessageDigest smime-as2/Mic", "names of our tables, for what was recognised"),
          Map.entry(
              "MessageDigest smime-cli/Fingerprint",
              "names of our tables, for what was recognised"),
          Map.entry(
              "MessageDigest smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "IDN smime-cli/Addresses",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Pattern smime-cli/Addresses",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path examples/Client",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path examples/GatewayFilter",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path examples/ImapMailbox",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path smime-cli/Arguments",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path smime-cli/Entry", "names of files that a job or an index lists, each once"),
          Map.entry(
              "Path smime-cli/MaildirName",
              "names of files that a job or an index lists, each once"),
          Map.entry(
              "Path smime-cli/Manifest",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path smime-cli/OpenCommand",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path smime-cli/ReadingOptions",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path smime-cli/Rehearsal",
              "what the caller says on the command line or in the configuration"),
          Map.entry("Path smime-cli/Streams", "places of the system"),
          Map.entry(
              "Path smime-spark/Opener",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Path smime-james/Settings",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Paths smime-core/KeyFolder",
              "names of files that a job or an index lists, each once"),
          Map.entry("Paths smime-core/Spool", "places of the system"),
          Map.entry("Paths smime-core/TrustStores", "places of the system"),
          Map.entry(
              "Pattern smime-cli/KeysRecoverCommand",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "SecureRandom smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "ServiceLoader smime-cli/ChosenProvider",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "Signature smime-core/PrivateOperations",
              "names of our tables, for what was recognised"),
          Map.entry(
              "Signature smime-core/ProviderKey", "names of our tables, for what was recognised"),
          Map.entry(
              "Signature smime-core/Providers",
              "names of our tables; what provider has each is remembered"),
          Map.entry(
              "URI smime-as2/MdnRequest", "no look-up: work by the length of one header field"),
          Map.entry(
              "URI smime-cli/CertificateOptions",
              "what the caller says on the command line or in the configuration"),
          Map.entry(
              "URI smime-cli/Entry", "names of files that a job or an index lists, each once"),
          Map.entry("URI smime-core/FetchGuard", "no look-up: FetchGuard bounds the length"),
          Map.entry(
              "URI smime-core/KeyFolder", "names of files that a job or an index lists, each once"),
          Map.entry(
              "URL smime-cli/ChosenProvider",
              "what the caller says on the command line or in the configuration"));

  /** The calls in a source whose names are no constants. */
  static Set<String> calls(String source) {
    String code = COMMENT.matcher(source).replaceAll("");
    Set<String> calls = new TreeSet<>();
    Matcher call = CALL.matcher(code);
    while (call.find()) {
      String argument = TEXT.matcher(argument(code, call.end())).replaceAll("\"\"").strip();
      if (!CONSTANT.matcher(argument).matches()) {
        calls.add(kind(call));
      }
    }
    return calls;
  }

  private static String kind(Matcher call) {
    return IntStream.rangeClosed(1, call.groupCount())
        .mapToObj(call::group)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  /** Up to the comma or the parenthesis that ends it; empty behind a method reference. */
  private static String argument(String code, int at) {
    int from = code.indexOf('(', at);
    if (from < 0 || !code.substring(at, from).isBlank()) {
      return "";
    }
    int depth = 0;
    boolean text = false;
    for (int i = from + 1; i < code.length(); i++) {
      char c = code.charAt(i);
      if (text) {
        i += c == '\\' ? 1 : 0;
        text = c != '"';
      } else if (c == '"') {
        text = true;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        return code.substring(from + 1, i);
      } else {
        depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      }
    }
    return "";
  }

  @Test
  void eachCallByANameThatIsNoConstant_isListed_andNoneElse() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path file : sources()) {
      Path path = Outside.root().relativize(file);
      String type = path.getFileName().toString().replace(".java", "");
      for (String call : calls(Files.readString(file))) {
        found.add(call + " " + path.getName(0) + "/" + type);
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(LISTED.keySet());
  }

  /** Benchmarks and the test kit read nobody's input. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path parent : List.of(Outside.root(), Outside.root().resolve("examples"))) {
      try (Stream<Path> modules = Files.list(parent)) {
        for (Path module : modules.toList()) {
          Path main = module.resolve("src/main/java");
          if (Files.isDirectory(main)
              && !module.getFileName().toString().matches("smime-(benchmarks|testing)")) {
            try (Stream<Path> files = Files.walk(main)) {
              files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
          }
        }
      }
    }
    return sources;
  }

  @Test
  void whatIsPlanted_isFound_andAConstantIsNot() {
    assertThat(calls("Charset charset = Charset.forName(name);")).containsExactly("Charset");
    assertThat(calls("part.charset().map(Charset::forName)")).containsExactly("Charset");
    assertThat(calls("Charset\n  .isSupported(\"windows-\" + number)")).containsExactly("Charset");
    assertThat(calls("Charset.forName(\"a)\" + f(\"b\", c))")).containsExactly("Charset");
    assertThat(calls("Charset.forName(\"UTF-32BE\") Charset.forName(OLD)")).isEmpty();
    assertThat(calls("Cipher.getInstance(name, provider)")).containsExactly("Cipher");
    assertThat(calls("Signature::getInstance")).containsExactly("Signature");
    assertThat(calls("new URI(text)")).containsExactly("URI");
    assertThat(calls("IDN.toASCII(label)")).containsExactly("IDN");
    assertThat(calls("Locale.forLanguageTag(tag)")).containsExactly("Locale");
    assertThat(calls("KeyStore.getInstance(\"JKS\")")).isEmpty();
    assertThat(calls("// Charset.forName(name)\n/* Charset.forName(name) */")).isEmpty();
  }
}
