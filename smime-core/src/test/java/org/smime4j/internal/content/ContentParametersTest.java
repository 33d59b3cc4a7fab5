package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** What a message may say about its content encryption. */
public class ContentParametersTest {

  private static String outcome(byte[] algorithm, int size, byte[] mac, boolean tagInside)
      throws Exception {
    List<Finding> deviations = new ArrayList<>();
    try {
      new EncryptedContent(
              ContentAlgorithm.parse(algorithm),
              ByteSource.of(new byte[size]),
              null,
              mac,
              tagInside)
          .decryption(Providers.standard(), deviations);
    } catch (SmimeException e) {
      return e instanceof SmimeException.Refused refused
          ? refused.rule().name()
          : e.getClass().getSimpleName();
    }
    return deviations.isEmpty() ? "read" : "read, " + deviations.get(0).code();
  }

  @Test
  void a5_tagLengthsFrom12To16AreReadAndNoOthers() throws Exception {
    for (int declared = 0; declared <= 20; declared++) {
      for (int actual = 0; actual <= 20; actual++) {
        String expected =
            declared < 12
                ? "TAG_LENGTH"
                : declared > 16 || declared != actual
                    ? "Malformed"
                    : declared == 16 ? "read" : "read, SHORT_TAG";
        byte[] parameters =
            ContentCipherTest.gcmParameters(ContentCipher.AES_128_GCM, new byte[12], declared);
        assertThat(outcome(parameters, 40, new byte[actual], false))
            .as("%s declared, %s there", declared, actual)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void a5_anAbsentTagLengthIs12() throws Exception {
    byte[] parameters =
        AlgorithmId.der(Oids.AES256_GCM, new DERSequence(new DEROctetString(new byte[16])));
    assertThat(outcome(parameters, 40, new byte[12], false)).isEqualTo("read, SHORT_TAG");
    assertThat(outcome(parameters, 40, new byte[16], false)).isEqualTo("Malformed");
  }

  @Test
  void a5_aBareNonceDeclaresNoLength() throws Exception {
    byte[] parameters = AlgorithmId.der(Oids.AES256_GCM, new DEROctetString(new byte[12]));
    for (int actual = 0; actual <= 20; actual++) {
      assertThat(outcome(parameters, 40, new byte[actual], false))
          .isEqualTo(actual < 12 ? "TAG_LENGTH" : actual > 16 ? "Malformed" : "read, BARE_NONCE");
    }
  }

  @Test
  void a5_noncesFrom1To64OctetsAreRead() throws Exception {
    for (int length = 0; length <= 70; length++) {
      byte[] parameters =
          ContentCipherTest.gcmParameters(ContentCipher.AES_128_GCM, new byte[length], 16);
      assertThat(outcome(parameters, 40, new byte[16], false))
          .isEqualTo(length >= 1 && length <= 64 ? "read" : "Malformed");
      parameters = ContentCipherTest.gcmParameters(ContentCipher.AES_128_CCM, new byte[length], 16);
      assertThat(outcome(parameters, 40, new byte[16], false))
          .isEqualTo(length >= 7 && length <= 13 ? "read" : "Malformed");
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 'read, SHORT_TAG'", "13, Malformed", "14, 'read, SHORT_TAG'", "16, read"})
  void a5_ccmTagsAreEven(int length, String expected) throws Exception {
    assertThat(
            outcome(
                ContentCipherTest.gcmParameters(ContentCipher.AES_128_CCM, new byte[12], length),
                40,
                new byte[length],
                false))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void a4_aMacBelongsToAuthenticatedCiphersAndToNoOthers(ContentCipher cipher) throws Exception {
    ASN1Encodable iv =
        new DEROctetString(new byte[CipherForm.of(cipher).keyOctets() == 24 ? 8 : 16]);
    byte[] parameters = AlgorithmId.der(CipherForm.of(cipher).oid(), iv);
    assertThat(outcome(parameters, 32, cipher.isAead() ? null : new byte[16], false))
        .isEqualTo("CIPHER_OF_ANOTHER_CONTENT_TYPE");
  }

  @ParameterizedTest
  @CsvSource({
    "0, Malformed",
    "1, Malformed",
    "15, Malformed",
    "16, read",
    "17, Malformed",
    "32, read"
  })
  void a15_cbcIsWholeBlocksAndAtLeastOne(int size, String expected) throws Exception {
    assertThat(
            outcome(
                AlgorithmId.der(Oids.AES256_CBC, new DEROctetString(new byte[16])),
                size,
                null,
                false))
        .isEqualTo(expected);
  }

  @Test
  void parametersOfAnotherKindAreMalformed() throws Exception {
    for (ContentCipher cipher : ContentCipher.values()) {
      byte[] mac = cipher.isAead() ? new byte[16] : null;
      for (byte[] algorithm :
          List.of(
              AlgorithmId.der(CipherForm.of(cipher).oid()),
              AlgorithmId.derWithNull(CipherForm.of(cipher).oid()),
              AlgorithmId.der(CipherForm.of(cipher).oid(), new ASN1Integer(5)),
              AlgorithmId.der(CipherForm.of(cipher).oid(), new DERSequence()),
              AlgorithmId.der(CipherForm.of(cipher).oid(), new DEROctetString(new byte[0])),
              AlgorithmId.der(CipherForm.of(cipher).oid(), new DEROctetString(new byte[99])),
              AlgorithmId.der(
                  CipherForm.of(cipher).oid(),
                  new DERSequence(
                      new ASN1Encodable[] {
                        new DEROctetString(new byte[12]), new ASN1Integer(-16)
                      })),
              AlgorithmId.der(
                  CipherForm.of(cipher).oid(),
                  new DERSequence(
                      new ASN1Encodable[] {
                        new DEROctetString(new byte[12]), new ASN1Integer(1L << 40)
                      })),
              AlgorithmId.der(
                  CipherForm.of(cipher).oid(),
                  new DERSequence(
                      new ASN1Encodable[] {
                        new DEROctetString(new byte[12]), new ASN1Integer(16), DERNull.INSTANCE
                      })))) {
        assertThat(outcome(algorithm, 32, mac, false)).as("%s", cipher).isEqualTo("Malformed");
      }
    }
  }

  /** RFC 2984, section 1: a vector that may be left out, and the length of the key. */
  @Test
  void cast5_saysHowLongItsKeyIs() throws Exception {
    ASN1Encodable iv = new DEROctetString(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(cast5(iv, new ASN1Integer(128)).iv()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(cast5(iv, new ASN1Integer(128)).keyOctets()).isEqualTo(16);
    assertThat(cast5(iv, new ASN1Integer(128)).effectiveBits()).isZero();
    assertThat(cast5(iv, new ASN1Integer(40)).keyOctets()).isEqualTo(5);
    assertThat(cast5(iv, new ASN1Integer(40)).effectiveBits()).isEqualTo(40);
    assertThat(cast5(iv, new ASN1Integer(32)).keyOctets()).isEqualTo(4);
    assertThat(cast5(new ASN1Integer(64)).iv()).containsOnly(0).hasSize(8);
    assertThat(cast5(new ASN1Integer(64)).keyOctets()).isEqualTo(8);
    assertThatThrownBy(() -> cast5(iv, new ASN1Integer(24)))
        .isInstanceOf(SmimeException.Refused.class);
    for (ASN1Encodable[] odd :
        new ASN1Encodable[][] {
          {},
          {iv},
          {iv, iv},
          {iv, new ASN1Integer(128), DERNull.INSTANCE},
          {new DEROctetString(new byte[7]), new ASN1Integer(128)},
          {new ASN1Integer(128), new ASN1Integer(128)},
          {iv, new ASN1Integer(0)},
          {iv, new ASN1Integer(-64)},
          {iv, new ASN1Integer(127)},
          {iv, new ASN1Integer(136)},
          {iv, new ASN1Integer(256)},
          {iv, new ASN1Integer(1L << 40)}
        }) {
      assertThatThrownBy(() -> cast5(odd))
          .as("%s", new DERSequence(odd))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }

  private static CbcParameters cast5(ASN1Encodable... parts) throws Exception {
    byte[] algorithm =
        AlgorithmId.der(CipherForm.of(ContentCipher.CAST5_CBC).oid(), new DERSequence(parts));
    return CbcParameters.parse(
        ContentCipher.CAST5_CBC, AlgorithmId.parse(algorithm, "test"), "test");
  }

  @Test
  void contentOfUnknownSize_isMeasured() throws Exception {
    ContentAlgorithm cbc =
        ContentAlgorithm.parse(AlgorithmId.der(Oids.AES256_CBC, new DEROctetString(new byte[16])));
    for (int size : new int[] {70_016, 70_017}) {
      EncryptedContent content =
          new EncryptedContent(
              cbc, new TestSource(new byte[size], 1_000, false), null, null, false);
      if (size % 16 == 0) {
        assertThat(content.decryption(Providers.standard(), new ArrayList<>())).isNotNull();
      } else {
        assertThatThrownBy(() -> content.decryption(Providers.standard(), new ArrayList<>()))
            .isInstanceOf(SmimeException.Malformed.class)
            .hasMessageContaining("70017 octets are not whole blocks");
      }
    }
  }

  @Test
  void contentTooShortForItsTagIsMalformed() throws Exception {
    byte[] parameters =
        ContentCipherTest.gcmParameters(ContentCipher.AES_128_GCM, new byte[12], 16);
    assertThat(outcome(parameters, 15, null, true)).isEqualTo("Malformed");
    assertThat(outcome(parameters, 16, null, true)).isEqualTo("read");
  }

  @Test
  void ccmSaysHowLongContentCanBe() {
    assertThat(CcmDecryption.most(13)).isEqualTo(65_535);
    assertThat(CcmDecryption.most(12)).isEqualTo((1L << 24) - 1);
    assertThat(CcmDecryption.most(7)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void keyLengthsFollowFromTheIdentifier() throws Exception {
    assertThat(ContentAlgorithm.parse(AlgorithmId.der(Oids.AES192_GCM)).cekOctets()).isEqualTo(24);
    assertThat(ContentAlgorithm.parse(AlgorithmId.der("1.2.840.113549.3.7")).cekOctets())
        .isEqualTo(24);
    assertThatThrownBy(() -> ContentAlgorithm.parse(AlgorithmId.der("1.2.3.4")).cekOctets())
        .isInstanceOf(SmimeException.UnsupportedAlgorithm.class);
  }
}
