package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Messages in every order of RFC 5402, and what a hostile one can do. */
class As2MessageTest {

  private static final byte[] BODY = binary();
  private static final byte[] ENTITY =
      joined(
          "Content-Type: application/edifact\r\nContent-Transfer-Encoding: binary\r\n\r\n", BODY);

  /** All octets, with line ends that text may not have and what looks like a delimiter. */
  private static byte[] binary() {
    byte[] body = new byte[5_000];
    new Random(21).nextBytes(body);
    byte[] odd = "\r\n--x\r\n\0\r\r\n\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(odd, 0, body, 1_000, odd.length);
    return body;
  }

  private static byte[] joined(String head, byte[] body) {
    byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  private static byte[] written(As2Outgoing message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    message.writeBody(body, "sha-256");
    StringBuilder head = new StringBuilder();
    message.header().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return joined(head + "\r\n", body.toByteArray());
  }

  private static As2Received read(byte[] entity) throws IOException {
    return Partners.RECEIVER.reading(Partners.SENDER.certificate()).open(ByteSource.of(entity));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "e", "c", "se", "ce", "cs", "sc", "cse", "sce"})
  void inEachOrder_theEntityArrivesAsItIs_andBothSidesHaveOneMic(String layers) throws Exception {
    As2Outgoing message = Layered.of(ByteSource.of(ENTITY), layers);
    for (String algorithm : new String[] {"sha1", "SHA-1", "sha-256", "sha384", "sha-512"}) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      Mic sent = message.writeBody(body, algorithm);
      Map<String, String> http = new LinkedHashMap<>(message.header());
      http.put("Content-Length", Integer.toString(body.size()));
      http.put("AS2-From", "Sender");
      As2Received received =
          Partners.RECEIVER
              .reading(Partners.SENDER.certificate())
              .open(As2Reader.entity(http, ByteSource.of(body.toByteArray())));
      ByteSource entity =
          layers.contains("s")
              ? received.requireSigned()
              : received.unsignedContent("nothing is signed here");
      if (layers.isEmpty()) {
        assertThat(entity.bytes()).endsWith(BODY);
      } else {
        assertThat(entity.bytes()).isEqualTo(ENTITY);
      }
      assertThat(received.layers()).hasSize(layers.length());
      assertThat(sent.matches(received.mic(algorithm).toString())).as(layers + sent).isTrue();
    }
  }

  @Test
  void theMicIsOverTheOctetsThatTheStandardsName() throws Exception {
    Mic ofEntity = Mic.of("sha-256", ByteSource.of(ENTITY));
    Mic ofBody = Mic.of("sha-256", ByteSource.of(BODY));
    for (String layers : new String[] {"s", "sc", "se", "sce", "e", "ce", "c"}) {
      assertThat(read(written(Layered.of(ByteSource.of(ENTITY), layers))).mic("sha-256"))
          .as(layers)
          .hasToString(ofEntity.toString());
    }
    assertThat(read(written(Layered.of(ByteSource.of(ENTITY), ""))).mic("sha-256"))
        .hasToString(ofBody.toString());
    // Compressed first, the signature covers what is compressed.
    assertThat(read(written(Layered.of(ByteSource.of(ENTITY), "cs"))).mic("sha-256").toString())
        .isNotEqualTo(ofEntity.toString());
  }

  @Test
  void aMicMatchesItsOwnFieldAlone() throws Exception {
    Mic mic = Mic.of("sha-256", ByteSource.of(BODY));
    String base64 = mic.toString().substring(0, mic.toString().indexOf(','));
    assertThat(mic.matches(base64 + ",sha256")).isTrue();
    assertThat(mic.matches(' ' + base64 + " , SHA-256 ")).isTrue();
    for (String other :
        new String[] {
          "", base64, base64 + ", sha-512", ", sha-256", "AAAA, sha-256", "!" + base64 + ", sha-256"
        }) {
      assertThat(mic.matches(other)).as(other).isFalse();
    }
    assertThatThrownBy(() -> Mic.of("crc32", ByteSource.of(BODY)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signedBinaryIsNoLongerThanItIs() throws Exception {
    assertThat(written(Layered.of(ByteSource.of(ENTITY), "s")).length)
        .isLessThan(ENTITY.length + 4_500);
  }

  @Test
  void eachLayerIsNamedOnce_andEncryptionLast() throws Exception {
    for (String layers : new String[] {"ss", "cc", "ee", "es", "ec", "csc"}) {
      assertThatThrownBy(() -> Layered.of(ByteSource.of(ENTITY), layers))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void oldAndNewCertificatesAreBelievedBesideEachOther() throws Exception {
    As2Reader both =
        Partners.RECEIVER.reading(Partners.STRANGER.certificate(), Partners.SENDER.certificate());
    assertThat(
            both.open(ByteSource.of(written(Layered.of(ByteSource.of(ENTITY), "cse"))))
                .requireSigned()
                .bytes())
        .isEqualTo(ENTITY);
  }

  @Test
  void aSignatureThatDoesNotHold_givesNeitherContentNorMic() throws Exception {
    for (String layers : new String[] {"s", "cs"}) {
      byte[] altered = written(Layered.of(ByteSource.of(ENTITY), layers));
      altered[1_000] ^= 1;
      As2Received received = read(altered);
      assertThat(received.signature().orElseThrow().worst().state())
          .isEqualTo(SignerVerdict.State.BROKEN);
      assertNothing(received);
    }
    As2Received stranger =
        read(written(new As2Outgoing(ByteSource.of(ENTITY)).signedBy(Partners.STRANGER.signer())));
    assertThat(stranger.signature().orElseThrow().worst().isIntact()).isTrue();
    assertNothing(stranger);
  }

  private static void assertNothing(As2Received received) {
    assertThat(received.isAuthenticated()).isFalse();
    assertThatThrownBy(received::requireSigned).isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(() -> received.mic("sha-256")).isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(() -> received.unsignedContent("a try"))
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void b4_whatIsNotSigned_isNoSignedContent() throws Exception {
    for (String layers : new String[] {"", "c", "e", "ce"}) {
      As2Received received = read(written(Layered.of(ByteSource.of(ENTITY), layers)));
      assertThatThrownBy(received::requireSigned).isInstanceOf(As2Exception.class);
      assertThat(received.isAuthenticated()).as(layers).isFalse();
    }
  }

  @Test
  void b8_textAroundTheParts_andFurtherParts_areRefused() throws Exception {
    String message =
        new String(written(Layered.of(ByteSource.of(ENTITY), "s")), StandardCharsets.ISO_8859_1);
    String boundary = message.replaceFirst("(?s).*?boundary=\"([^\"]*)\".*", "$1");
    String delimiter = "--" + boundary + "\r\n";
    int first = message.indexOf(delimiter);
    int last = message.lastIndexOf("\r\n--" + boundary + "--");
    for (String hostile :
        new String[] {
          message.substring(0, first) + "Pay me.\r\n" + message.substring(first),
          message + "Pay me.\r\n",
          message.substring(0, last)
              + "\r\n"
              + delimiter
              + "Content-Type: text/plain\r\n\r\nPay me."
              + message.substring(last),
          message.substring(0, first)
              + delimiter
              + "Content-Type: text/plain\r\n\r\nPay me.\r\n"
              + message.substring(first),
          message.replace("\r\n--" + boundary + "--\r\n", ""),
          message.replace("; boundary=", "; boundary=x; boundary="),
          "Content-Type: text/plain\r\n" + message,
          message.replaceFirst("\r\n\r\n", "\n\n"),
          message.replace("application/pkcs7-signature; name", "text/plain; name")
        }) {
      assertThatThrownBy(() -> read(hostile.getBytes(StandardCharsets.ISO_8859_1)).requireSigned())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SmimeException.NotTrusted.class);
    }
  }

  @Test
  void c18_layersInLayers_endAtTheSecondOfAKind() throws Exception {
    byte[] once = written(Layered.of(ByteSource.of(ENTITY), "c"));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    new As2Outgoing(ByteSource.of(once)).compressed().writeBody(body, "sha-256");
    byte[] twice =
        joined(
            "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n",
            body.toByteArray());
    assertThatThrownBy(() -> read(twice)).isInstanceOf(As2Exception.class);
  }

  @Test
  void c17_whatInflatesTooFar_isRefused_alsoBeforeItsSignatureIsKnown() throws Exception {
    byte[] zeros = joined("Content-Type: text/plain\r\n\r\n", new byte[3_000_000]);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    As2Outgoing bomb = new As2Outgoing(ByteSource.of(zeros)).compressed();
    bomb.writeBody(body, "sha-256");
    As2Reader reader =
        Partners.RECEIVER
            .reading(Partners.SENDER.certificate())
            .within(Limits.standard().allowing(Limit.INFLATED_OCTETS, 1_000_000));
    assertThatThrownBy(
            () -> reader.open(As2Reader.entity(bomb.header(), ByteSource.of(body.toByteArray()))))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  @Test
  void aHeaderThatNeverEnds_isNotRead() {
    ByteSource endless =
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
                return 'x';
              }
            };
          }
        };
    assertThatThrownBy(() -> Partners.RECEIVER.reading(Partners.SENDER.certificate()).open(endless))
        .isInstanceOf(As2Exception.class);
  }

  @Test
  void theSnippetsOfThePage_runHere_asTheyAreWritten() throws Exception {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    ByteSource entity = ByteSource.of(ENTITY);
    Encryptor encryptor = Partners.RECEIVER.encryptor();
    String messageId = "<1@sender>";
    AtomicReference<byte[]> stored = new AtomicReference<>();
    class Exchange {
      As2Outgoing order;
      Mic sent;

      void send(Signer signer) throws IOException {
        As2Outgoing order =
            new As2Outgoing(entity).compressed().signedBy(signer).encryptedBy(encryptor);
        Mic sent = order.writeBody(request, "sha-256");
        this.order = order;
        this.sent = sent;
      }

      OutgoingMdn receive(Signer signer, As2Reader reader) throws IOException {
        Map<String, String> header = new LinkedHashMap<>(order.header());
        header.put("Message-ID", messageId);
        header.put("AS2-From", "Sender");
        header.put("AS2-To", "Receiver");
        header.put("Disposition-Notification-To", "sender@example.org");
        header.put(
            "Disposition-Notification-Options",
            "signed-receipt-protocol=required, pkcs7-signature");
        ByteSource body = ByteSource.of(request.toByteArray());
        MdnRequest asked = new MdnRequest(header);
        OutgoingMdn answer;
        try {
          As2Received received = reader.open(As2Reader.entity(header, body));
          answer = asked.processed(received, signer);
          store(received.requireSigned());
        } catch (IOException e) {
          answer = asked.failed(e, signer);
        }
        return answer;
      }

      void store(ByteSource content) throws IOException {
        stored.set(content.bytes());
      }

      Optional<String> read(As2Reader partner, Map<String, String> header, ByteSource body)
          throws IOException {
        As2Received received = partner.open(As2Reader.entity(header, body));
        Mdn mdn = new Mdn(received.requireSigned());
        Optional<String> warning = mdn.requireProcessed(messageId, sent);
        return warning;
      }
    }
    Exchange exchange = new Exchange();
    exchange.send(Partners.SENDER.signer());
    OutgoingMdn answer =
        exchange.receive(
            Partners.RECEIVER.signer(), Partners.RECEIVER.reading(Partners.SENDER.certificate()));
    assertThat(stored.get()).isEqualTo(ENTITY);
    As2Reader partner = Partners.SENDER.reading(Partners.RECEIVER.certificate());
    assertThat(exchange.read(partner, answer.header(), answer.body())).isEmpty();
    Path root = Path.of(System.getProperty("smime4j.root", ".."));
    String page = Files.readString(root.resolve("docs/as2.md"));
    String here =
        Files.readString(
            root.resolve("smime-as2/src/test/java/org/smime4j/as2/As2MessageTest.java"));
    List<MatchResult> blocks =
        Pattern.compile("(?s)```java as2\\n(.*?)```").matcher(page).results().toList();
    assertThat(blocks).hasSize(3);
    for (MatchResult block : blocks) {
      assertThat(here.replaceAll("\\s+", "")).contains(block.group(1).replaceAll("\\s+", ""));
    }
  }

  @Test
  void theCmsInBase64_isReadToo() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    As2Outgoing message = Layered.of(ByteSource.of(ENTITY), "cse");
    message.writeBody(body, "sha-256");
    byte[] text = java.util.Base64.getMimeEncoder().encode(body.toByteArray());
    byte[] entity =
        joined(
            "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            text);
    assertThat(read(entity).requireSigned().bytes()).isEqualTo(ENTITY);
  }
}
