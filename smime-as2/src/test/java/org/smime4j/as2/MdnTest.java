package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CpuCost;

/** MDNs between two partners, and what a partner or a stranger can write into one. */
class MdnTest {

  private static final String SIGNED =
      "signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, sha-512,"
          + " sha-256";
  private static final String ID = "<1@sender>";
  private static final byte[] ENTITY =
      latin("Content-Type: application/edifact\r\n\r\nUNB+UNOA:1+SENDER+RECEIVER'\r\n");

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }

  /** A message on its way, with the MIC that its sender keeps. */
  private record Sent(Map<String, String> header, byte[] body, Mic mic) {

    Sent altered(UnaryOperator<byte[]> change) {
      return new Sent(header, change.apply(body.clone()), mic);
    }

    Sent with(String name, String value) {
      Map<String, String> fields = new HashMap<>(header);
      fields.put(name, value);
      return new Sent(fields, body, mic);
    }
  }

  private static Sent sent(String options, As2Outgoing message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Mic mic = message.writeBody(body, "sha-512");
    Map<String, String> header = new HashMap<>(message.header());
    header.put("Message-ID", ID);
    header.put("AS2-From", "\"A Sender\"");
    header.put("AS2-To", "Receiver");
    header.put("Disposition-Notification-To", "sender@example.org");
    header.put("Disposition-Notification-Options", options);
    return new Sent(header, body.toByteArray(), mic);
  }

  /** What an application does with each message. */
  private static OutgoingMdn answer(Sent message, As2Reader reader) throws IOException {
    MdnRequest request = new MdnRequest(message.header);
    try {
      As2Received received =
          reader.open(As2Reader.entity(message.header, ByteSource.of(message.body)));
      OutgoingMdn answer = request.processed(received, Partners.RECEIVER.signer());
      received.requireSigned();
      return answer;
    } catch (IOException e) {
      return request.failed(e, Partners.RECEIVER.signer());
    }
  }

  private static OutgoingMdn answer(Sent message) throws IOException {
    return answer(message, Partners.RECEIVER.reading(Partners.SENDER.certificate()));
  }

  private static As2Received opened(OutgoingMdn mdn) throws IOException {
    return Partners.SENDER
        .reading(Partners.RECEIVER.certificate())
        .open(As2Reader.entity(mdn.header(), mdn.body()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "se", "sg", "cs", "sc", "cse", "sce"})
  void aMessageThatArrived_isConfirmedByASignedMdnWithItsMic(String layers) throws Exception {
    Sent message = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), layers));
    OutgoingMdn answer = answer(message);
    assertThat(answer.disposition()).isEqualTo(Disposition.PROCESSED);
    assertThat(answer.header())
        .containsEntry("AS2-From", "Receiver")
        .containsEntry("AS2-To", "\"A Sender\"")
        .containsEntry("AS2-Version", "1.1")
        .containsKey("Message-ID");
    Mdn mdn = new Mdn(opened(answer).requireSigned());
    assertThat(mdn.originalMessageId()).isEqualTo(ID);
    assertThat(mdn.disposition()).isEqualTo("automatic-action/MDN-sent-automatically; processed");
    assertThat(mdn.requireProcessed(ID, message.mic)).isEmpty();
  }

  @Test
  void theMicIsByTheFirstKnownAlgorithm_orByThatOfTheSignature() throws Exception {
    for (String[] each :
        new String[][] {
          {"signed-receipt-protocol=optional, pkcs7-signature", "sha-256"},
          {"signed-receipt-micalg=optional, md5, SHA1, sha-256", "SHA1"},
          {"", "sha-256"}
        }) {
      Sent message = sent(each[0], Layered.of(ByteSource.of(ENTITY), "se"));
      ByteSource report = opened(answer(message)).unsignedContent("some of them are not signed");
      assertThat(text(report)).contains(", " + each[1] + "\r\n");
      Mic mic = Mic.of(each[1], ByteSource.of(ENTITY));
      assertThat(new Mdn(report).requireProcessed(ID, mic)).isEmpty();
      assertThatThrownBy(() -> new Mdn(report).requireProcessed(ID, message.mic))
          .isInstanceOf(As2Exception.class);
    }
  }

  @Test
  void anMdnIsSignedOnlyIfTheSenderAsks_andUnsignedItIsNoSignedMdn() throws Exception {
    Sent message = sent("", Layered.of(ByteSource.of(ENTITY), "s"));
    OutgoingMdn answer = answer(message);
    assertThat(answer.header().get("Content-Type")).startsWith("multipart/report");
    assertThatThrownBy(() -> opened(answer).requireSigned()).isInstanceOf(As2Exception.class);
    Mdn mdn = new Mdn(opened(answer).unsignedContent("the partner does not sign"));
    Mic mic = Mic.of("sha-256", ByteSource.of(ENTITY));
    assertThat(mdn.requireProcessed(ID, mic)).isEmpty();
  }

  @Test
  void nothingIsAnswered_ifNobodyAsks() throws Exception {
    MdnRequest request = new MdnRequest(Map.of("Message-ID", ID));
    assertThat(request.isRequested()).isFalse();
    assertThatThrownBy(
            () -> request.refused(Disposition.UNSUPPORTED_FORMAT, Partners.RECEIVER.signer()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> request.refused(Disposition.PROCESSED, Partners.RECEIVER.signer()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] flipped(byte[] body, int at) {
    body[at] ^= 1;
    return body;
  }

  @Test
  void eachFailureHasItsDisposition_andNoneIsASuccess() throws Exception {
    As2Reader small =
        Partners.RECEIVER
            .reading(Partners.SENDER.certificate())
            .within(Limits.standard().allowing(Limit.INFLATED_OCTETS, 10));
    Sent signed = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "s"));
    int inContent = text(ByteSource.of(signed.body)).indexOf("UNOA");
    Sent compressed = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "c"));
    Map<OutgoingMdn, Disposition> answers = new HashMap<>();
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "sk"))),
        Disposition.DECRYPTION_FAILED);
    answers.put(
        answer(signed.altered(body -> flipped(body, inContent))),
        Disposition.INTEGRITY_CHECK_FAILED);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "x"))),
        Disposition.AUTHENTICATION_FAILED);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "xe"))),
        Disposition.AUTHENTICATION_FAILED);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "xg"))),
        Disposition.AUTHENTICATION_FAILED);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "g"))),
        Disposition.INSUFFICIENT_MESSAGE_SECURITY);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "e"))),
        Disposition.DECRYPTION_FAILED);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), ""))),
        Disposition.INSUFFICIENT_MESSAGE_SECURITY);
    answers.put(
        answer(sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "cs")), small),
        Disposition.DECOMPRESSION_FAILED);
    answers.put(
        answer(compressed.altered(body -> flipped(body, body.length - 20))),
        Disposition.DECOMPRESSION_FAILED);
    answers.put(
        answer(signed.altered(body -> new byte[10])), Disposition.UNEXPECTED_PROCESSING_ERROR);
    answers.put(
        new MdnRequest(signed.header)
            .failed(new IOException("the disk is full"), Partners.RECEIVER.signer()),
        Disposition.UNEXPECTED_PROCESSING_ERROR);
    answers.put(
        answer(sent("signed-receipt-micalg=required, md5", Layered.of(ByteSource.of(ENTITY), "s"))),
        Disposition.UNSUPPORTED_MIC_ALGORITHMS);
    for (Map.Entry<OutgoingMdn, Disposition> each : answers.entrySet()) {
      assertThat(each.getKey().disposition()).isEqualTo(each.getValue());
      ByteSource report = opened(each.getKey()).unsignedContent("the last one is not signed");
      assertThat(text(report)).doesNotContain("MIC:").doesNotContain("disk");
      Mdn mdn = new Mdn(report);
      assertThat(mdn.disposition()).endsWith("; " + each.getValue());
      assertThatThrownBy(() -> mdn.requireProcessed(ID, signed.mic))
          .isInstanceOf(As2Exception.class)
          .hasMessageContaining(each.getValue().toString());
    }
    assertThat(new HashSet<>(answers.values())).hasSize(7);
  }

  /** Returns the whole answer without what is random in it. */
  private static String plain(OutgoingMdn answer) throws IOException {
    String boundary = answer.header().get("Content-Type").replaceAll(".*boundary=\"|\"", "");
    Map<String, String> header = new TreeMap<>(answer.header());
    header.remove("Message-ID");
    return (header + text(answer.body())).replace(boundary, "");
  }

  @Test
  void a13_whatDependsOnAKeyOrOnPlaintext_hasOneAnswer() throws Exception {
    Set<String> answers = new HashSet<>();
    answers.add(plain(answer(sent("", Layered.of(ByteSource.of(ENTITY), "sk")))));
    answers.add(plain(answer(sent("", Layered.of(ByteSource.of(ENTITY), "e")))));
    answers.add(plain(answer(sent("", Layered.of(ByteSource.of(ENTITY), "ce")))));
    for (String layers : new String[] {"se", "e", "ce"}) {
      Sent message = sent("", Layered.of(ByteSource.of(ENTITY), layers));
      for (int i = 1; i < 16; i++) {
        int at = message.body.length - 1 - 7 * i;
        answers.add(plain(answer(message.altered(body -> flipped(body, at)))));
      }
    }
    assertThat(answers).hasSize(1);
    assertThat(answers.iterator().next()).contains("processed/error: decryption-failed");
  }

  /** A changed type hides the signature; whether the padding then fits, no answer may tell. */
  @Test
  void a13_aHiddenSignature_makesNoPaddingOracle() throws Exception {
    Sent message = sent("", Layered.of(ByteSource.of(ENTITY), "s"));
    String type = "Content-Type: " + message.header.get("Content-Type") + "\r\n\r\n";
    byte[] entity = latin(type + text(ByteSource.of(message.body)));
    byte[] iv = new byte[16];
    Arrays.fill(iv, (byte) 77);
    byte[] sealed = sealed(entity, iv);
    int vector = text(ByteSource.of(sealed)).lastIndexOf(text(ByteSource.of(iv)));
    Map<String, String> header = new HashMap<>(message.header);
    header.put("Content-Type", "application/pkcs7-mime");
    Set<String> answers = new HashSet<>();
    Set<Boolean> padded = new HashSet<>();
    for (int i = 0; i < 24; i++) {
      byte[] body = sealed.clone();
      // The first block is "Content-Type: mu"; with another letter the signature is hidden.
      body[vector + 15] ^= 1;
      body[sealed.length - 17] ^= (byte) i;
      answers.add(plain(answer(new Sent(header, body, message.mic))));
      padded.add(isReadable(header, body));
    }
    assertThat(padded).hasSize(2);
    assertThat(answers).hasSize(1);
  }

  private static byte[] sealed(byte[] entity, byte[] iv) throws Exception {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("AES");
    parameters.init(new IvParameterSpec(iv));
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(Partners.RECEIVER.certificate()));
    return generator
        .generate(
            new CMSProcessableByteArray(entity),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC)
                .setAlgorithmParameters(parameters)
                .build())
        .toASN1Structure()
        .getEncoded("DER");
  }

  private static boolean isReadable(Map<String, String> header, byte[] body) throws IOException {
    try {
      ByteSource entity = As2Reader.entity(header, ByteSource.of(body));
      As2Received received = Partners.RECEIVER.reading(Partners.SENDER.certificate()).open(entity);
      assertThat(received.signature()).isEmpty();
      return true;
    } catch (As2Exception e) {
      return false;
    }
  }

  @Test
  void oldAndNewCertificatesOfAPartner_signMdnsBesideEachOther() throws Exception {
    Partners renewed = Partners.of("after@example.org");
    As2Reader both =
        Partners.SENDER.reading(Partners.RECEIVER.certificate(), renewed.certificate());
    Sent message = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "s"));
    MdnRequest request = new MdnRequest(message.header);
    As2Received received =
        Partners.RECEIVER
            .reading(Partners.SENDER.certificate())
            .open(As2Reader.entity(message.header, ByteSource.of(message.body)));
    for (Partners each : List.of(Partners.RECEIVER, renewed)) {
      OutgoingMdn answer = request.processed(received, each.signer());
      As2Received mdn = both.open(As2Reader.entity(answer.header(), answer.body()));
      assertThat(new Mdn(mdn.requireSigned()).requireProcessed(ID, message.mic)).isEmpty();
    }
    OutgoingMdn forged = request.processed(received, Partners.STRANGER.signer());
    As2Received mdn = both.open(As2Reader.entity(forged.header(), forged.body()));
    assertThatThrownBy(mdn::requireSigned).isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(() -> mdn.unsignedContent("a try"))
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  private static String report(String... notifications) {
    StringBuilder report =
        new StringBuilder("Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nHello.");
    for (String each : notifications) {
      report.append("\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n" + each);
    }
    return report + "\r\n--b--\r\n";
  }

  private static final Mic MIC = micOfEntity();

  private static Mic micOfEntity() {
    try {
      return Mic.of("sha-256", ByteSource.of(ENTITY));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String fields(String id, String disposition, String mic) {
    return "Original-Message-ID: "
        + id
        + "\r\nDisposition: "
        + disposition
        + "\r\nReceived-content-MIC: "
        + mic
        + "\r\n";
  }

  @Test
  void whatPartnersWrite_isRead() throws Exception {
    String base64 = MIC.toString().replace(", sha-256", "");
    for (String good :
        new String[] {
          fields(ID, "automatic-action/MDN-sent-automatically; processed", MIC.toString()),
          fields(ID, "automatic-action/MDN-sent-automatically;Processed", base64 + ",SHA256"),
          fields(ID, "manual-action/mdn-sent-manually ; processed", base64 + ", sha256"),
          fields("\r\n " + ID, "a/b;\r\n\tprocessed", " " + base64 + " , sha-256"),
          "DISPOSITION: x; processed\r\noriginal-message-id: "
              + ID
              + "\r\nreceived-content-mic: "
              + MIC
        }) {
      Mdn mdn = new Mdn(ByteSource.of(latin(report(good))));
      assertThat(mdn.requireProcessed(ID, MIC)).as(good).isEmpty();
    }
    for (String[] warning :
        new String[][] {
          {"x; processed/warning: duplicate-document", "duplicate-document"},
          {"x; processed/Warning", ""},
          {"x; processed / Warning : a; b", "a; b"}
        }) {
      Mdn mdn = new Mdn(ByteSource.of(latin(report(fields(ID, warning[0], MIC.toString())))));
      assertThat(mdn.requireProcessed(ID, MIC)).contains(warning[1]);
    }
  }

  /** A different unknown value in each place of a report that names something. */
  @ParameterizedTest
  @ValueSource(strings = {"parts", "fields", "parameters"})
  @Tag("cost")
  void c16_unknownNamesInAnMdn_costLessThanASecond(String many) throws Exception {
    byte[] report = latin(ofUnknownNames(many));
    assertThat(report.length).isBetween(60_000, 1_100_000);
    long cost = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      cost =
          Math.min(
              cost,
              CpuCost.once(
                  () ->
                      assertThatThrownBy(
                              () -> new Mdn(ByteSource.of(report)).requireProcessed(ID, MIC))
                          .isInstanceOf(As2Exception.class)
                          .hasMessageContaining("unknown")));
    }
    System.out.printf(
        "an MDN of %,d octets, unknown names in %s: %,d ns%n", report.length, many, cost);
    assertThat(cost).isLessThan(1_000_000_000);
  }

  private static String ofUnknownNames(String many) {
    String mdn = fields(ID, "x; unknown", "AAAA, sha-0");
    return switch (many) {
      case "parts" ->
          report(mdn).replace("--b--", numbered(900, MdnTest::partOfUnknownNames) + "--b--");
      case "fields" ->
          report(
              numbered(
                      900,
                      i ->
                          "X-%1$d: =?cs%1$d*l%1$d?E?x?= Mon, 1 Jan 2024 00:00 Zone%1$d;a*=u%1$d'l'x\r\n"
                              .formatted(i))
                  + mdn);
      default -> report(mdn).replace("boundary=b", "boundary=b" + parameters(0, 2_600));
    };
  }

  private static String partOfUnknownNames(int i) {
    return ("--b\r\nContent-Type: text/x%1$d; charset=cs%1$d; micalg=sha-%1$d\r\n"
            + "Content-Transfer-Encoding: e%1$d\r\nContent-Disposition: d%1$d%2$s\r\n"
            + "Content-Language: l%1$d\r\n\r\nx\r\n")
        .formatted(i, parameters(30 * i, 30));
  }

  private static String parameters(int first, int number) {
    return numbered(number, i -> "; p%1$d*=cs%1$d'l%1$d'%%20".formatted(first + i));
  }

  private static String numbered(int number, IntFunction<String> each) {
    return IntStream.range(0, number).mapToObj(each).collect(Collectors.joining());
  }

  @Test
  void anMdnThatConfirmsSomethingElse_orNothing_isNoSuccess() throws Exception {
    String processed = "automatic-action/MDN-sent-automatically; processed";
    String mic = MIC.toString();
    String other = Mic.of("sha-256", ByteSource.of(new byte[0])).toString();
    for (String bad :
        new String[] {
          report(fields("<2@sender>", processed, mic)),
          report(fields("", processed, mic)),
          report(fields(ID + " " + ID, processed, mic)),
          report(fields(ID.toUpperCase(java.util.Locale.ROOT), processed, mic)),
          report(fields(ID, processed, "")),
          report(fields(ID, processed, other)),
          report(fields(ID, processed, mic.replace("sha-256", "sha-512"))),
          report(fields(ID, processed, mic + ", " + mic)),
          report("Original-Message-ID: " + ID + "\r\nDisposition: " + processed + "\r\n"),
          report("Original-Message-ID: " + ID + "\r\nReceived-content-MIC: " + mic + "\r\n"),
          report("Disposition: " + processed + "\r\nReceived-content-MIC: " + mic + "\r\n"),
          report(fields(ID, "", mic)),
          report(fields(ID, "processed", mic)),
          report(fields(ID, "x; displayed", mic)),
          report(fields(ID, "x; failed", mic)),
          report(fields(ID, "x; failed/failure: unsupported format", mic)),
          report(fields(ID, "x; failed/warning: y", mic)),
          report(fields(ID, "x; processed/error", mic)),
          report(fields(ID, "x; processed/Error: decryption-failed", mic)),
          report(fields(ID, "x; processed/error/warning: y", mic)),
          report(fields(ID, "x; processed/warning, error: y", mic)),
          report(fields(ID, "x; processed, failed", mic)),
          report(fields(ID, "x; processed; failed", mic)),
          report(fields(ID, "x;" + " ".repeat(60_000) + "/", mic)),
          report(fields(ID, processed, mic) + "Disposition: x; processed\r\n"),
          report(fields(ID, processed, mic) + "Original-message-id: " + ID + "\r\n"),
          report(fields(ID, processed, mic) + "X: " + "y".repeat(70_000) + "\r\n"),
          report("\r\n" + fields(ID, processed, mic)),
          report(fields(ID, processed, mic), fields(ID, processed, mic)),
          report(),
          report(fields(ID, processed, mic)).replace("multipart/report", "multipart/mixed"),
          report(fields(ID, processed, mic)).replace("message/disposition", "text/x-disposition"),
          "Content-Type: text/plain\r\n\r\n" + fields(ID, processed, mic),
          ""
        }) {
      assertThatThrownBy(() -> new Mdn(ByteSource.of(latin(bad))).requireProcessed(ID, MIC))
          .as(bad.substring(0, Math.min(bad.length(), 400)))
          .isInstanceOf(As2Exception.class);
    }
  }

  @Test
  void anMdnThatWasChangedOnItsWay_isRefused_orSaysWhatItsSignerSaid() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Sent message = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), "s"));
    OutgoingMdn good = answer(message);
    String said = text(opened(good).requireSigned());
    byte[] report = latin(report(fields(ID, "x; processed", MIC.toString())));
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] changed = i % 2 == 0 ? good.body().bytes().clone() : report.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        if (i % 2 == 0) {
          ByteSource body = ByteSource.of(changed);
          As2Received received =
              Partners.SENDER
                  .reading(Partners.RECEIVER.certificate())
                  .open(As2Reader.entity(good.header(), body));
          assertThat(text(received.requireSigned())).isEqualTo(said);
        } else {
          Mdn mdn = new Mdn(ByteSource.of(changed));
          assertThat(mdn.requireProcessed(ID, MIC)).isEmpty();
        }
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 399);
  }

  @Test
  void whatAPartnerWrites_breaksNoLogLine() throws Exception {
    Mdn mdn =
        new Mdn(
            ByteSource.of(
                latin(
                    report(
                        fields(ID, "x; failed/=?utf-8?q?=0A=1B[31mgood?=", "=?utf-8?q?=0A?=")))));
    assertThat(mdn.toString().chars()).allMatch(c -> c >= ' ' && c <= '~');
    assertThatThrownBy(() -> mdn.requireProcessed(ID, MIC))
        .satisfies(e -> assertThat(e.getMessage().chars()).allMatch(c -> c >= ' ' && c <= '~'));
  }

  @Test
  void aRequestThatCannotBeAnswered_isRefused() throws Exception {
    Sent good = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), ""));
    for (Sent bad :
        new Sent[] {
          good.with("Message-ID", ""),
          good.with("AS2-To", ""),
          good.with("AS2-From", " "),
          good.with("message-id", ID),
          good.with("as2-from", ""),
          good.with("Message-ID", "<1>\r\nX: y"),
          good.with("AS2-To", "a\0"),
          good.with("AS2-From", "\u20ac"),
          good.with("Message-ID", "<" + "1".repeat(998) + ">"),
          good.with("Disposition-Notification-Options", ";,=".repeat(100_000))
        }) {
      assertThatThrownBy(() -> new MdnRequest(bad.header))
          .as("%s", bad)
          .isInstanceOf(As2Exception.class);
    }
  }

  @Test
  void anMdnGoesOnlyToAUrlThatTheReceiverAllows() throws Exception {
    URI url = URI.create("https://partner.example:8443/mdn?x=1");
    Sent message = sent(SIGNED, Layered.of(ByteSource.of(ENTITY), ""));
    assertThat(new MdnRequest(message.header).deliveryUrl(any -> true)).isEmpty();
    MdnRequest request =
        new MdnRequest(message.with("Receipt-Delivery-Option", url.toString()).header);
    assertThat(request.deliveryUrl(Set.of(url)::contains)).contains(url);
    assertThatThrownBy(() -> request.deliveryUrl(Set.<URI>of()::contains))
        .isInstanceOf(As2Exception.class);
    for (String bad :
        new String[] {
          "http://169.254.169.254/latest",
          "https://partner.example:8443/mdn?x=1&y=2",
          "https://partner.example:8443/mdn",
          "https://partner.example/mdn?x=1",
          "http://partner.example:8443/mdn?x=1"
        }) {
      MdnRequest other = new MdnRequest(message.with("Receipt-Delivery-Option", bad).header);
      assertThatThrownBy(() -> other.deliveryUrl(Set.of(url)::contains))
          .isInstanceOf(As2Exception.class);
    }
    for (String bad :
        new String[] {
          "file:///etc/passwd",
          "mailto:sender@example.org",
          "ftp://partner.example/",
          "jar:http://partner.example/!/x",
          "//partner.example/mdn",
          "/mdn",
          "https:///mdn",
          "https://user:password@partner.example/mdn",
          "https://partner.example/ mdn",
          "x"
        }) {
      MdnRequest other = new MdnRequest(message.with("Receipt-Delivery-Option", bad).header);
      assertThatThrownBy(() -> other.deliveryUrl(any -> true))
          .as(bad)
          .isInstanceOf(As2Exception.class);
    }
  }
}
