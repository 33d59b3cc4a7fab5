package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Compressor;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Messages that a stranger made with other software, or by hand. */
class HostileMessageTest {

  private static final String PAYLOAD =
      "Content-Type: application/edifact\r\nContent-Disposition: attachment; filename=order.edi\r\n"
          + "\r\nUNB+UNOA:1+SENDER+RECEIVER'\r\n";

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static As2Reader reader() {
    return Partners.RECEIVER.reading(Partners.SENDER.certificate());
  }

  private static As2Received read(String message) throws IOException {
    return reader().open(ByteSource.of(latin(message)));
  }

  private static String cms(byte[] cms) {
    return "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        + text(cms);
  }

  /** Made by Bouncy Castle; without signers where none is named. */
  private static byte[] signature(String content, Partners... signers) throws Exception {
    if (signers.length == 0) {
      return new ContentInfo(
              CMSObjectIdentifiers.signedData,
              new SignedData(
                  new DERSet(),
                  new ContentInfo(CMSObjectIdentifiers.data, null),
                  null,
                  null,
                  new DERSet()))
          .getEncoded("DER");
    }
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    for (Partners each : signers) {
      SignerInfoGenerator signer =
          new JcaSimpleSignerInfoGeneratorBuilder()
              .build("SHA256withRSA", each.key(), each.certificate());
      generator.addSignerInfoGenerator(signer);
      generator.addCertificates(new JcaCertStore(List.of(each.certificate())));
    }
    return generator.generate(new CMSProcessableByteArray(latin(content)), false).getEncoded();
  }

  private static String signed(String parameters, String content, byte[] signature) {
    return "Content-Type: multipart/signed"
        + parameters
        + "\r\n\r\n--b\r\n"
        + content
        + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(signature)
        + "\r\n--b--\r\n";
  }

  private static String signed(String content, Partners... signers) throws Exception {
    return signed("; boundary=b", content, signature(content, signers));
  }

  private static byte[] encrypted(String content, Partners... receivers) throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    for (Partners each : receivers) {
      generator.addRecipientInfoGenerator(
          new JceKeyTransRecipientInfoGenerator(each.certificate()));
    }
    // In DER what is encrypted stands at the end, in one piece.
    return generator
        .generate(
            new CMSProcessableByteArray(latin(content)),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).build())
        .toASN1Structure()
        .getEncoded("DER");
  }

  /** Which is how a stranger would learn the content octet by octet (threat A13). */
  @Test
  void a13_ofChangedContent_paddingDoesNotChangeHowMuchIsRead() throws Exception {
    for (String content :
        List.of(PAYLOAD.repeat(20), signed(PAYLOAD.repeat(20), Partners.SENDER))) {
      byte[] cms = encrypted(content, Partners.RECEIVER);
      for (int spool : new int[] {100, 1 << 20}) {
        assertThat(read(changed(cms, true), spool)).isEqualTo(read(changed(cms, false), spool));
      }
    }
  }

  /** How many octets are read until it is known whether a trusted signature is in the message. */
  private static long read(byte[] cms, int spool) throws IOException {
    AtomicLong read = new AtomicLong();
    As2Reader reader =
        As2Reader.with(
            Decryptor.with(
                    KeyHistory.of(Partners.RECEIVER.credential(), Partners.STRANGER.credential()))
                .within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, spool)),
            Verifier.trusting(
                TrustPolicy.anchors(List.of(Partners.SENDER.certificate()))
                    .revocation(Revocation.notChecked("a test"))));
    assertThatThrownBy(() -> reader.open(counted(latin(cms(cms)), read)).requireSigned())
        .isInstanceOfAny(As2Exception.class, SmimeException.class);
    return read.get();
  }

  /** The same message whose last two blocks are a stranger's, with padding or without. */
  private static byte[] changed(byte[] cms, boolean isPadded) throws Exception {
    EnvelopedData enveloped = EnvelopedData.getInstance(ContentInfo.getInstance(cms).getContent());
    EncryptedContentInfo encrypted = enveloped.getEncryptedContentInfo();
    KeyTransRecipientInfo recipient =
        KeyTransRecipientInfo.getInstance(
            RecipientInfo.getInstance(enveloped.getRecipientInfos().getObjectAt(0)).getInfo());
    Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    rsa.init(Cipher.DECRYPT_MODE, Partners.RECEIVER.key());
    SecretKeySpec key =
        new SecretKeySpec(rsa.doFinal(recipient.getEncryptedKey().getOctets()), "AES");
    IvParameterSpec iv =
        new IvParameterSpec(
            ASN1OctetString.getInstance(encrypted.getContentEncryptionAlgorithm().getParameters())
                .getOctets());
    Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
    aes.init(Cipher.DECRYPT_MODE, key, iv);
    byte[] plain = aes.doFinal(encrypted.getEncryptedContent().getOctets());
    Arrays.fill(plain, plain.length - 32, plain.length, (byte) 0xf7);
    plain[plain.length - 1] = (byte) (isPadded ? 1 : 0);
    aes.init(Cipher.ENCRYPT_MODE, key, iv);
    byte[] changed = cms.clone();
    System.arraycopy(aes.doFinal(plain), 0, changed, cms.length - plain.length, plain.length);
    return changed;
  }

  private static ByteSource counted(byte[] octets, AtomicLong read) {
    return new ByteSource() {
      @Override
      public InputStream open() throws IOException {
        return new FilterInputStream(ByteSource.of(octets).open()) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            read.addAndGet(Math.max(0, n));
            return n;
          }
        };
      }

      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.of(octets.length);
      }
    };
  }

  @Test
  void whatOtherSoftwareSigned_isRead_soThatTheRefusalsBelowMeanSomething() throws Exception {
    assertThat(text(read(signed(PAYLOAD, Partners.SENDER)).requireSigned().bytes()))
        .isEqualTo(PAYLOAD);
    assertThat(
            text(
                read(cms(encrypted(signed(PAYLOAD, Partners.SENDER), Partners.RECEIVER)))
                    .requireSigned()
                    .bytes()))
        .isEqualTo(PAYLOAD);
  }

  @Test
  void b4_aSignatureOfNobody_isNone() throws Exception {
    String nobody = signed(PAYLOAD);
    assertThatThrownBy(() -> read(nobody).requireSigned()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(nobody).mic("sha-256")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(nobody).unsignedContent("a try")).isInstanceOf(IOException.class);
  }

  @Test
  void b3_oneSignerWhoIsNotBelieved_isEnoughAgainstTheMessage() throws Exception {
    String both = signed(PAYLOAD, Partners.SENDER, Partners.STRANGER);
    assertThatThrownBy(() -> read(both).requireSigned())
        .isInstanceOf(SmimeException.NotTrusted.class);
    // While a partner changes certificates, both are named, and one message may bear both.
    As2Reader overlap =
        Partners.RECEIVER.reading(Partners.SENDER.certificate(), Partners.STRANGER.certificate());
    As2Received received = overlap.open(ByteSource.of(latin(both)));
    assertThat(text(received.requireSigned().bytes())).isEqualTo(PAYLOAD);
    assertThat(received.signature().orElseThrow().signers()).hasSize(2);
  }

  @Test
  void whatIsEncryptedToTwoCertificatesAtOnce_isOpenedByEachAlone_andByBoth() throws Exception {
    Partners old = Partners.of("before@example.org");
    String message = cms(encrypted(signed(PAYLOAD, Partners.SENDER), old, Partners.RECEIVER, old));
    Verifier verifier =
        Verifier.trusting(
            TrustPolicy.anchors(List.of(Partners.SENDER.certificate()))
                .revocation(Revocation.notChecked("self-signed certificates of partners")));
    for (KeyHistory keys :
        List.of(
            KeyHistory.of(old.credential()),
            KeyHistory.of(Partners.RECEIVER.credential()),
            KeyHistory.of(Partners.RECEIVER.credential(), old.credential()))) {
      As2Received received =
          As2Reader.with(Decryptor.with(keys), verifier).open(ByteSource.of(latin(message)));
      assertThat(text(received.requireSigned().bytes())).isEqualTo(PAYLOAD);
    }
  }

  @Test
  void b17_aLineEndThatWasChangedOnItsWay_breaksTheSignature_andHasNoMic() throws Exception {
    String unix = PAYLOAD.replace("RECEIVER'\r\n", "RECEIVER'\n");
    for (String message :
        new String[] {
          signed("; boundary=b", unix, signature(PAYLOAD, Partners.SENDER)),
          signed("; boundary=b", PAYLOAD, signature(unix, Partners.SENDER)),
          signed("; boundary=b", PAYLOAD + "\r\n", signature(PAYLOAD, Partners.SENDER)),
          signed("; boundary=b", PAYLOAD, signature(PAYLOAD + "\r\n", Partners.SENDER))
        }) {
      As2Received received = read(message);
      assertThat(received.signature().orElseThrow().worst().state())
          .isEqualTo(SignerVerdict.State.BROKEN);
      assertThatThrownBy(() -> received.mic("sha-256"))
          .isInstanceOf(SmimeException.NotTrusted.class);
    }
    // Signed with its odd line end, it is what it is.
    assertThat(text(read(signed(unix, Partners.SENDER)).requireSigned().bytes())).isEqualTo(unix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "; boundary=b",
        "; BOUNDARY=b",
        "; boundary=\"b\"",
        "; boundary=\"\\b\"",
        "; boundary = b ;",
        ";\r\n\tboundary=b",
        "; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b",
        "; x=\"; boundary=c\"; boundary=b",
        "; x=\"\\\"; boundary=c\"; boundary=b"
      })
  void aBoundaryThatCanBeReadInOneWay_isRead(String parameters) throws Exception {
    byte[] signature = signature(PAYLOAD, Partners.SENDER);
    assertThat(text(read(signed(parameters, PAYLOAD, signature)).requireSigned().bytes()))
        .isEqualTo(PAYLOAD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "; boundary",
        "; boundary=",
        "; boundary=\"\"",
        "; boundary=\"b",
        "; boundary=\"b\\",
        "; boundary=\"b \"",
        "; boundary=b c",
        "; boundary=b (comment)",
        "; boundary=(comment)b",
        "; boundary=b; boundary=b",
        "; boundary=b; Boundary=c",
        "; boundary=b; boundary*=c",
        "; boundary*0=b",
        "; boundary*=us-ascii''b",
        "; x=\"\\\"; boundary=b; y=\"\"",
        "; x=\"a\"y; boundary=b",
        "; x; boundary=b",
        "; =x; boundary=b",
        "; boundary=b, c",
        "; boundary=\u00ff",
        "; boundary=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
      })
  void b8_aBoundaryThatCanBeReadInTwoWays_isRefused(String parameters) throws Exception {
    byte[] signature = signature(PAYLOAD, Partners.SENDER);
    assertThatThrownBy(() -> read(signed(parameters, PAYLOAD, signature)))
        .isInstanceOf(As2Exception.class);
  }

  @Test
  void b7_fieldsAndLinesThatCanBeReadInTwoWays_areRefused() throws Exception {
    String good = signed(PAYLOAD, Partners.SENDER);
    List<String> hostile = new ArrayList<>();
    for (String field :
        new String[] {
          "Content-Type: text/plain\r\n",
          "CONTENT-TYPE: multipart/signed; boundary=c\r\n",
          "Content-Transfer-Encoding: base64\r\n",
          "Content-Transfer-Encoding: quoted-printable\r\n",
          "Content-Transfer-Encoding: 7bit\r\nContent-transfer-encoding: 7bit\r\n",
          "Content-Disposition: a\r\ncontent-disposition: b\r\n",
          "Content-Type : text/plain\r\n",
          " Content-Type: text/plain\r\n",
          "no field\r\n",
          "X: a\rContent-Type: text/plain\r\n",
          "X: a\nContent-Type: text/plain\r\n",
          "X: a\0\r\n"
        }) {
      hostile.add(field + good);
    }
    hostile.add(good.replace("\r\n--b--\r\n", "\r\n--b--"));
    assertThat(text(read(hostile.remove(hostile.size() - 1)).requireSigned().bytes()))
        .isEqualTo(PAYLOAD);
    for (String[] change :
        new String[][] {
          {"\r\n--b--\r\n", ""},
          {"\r\n--b--\r\n", "\r\n--b-\r\n"},
          {"\r\n--b--\r\n", "\r\n--b--x\r\n"},
          {"\r\n--b--\r\n", "\r\n--b--\r\nPay me."},
          {"\r\n--b--\r\n", "\n--b--\n"},
          {"\r\n\r\n--b\r\n", "\r\n\r\nPay me.\r\n--b\r\n"},
          {"\r\n\r\n--b\r\n", "\r\n\r\n\r\n--b\r\n"},
          {"\r\n--b\r\nContent-Type: application/pkcs7-signature", "\r\n--b"},
          {
            "\r\n--b\r\nContent-Type: application/pkcs7-signature",
            "\r\n--b\r\nContent-Type: text/plain\r\n\r\nPay me.\r\n--b\r\n"
                + "Content-Type: application/pkcs7-signature"
          },
          {
            "\r\n--b\r\nContent-Type: application/pkcs7-signature",
            "\r\n--b \r\nContent-Type: application/pkcs7-signature"
          },
          {"application/pkcs7-signature", "application/pgp-signature"}
        }) {
      assertThat(good).contains(change[0]);
      hostile.add(good.replace(change[0], change[1]));
    }
    for (String message : hostile) {
      assertThatThrownBy(() -> read(message).requireSigned())
          .as(message)
          .isInstanceOf(As2Exception.class);
    }
  }

  @Test
  void c19_asMuchAsAHeaderMayHold_isReadInLittleTime() throws Exception {
    String good = signed(PAYLOAD, Partners.SENDER);
    for (String filler :
        new String[] {
          "X: a" + "\r\n ".repeat(21_000), "X: " + "a".repeat(64_000), "X:\r\n".repeat(990)
        }) {
      assertThat(text(read(filler.strip() + "\r\n" + good).requireSigned().bytes()))
          .isEqualTo(PAYLOAD);
    }
    assertThatThrownBy(() -> read("X:\r\n".repeat(16_000) + good))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    for (String filler : new String[] {";", "; x=y", "; x=\"\\", "\r\n ", "; boundary*=b"}) {
      String parameters = filler.repeat(60_000 / filler.length());
      assertThatThrownBy(() -> read(signed(parameters, PAYLOAD, new byte[0])))
          .isInstanceOf(As2Exception.class);
    }
    assertThatThrownBy(() -> read("X: " + "a".repeat(70_000) + "\r\n" + good))
        .isInstanceOf(As2Exception.class);
  }

  @Test
  void c16_aSignaturePartThatIsTooLong_isNotRead() {
    assertThatThrownBy(() -> read(signed("; boundary=b", PAYLOAD, new byte[1_000_000])))
        .isInstanceOf(As2Exception.class);
  }

  @Test
  void base64ThatIsNone_isTheSendersFault_andADiskThatFailsIsNot() throws Exception {
    String head =
        "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    String body = Base64.getMimeEncoder().encodeToString(encrypted(PAYLOAD, Partners.RECEIVER));
    String whole = body.replaceAll("\\s|=", "");
    for (String broken : new String[] {"", "A", "!", "=", whole.substring(0, 4 * 100 + 1)}) {
      assertThatThrownBy(() -> read(head + broken))
          .as(broken)
          .isInstanceOfAny(As2Exception.class, SmimeException.class);
    }
    ByteSource failing =
        new ByteSource() {
          @Override
          public java.util.OptionalLong sizeIfKnown() {
            return java.util.OptionalLong.empty();
          }

          @Override
          public InputStream open() {
            byte[] begun = latin(head + body.substring(0, 200));
            return new InputStream() {
              private int at;

              @Override
              public int read() throws IOException {
                if (at == begun.length) {
                  throw new IOException("the disk");
                }
                return begun[at++];
              }
            };
          }
        };
    assertThatThrownBy(() -> reader().open(failing))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk");
  }

  @Test
  void c18_eachOrderThatIsNone_isRefused() throws Exception {
    String inner = signed(PAYLOAD, Partners.SENDER);
    String compressed = compressed(PAYLOAD);
    for (String message :
        new String[] {
          signed(cms(encrypted(PAYLOAD, Partners.RECEIVER)), Partners.SENDER),
          compressed(cms(encrypted(PAYLOAD, Partners.RECEIVER))),
          signed(inner, Partners.SENDER),
          compressed(compressed),
          compressed(signed(compressed, Partners.SENDER)),
          cms(signature(PAYLOAD, Partners.SENDER)),
          cms(new byte[0]),
          cms(new byte[] {0x30, (byte) 0xff, 6, 9})
        }) {
      assertThatThrownBy(() -> read(message).requireSigned()).isInstanceOf(As2Exception.class);
    }
  }

  private static String compressed(String content) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Compressor.compress(ByteSource.of(latin(content)), body);
    return cms(body.toByteArray());
  }

  @Test
  void c17_aBomb_isRefusedWhereverItLies() throws Exception {
    StringBuilder digits = new StringBuilder("Content-Type: text/plain\r\n\r\n");
    new Random(5).ints(1_500_000, '0', ':').forEach(digit -> digits.append((char) digit));
    String large = digits.toString();
    String bomb = compressed(large);
    As2Reader small = reader().within(Limits.standard().allowing(Limit.INFLATED_OCTETS, 1_000_000));
    for (String message :
        new String[] {
          bomb,
          signed(bomb, Partners.SENDER),
          compressed(signed(large, Partners.SENDER)),
          cms(encrypted(signed(bomb, Partners.SENDER), Partners.RECEIVER))
        }) {
      assertThatThrownBy(() -> small.open(ByteSource.of(latin(message))))
          .isInstanceOf(SmimeException.LimitExceeded.class);
      assertThat(reader().open(ByteSource.of(latin(message))).layers()).isNotEmpty();
    }
  }

  /**
   * An attacker changes what is encrypted and looks at the receipt. Every change ends in one
   * failure, that of a key that does not fit, whether padding, header, parts or signature are what
   * breaks.
   */
  @Test
  void a13_whatIsChangedUnderCbc_hasOneFailure() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Set<String> failures = new HashSet<>();
    for (String inner :
        new String[] {
          signed(PAYLOAD, Partners.SENDER),
          signed(compressed(PAYLOAD), Partners.SENDER),
          compressed(signed(PAYLOAD, Partners.SENDER)),
          signed(PAYLOAD),
          compressed(PAYLOAD).substring(0, 150),
          "no message",
          signed("; x; boundary=b", PAYLOAD, signature(PAYLOAD, Partners.SENDER))
        }) {
      byte[] sealed = encrypted(inner, Partners.RECEIVER);
      int encrypted = (inner.length() / 16 + 1) * 16;
      for (int i = 0; i < 40; i++) {
        byte[] changed = sealed.clone();
        // The last two blocks are those of a padding oracle.
        int at = sealed.length - 1 - (i % 2 == 0 ? random.nextInt(encrypted) : i % encrypted);
        changed[at] ^= (byte) (1 + random.nextInt(255));
        try {
          As2Received received = read(cms(changed));
          // Text before or behind what counts: nothing of what is handed out was changed.
          if (received.signature().isPresent()) {
            assertThat(text(received.requireSigned().bytes())).isEqualTo(PAYLOAD);
          }
        } catch (As2Exception e) {
          assertThat(e.getCause()).isNull();
          assertThat(e.getSuppressed()).isEmpty();
          failures.add(e.getMessage());
        }
      }
    }
    byte[] otherKey = encrypted(signed(PAYLOAD, Partners.SENDER), Partners.RECEIVER);
    byte[] name = Partners.RECEIVER.certificate().getSerialNumber().toByteArray();
    int named = text(otherKey).indexOf(text(name)) + name.length;
    otherKey[named + 30] ^= 1;
    assertThatThrownBy(() -> read(cms(otherKey)))
        .isInstanceOfSatisfying(As2Exception.class, e -> failures.add(e.getMessage()));
    assertThat(failures).hasSize(1);
    assertThat(failures.iterator().next()).startsWith("The message cannot be opened");
  }

  @Test
  void whoIsNotBelievedButSigned_isNamed_alsoUnderCbc() throws Exception {
    As2Received received =
        read(cms(encrypted(signed(PAYLOAD, Partners.STRANGER), Partners.RECEIVER)));
    assertThat(received.signature().orElseThrow().worst().isIntact()).isTrue();
    assertThatThrownBy(received::requireSigned).isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void fieldsOfARequest_thatNoneMayBe_areRefused() throws Exception {
    ByteSource nothing = ByteSource.of(new byte[0]);
    for (Map.Entry<String, String> field :
        Map.of(
                "Content-Type", "text/plain\r\nX: y",
                "Content-Type: text/plain\r\nContent-X", "y",
                "Content-Disposition", "attachment; filename=\u20ac",
                "Content-X y", "z",
                "Content-Language", "a\0")
            .entrySet()) {
      assertThatThrownBy(() -> As2Reader.entity(Map.of(field.getKey(), field.getValue()), nothing))
          .as(field.getKey())
          .isInstanceOf(As2Exception.class);
    }
    Map<String, String> twice = new LinkedHashMap<>();
    twice.put("Content-Type", "text/plain");
    twice.put("content-type", "text/html");
    ByteSource both = As2Reader.entity(twice, nothing);
    assertThatThrownBy(() -> reader().open(both)).isInstanceOf(As2Exception.class);
    // What is not of the content is not of the entity, whatever it holds.
    ByteSource entity =
        As2Reader.entity(
            Map.of(
                "Content-Type", "text/plain",
                "Content-Length", "999999999999999999999",
                "Content-Encoding", "gzip",
                "AS2-From", "\r\n"),
            nothing);
    assertThat(text(entity.bytes())).isEqualTo("Content-Type: text/plain\r\n\r\n");
  }

  @Test
  void theHeaderOfWhatIsNeitherSignedNorEncrypted_isThatOfTheEntity() throws Exception {
    Map<String, String> header = new As2Outgoing(ByteSource.of(latin(PAYLOAD))).header();
    assertThat(header)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "Content-Type", "application/edifact",
                "Content-Disposition", "attachment; filename=order.edi"));
  }

  @Test
  void theMicThatIsAskedFor_isOneThatIsKnown() throws Exception {
    for (String[] each :
        new String[][] {
          {
            "signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, "
                + "sha-256",
            "sha-256"
          },
          {"signed-receipt-micalg=optional,sha1,md5", "sha1"},
          {"Signed-Receipt-Micalg = required , md5, SHA512", "SHA512"},
          {"signed-receipt-micalg", "other"},
          {"x-signed-receipt-micalg=optional, sha1", "other"},
          {"", "other"},
          {";,=".repeat(300), "other"}
        }) {
      MdnRequest request = new MdnRequest(Map.of("disposition-notification-options", each[0]));
      assertThat(request.micAlgorithm("other".equals(each[1]) ? "sha384" : "md5"))
          .isEqualTo("other".equals(each[1]) ? "sha384" : each[1]);
    }
    for (String unknown :
        new String[] {
          "signed-receipt-micalg=required, md5",
          "signed-receipt-micalg=sha1",
          "signed-receipt-micalg=optional, sha1; signed-receipt-micalg=optional, sha-256"
        }) {
      MdnRequest request = new MdnRequest(Map.of("Disposition-Notification-Options", unknown));
      assertThatThrownBy(() -> request.micAlgorithm("sha-256"))
          .isInstanceOfSatisfying(
              As2Exception.class,
              e -> assertThat(e.disposition()).isEqualTo(Disposition.UNSUPPORTED_MIC_ALGORITHMS));
    }
    As2Received received = read(signed(PAYLOAD, Partners.SENDER));
    for (String unknown : new String[] {"md5", "crc32", "", "sha-256\r\nX: y"}) {
      assertThatThrownBy(() -> received.mic(unknown))
          .isInstanceOf(As2Exception.class)
          .hasMessageNotContaining("\r");
    }
  }
}
