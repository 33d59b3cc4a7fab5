package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;

public class ContentAlgorithmTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] AES_128_GCM =
      HEX.parseHex("301b0609608648016503040106300e040c5c79058ba2f43447639d29e2");

  /** The key of RFC 9709 appendix A, for the AES-128-GCM that stands there. */
  @Test
  void theKeyIsTheOneOfTheStandard() throws Exception {
    assertThat(
            DerivedKeyDecryption.derive(
                HEX.parseHex("c702e7d0a9e064b09ba55245fb733cf3"),
                AES_128_GCM,
                Providers.standard()))
        .isEqualTo(HEX.parseHex("2124ffb29fac4e0fbbc7d5d87492bff3"));
  }

  @Test
  void aDerivedKeyIsSaidAroundTheCipher() throws Exception {
    byte[] deriving = ContentAlgorithm.deriving(AES_128_GCM);
    for (byte[] received :
        new byte[][] {
          deriving, new BERSequence(ASN1Sequence.getInstance(deriving).toArray()).getEncoded("BER")
        }) {
      ContentAlgorithm algorithm = ContentAlgorithm.parse(received);
      assertThat(algorithm.derived()).isTrue();
      assertThat(algorithm.cipher()).isEqualTo(ContentCipher.AES_128_GCM);
      assertThat(algorithm.identifier()).isEqualTo(AES_128_GCM);
      assertThat(ContentAlgorithm.parse(received).cekOctets()).isEqualTo(16);
    }
    ContentAlgorithm plain = ContentAlgorithm.parse(AES_128_GCM);
    assertThat(plain.derived()).isFalse();
    assertThat(plain.identifier()).isEqualTo(AES_128_GCM);
  }

  @Test
  void whatHoldsNoCipherIsSaidByName() {
    byte[] twice = ContentAlgorithm.deriving(ContentAlgorithm.deriving(AES_128_GCM));
    assertThatThrownBy(() -> ContentAlgorithm.parse(twice))
        .isInstanceOf(UnsupportedAlgorithm.class)
        .hasMessageContaining("cek-hkdf-sha256 (" + Oids.CEK_HKDF_SHA256 + ")");
    byte[] cfb =
        ContentAlgorithm.deriving(AlgorithmId.der("1.3.14.3.2.9", new DEROctetString(new byte[8])));
    assertThatThrownBy(() -> ContentAlgorithm.parse(cfb))
        .isInstanceOfSatisfying(
            UnsupportedAlgorithm.class,
            e -> {
              assertThat(e.oid()).isEqualTo("1.3.14.3.2.9");
              assertThat(e)
                  .hasMessageContaining("des-cfb (1.3.14.3.2.9)")
                  .hasMessageEndingWith("for content encryption");
            });
    for (byte[] none :
        new byte[][] {
          AlgorithmId.der(Oids.CEK_HKDF_SHA256),
          AlgorithmId.der(Oids.CEK_HKDF_SHA256, DERNull.INSTANCE),
          AlgorithmId.der(Oids.CEK_HKDF_SHA256, new ASN1ObjectIdentifier(Oids.AES128_GCM)),
        }) {
      assertThatThrownBy(() -> ContentAlgorithm.parse(none)).isInstanceOf(Malformed.class);
    }
  }
}
