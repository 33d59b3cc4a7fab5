package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.internal.open.HostileCms.SEQUENCE;
import static org.smime4j.internal.open.HostileCms.SET;
import static org.smime4j.internal.open.HostileCms.children;
import static org.smime4j.internal.open.HostileCms.copies;
import static org.smime4j.internal.open.HostileCms.tlv;
import static org.smime4j.internal.open.HostileCms.variations;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.People;

/** What a hostile message costs who opens it and prints the report, in processor time. */
@Tag("cost")
@Tag("thorough")
public class OpeningCostTest {

  private static final int MB = 1_000_000;
  private static final int BIG = 2 * MB;

  private static final String FROM = "From: alice@example.org\r\n";
  private static final String SIGNED =
      "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b";
  private static final String CMS = FROM + "Content-Type: application/pkcs7-mime\r\n";
  private static final String TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n";

  /** How often a message is opened before it is measured. */
  private static final int WARM = 15;

  /** So wide that they do not hide what lies behind them. */
  private static final Limits WIDE = wide();

  private static Limits wide() {
    Limits wide = Limits.standard();
    for (Limit each :
        List.of(
            Limit.HEADER_BLOCK_OCTETS,
            Limit.HEADER_OCTETS,
            Limit.HEADERS,
            Limit.LINE_OCTETS,
            Limit.PARTS,
            Limit.CERTIFICATES,
            Limit.SIGNERS,
            Limit.SIGNATURE_CHECKS,
            Limit.PATH_SIGNATURES,
            Limit.ATTRIBUTES,
            Limit.RECIPIENTS)) {
      wide = wide.allowing(each, 1L << 30);
    }
    return wide;
  }

  private interface Making {
    String of(int octets) throws IOException;
  }

  /** Smaller ones are those in which each element takes arithmetic, or a parser, of its own. */
  private enum Family {
    FIELDS(BIG, n -> "X: y\r\n".repeat(n / 6) + signed(TEXT)),
    FOLDS(8 * MB, n -> "Subject: x\r\n" + " y\r\n".repeat(n / 4) + signed(TEXT)),
    AUTHORS(
        BIG,
        n ->
            "From: a@b.example"
                + ",\r\n a@b.example".repeat(n / 15)
                + "\r\n"
                + signed(TEXT).substring(FROM.length())),
    PARAMETERS(
        BIG, n -> signed(TEXT).replaceFirst("; boundary", "; c*1=d".repeat(n / 7) + "; boundary")),
    PARTS(
        BIG,
        n ->
            signed(
                "Content-Type: multipart/mixed; boundary=i\r\n\r\n" + "--i\r\n\r\n".repeat(n / 7))),
    PROTECTED_FIELDS(
        MB,
        n -> {
          String fields = numbered("Subject: ", n / 32);
          return fields + signed(fields + "Content-Type: text/plain; hp=clear\r\n\r\nHello\r\n");
        }),
    HIDDEN_FIELDS(
        MB,
        n ->
            "Subject: x\r\n"
                + signed(
                    numbered("Subject: ", n / 48)
                        + numbered("HP-Outer: Subject: ", n / 48)
                        + "Content-Type: text/plain; hp=cipher\r\n\r\nHello\r\n")),
    LINE_FEEDS(8 * MB, n -> signed(TEXT + "\n".repeat(n))),
    CARRIAGE_RETURNS(8 * MB, n -> signed(TEXT + "\r".repeat(n))),
    BASE64_OF_SHORT_LINES(
        8 * MB,
        n ->
            CMS
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + "M\r\nI\r\nI\r\nB\r\n".repeat(n / 12)),
    QUOTED_PRINTABLE(
        8 * MB,
        n ->
            CMS + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + "=30=\r\n".repeat(n / 6)),
    TEXT_BEFORE_ARMOUR(BIG, n -> "M \n".repeat(n / 3)),
    SEGMENTS(8 * MB, n -> bare(opaque().with(2, content(copies(new byte[] {4, 1, 'x'}, n))))),
    CERTIFICATES( // a quarter of them fills the cache of those that were read
        2 * MB,
        n ->
            by(detached().with(3, tlv(0xa0, variations(children(detached().field(3)).get(0), n))))),
    SIGNERS(MB / 16, n -> by(detached().with(-1, tlv(SET, variations(signer(), n))))),
    SIGNED_ATTRIBUTES(MB, n -> by(detached().with(-1, tlv(SET, List.of(signer(0xa0, n)))))),
    UNSIGNED_ATTRIBUTES(MB, n -> by(detached().with(-1, tlv(SET, List.of(signer(0xa1, n)))))),
    RECIPIENTS(BIG, n -> bare(encrypted().with(1, tlv(SET, copies(recipient(), n)))));

    private final int size;
    private final Making making;

    Family(int size, Making making) {
      this.size = size;
      this.making = making;
    }
  }

  private static String numbered(String name, int count) {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < count; i++) {
      fields.append(name).append(i).append("\r\n");
    }
    return fields.toString();
  }

  private static String signed(String entity) throws IOException {
    return FROM + SIGNED + parts(entity, People.SIGNER.signDetached(ByteSource.of(octets(TEXT))));
  }

  /** A mail with this signature. */
  private static String by(byte[] signature) {
    return FROM + SIGNED + parts(TEXT, signature);
  }

  private static String parts(String entity, byte[] signature) {
    return "\r\n\r\n--b\r\n"
        + entity
        + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(signature)
        + "\r\n--b--\r\n";
  }

  /** A mail that is this object. */
  private static String bare(byte[] cms) {
    return CMS + "Content-Transfer-Encoding: binary\r\n\r\n" + text(cms);
  }

  private static HostileCms detached() throws IOException {
    return HostileCms.of(People.SIGNER.signDetached(ByteSource.of(octets(TEXT))));
  }

  private static HostileCms opaque() throws IOException {
    return HostileCms.of(People.SIGNER.signOpaque(ByteSource.of(octets(TEXT))));
  }

  private static HostileCms encrypted() throws IOException {
    return HostileCms.of(People.ENCRYPTOR.encrypt(ByteSource.of(octets(TEXT))).bytes());
  }

  /** EncapsulatedContentInfo of data in segments. */
  private static byte[] content(List<byte[]> segments) throws IOException {
    byte[] data = children(opaque().field(2)).get(0);
    return tlv(SEQUENCE, List.of(data, tlv(0xa0, List.of(tlv(0x24, segments)))));
  }

  private static byte[] signer() throws IOException {
    return children(detached().field(-1)).get(0);
  }

  /** A SignerInfo with so many octets of attributes under this tag. */
  private static byte[] signer(int tag, int octets) throws IOException {
    byte[] attribute = {0x30, 9, 6, 3, 0x2a, 3, 4, 0x31, 2, 5, 0};
    List<byte[]> fields = new ArrayList<>(children(signer()));
    fields.removeIf(field -> (field[0] & 0xff) == tag);
    fields.add(tag == 0xa0 ? 3 : fields.size(), tlv(tag, copies(attribute, octets)));
    return tlv(SEQUENCE, fields);
  }

  /** A KeyTransRecipientInfo for somebody else. */
  private static byte[] recipient() {
    byte[] issuer = People.ROOT.certificate().getSubjectX500Principal().getEncoded();
    byte[] rsa = {
      0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };
    return tlv(
        SEQUENCE,
        List.of(
            new byte[] {2, 1, 0},
            tlv(SEQUENCE, List.of(issuer, new byte[] {2, 2, 1, 1})),
            rsa,
            tlv(4, List.of(new byte[256]))));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void c16_c18_c19_twiceTheMessage_isAtMostTwoAndAHalfTimesTheWork(Family family) throws Exception {
    byte[] quarter = octets(family.making.of(family.size / 4));
    byte[] whole = octets(family.making.of(family.size));
    assertThat(CpuCost.growth(() -> report(quarter, WIDE), () -> report(whole, WIDE)))
        .as(family.name())
        .isLessThanOrEqualTo(2.5);
  }

  /** Within the usual limits, whatever comes of it. */
  @Test
  void c18_aThousandParts_andFiveThousandLevels_takeLessThanAFifthOfASecond() throws Exception {
    String type = "Content-Type: multipart/mixed; boundary=b";
    StringBuilder nested = new StringBuilder(FROM);
    for (int i = 0; i < 5_000; i++) {
      nested.append(type).append(i).append("\r\n\r\n--b").append(i).append("\r\n");
    }
    String parts = FROM + type + "\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(999) + "--b--\r\n";
    byte[] wide = octets(parts);
    byte[] deep = octets(nested.toString());
    assertThat(opened(wide, Limits.standard()).root().orElseThrow().children()).hasSize(999);
    assertThat(opened(deep, Limits.standard()).failure())
        .containsInstanceOf(SmimeException.LimitExceeded.class);
    for (byte[] mail : List.of(wide, deep)) {
      for (int i = 0; i < WARM; i++) {
        report(mail, Limits.standard());
      }
      assertThat(CpuCost.least(200_000_000, () -> report(mail, Limits.standard())))
          .isLessThan(200_000_000);
    }
  }

  private static void report(byte[] mail, Limits limits) throws IOException {
    assertThat(opened(mail, limits).toString()).isNotEmpty();
  }

  private static OpenedMail opened(byte[] mail, Limits limits) throws IOException {
    return MailReader.with(People.DECRYPTOR.within(limits), People.VERIFIER.within(limits))
        .open(ByteSource.of(mail));
  }
}
