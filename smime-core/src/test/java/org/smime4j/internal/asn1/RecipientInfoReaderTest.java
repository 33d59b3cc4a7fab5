package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.ContentInfo.EnvelopedData;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Each kind of RecipientInfo (RFC 5652, 6.2; RFC 9629), with all that it may hold and without. */
final class RecipientInfoReaderTest {

  private static final byte[] WRAP = DerWriter.algorithmIdentifier(Oids.AES256_WRAP, null);
  private static final byte[] KDF = DerWriter.algorithmIdentifier(Oids.HKDF_SHA256, null);
  private static final byte[] KEM = DerWriter.algorithmIdentifier(Oids.ML_KEM_768, null);
  private static final byte[] KEY = ContainerWritersTest.content(40);
  private static final byte[] SKI = ContainerWritersTest.content(20);
  private static final byte[] UKM = ContainerWritersTest.content(9);
  private static final byte[] CIPHERTEXT = ContainerWritersTest.content(1_088);
  private static final byte[] DATE =
      new DerWriter()
          .primitive(0x18, "20261124221800Z".getBytes(StandardCharsets.US_ASCII))
          .toByteArray();

  /** OtherKeyAttribute. */
  private static final byte[] OTHER =
      new DerWriter().sequence().oid("1.2.3").nullValue().end().toByteArray();

  private static RecipientInfo read(byte[] recipientInfo) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // A second one, so that the first must be left where it ends.
    new EnvelopedDataWriter(
            out,
            List.of(recipientInfo, ContainerWritersTest.keyTrans()),
            Oids.DATA,
            WRAP,
            0,
            null,
            -1,
            null)
        .finish();
    byte[] der = out.toByteArray();
    EnvelopedData read =
        (EnvelopedData) ContentInfoReader.read(ByteSource.of(der), Limits.standard());
    for (int seed = 0; seed < 20; seed++) {
      byte[] ber = BerTwinsTest.twin(der, new Random(seed));
      assertThat(ContentInfoReader.read(new TestSource(ber, 50, false), Limits.standard()))
          .isInstanceOfSatisfying(
              EnvelopedData.class, twin -> assertThat(twin.deviations()).isEmpty());
    }
    assertThat(read.recipientInfos()).hasSize(2);
    return read.recipientInfos().stream()
        .filter(info -> !(info instanceof RecipientInfo.KeyTrans))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] keyAgree(boolean full) {
    DerWriter writer = new DerWriter().tagged(1).integer(3).tagged(0).primitive(0x80, SKI).end();
    if (full) {
      writer.tagged(1).octetString(UKM).end();
    }
    writer.raw(WRAP).sequence();
    writer.sequence().sequence().sequence().end().integer(77).end().octetString(KEY).end();
    writer.sequence().tagged(0).octetString(SKI);
    if (full) {
      writer.raw(DATE).raw(OTHER);
    }
    return writer.end().octetString(UKM).end().end().end().toByteArray();
  }

  @Test
  void keyAgreement_withAndWithoutUkmAndDate() throws IOException {
    for (boolean full : new boolean[] {true, false}) {
      RecipientInfo.KeyAgree info = (RecipientInfo.KeyAgree) read(keyAgree(full));
      assertThat(info.originator()).isEqualTo(new DerWriter().primitive(0x80, SKI).toByteArray());
      assertThat(info.ukm()).isEqualTo(full ? UKM : null);
      assertThat(info.keyEncryptionAlgorithm()).isEqualTo(WRAP);
      assertThat(info.encryptedKeys()).hasSize(2);
      RecipientInfo.RecipientEncryptedKey first = info.encryptedKeys().get(0);
      assertThat(first.identifier().issuer()).isEqualTo(new byte[] {0x30, 0});
      assertThat(first.identifier().serial()).isEqualTo(77);
      assertThat(first.encryptedKey()).isEqualTo(KEY);
      RecipientInfo.RecipientEncryptedKey second = info.encryptedKeys().get(1);
      assertThat(second.identifier().subjectKeyIdentifier()).isEqualTo(SKI);
      assertThat(second.encryptedKey()).isEqualTo(UKM);
    }
  }

  @Test
  void keyEncryptionKey_withAndWithoutDate() throws IOException {
    for (byte[] rest :
        List.of(new byte[0], DATE, new DerWriter().raw(DATE).raw(OTHER).toByteArray())) {
      byte[] kek =
          new DerWriter()
              .tagged(2)
              .integer(4)
              .sequence()
              .octetString(SKI)
              .raw(rest)
              .end()
              .raw(WRAP)
              .octetString(KEY)
              .end()
              .toByteArray();
      RecipientInfo.Kek info = (RecipientInfo.Kek) read(kek);
      assertThat(info.keyIdentifier()).isEqualTo(SKI);
      assertThat(info.keyEncryptionAlgorithm()).isEqualTo(WRAP);
      assertThat(info.encryptedKey()).isEqualTo(KEY);
    }
  }

  @Test
  void password_withAndWithoutItsDerivation() throws IOException {
    byte[] pbkdf2 = DerWriter.algorithmIdentifier(Oids.PBKDF2, new byte[] {5, 0});
    byte[] tagged = pbkdf2.clone();
    tagged[0] = (byte) 0xa0;
    for (boolean derived : new boolean[] {true, false}) {
      byte[] password =
          new DerWriter()
              .tagged(3)
              .integer(0)
              .raw(derived ? tagged : new byte[0])
              .raw(WRAP)
              .octetString(KEY)
              .end()
              .toByteArray();
      RecipientInfo.Password info = (RecipientInfo.Password) read(password);
      assertThat(info.keyDerivationAlgorithm()).isEqualTo(derived ? pbkdf2 : null);
      assertThat(info.keyEncryptionAlgorithm()).isEqualTo(WRAP);
      assertThat(info.encryptedKey()).isEqualTo(KEY);
    }
  }

  @Test
  void keyEncapsulation_withAndWithoutUkm() throws IOException {
    for (boolean withUkm : new boolean[] {true, false}) {
      DerWriter writer =
          new DerWriter()
              .tagged(4)
              .oid(Oids.KEM_RECIPIENT_INFO)
              .sequence()
              .integer(0)
              .primitive(0x80, SKI)
              .raw(KEM)
              .octetString(CIPHERTEXT)
              .raw(KDF)
              .integer(32);
      if (withUkm) {
        writer.tagged(0).octetString(UKM).end();
      }
      byte[] kem = writer.raw(WRAP).octetString(KEY).end().end().toByteArray();
      RecipientInfo.Kem info = (RecipientInfo.Kem) read(kem);
      assertThat(info.identifier().subjectKeyIdentifier()).isEqualTo(SKI);
      assertThat(info.kem()).isEqualTo(KEM);
      assertThat(info.ciphertext()).isEqualTo(CIPHERTEXT);
      assertThat(info.kdf()).isEqualTo(KDF);
      assertThat(info.kekLength()).isEqualTo(32);
      assertThat(info.ukm()).isEqualTo(withUkm ? UKM : null);
      assertThat(info.wrap()).isEqualTo(WRAP);
      assertThat(info.encryptedKey()).isEqualTo(KEY);
    }
  }

  @Test
  void kindsThatNobodyKnows_arePassedOnAsReceived() throws IOException {
    byte[] other = new DerWriter().tagged(4).oid("1.2.3.4").raw(OTHER).end().toByteArray();
    assertThat(read(other))
        .isInstanceOfSatisfying(
            RecipientInfo.Other.class,
            info -> {
              assertThat(info.oid()).isEqualTo("1.2.3.4");
              assertThat(info.raw()).isEqualTo(OTHER);
            });
    byte[] tag9 = new DerWriter().tagged(9).integer(1).end().toByteArray();
    assertThat(read(tag9))
        .isInstanceOfSatisfying(
            RecipientInfo.Other.class,
            info -> {
              assertThat(info.oid()).isEmpty();
              assertThat(info.raw()).isEqualTo(tag9);
            });
  }

  @Test
  void whatStandsBehindTheLastField_isMalformed() {
    byte[] two =
        new DerWriter()
            .tagged(3)
            .integer(0)
            .raw(WRAP)
            .octetString(KEY)
            .nullValue()
            .end()
            .toByteArray();
    byte[] three =
        new DerWriter().tagged(4).oid("1.2.3.4").nullValue().nullValue().end().toByteArray();
    for (byte[] recipient : List.of(two, three)) {
      assertThatThrownBy(() -> read(recipient)).isInstanceOf(Malformed.class);
    }
  }
}
