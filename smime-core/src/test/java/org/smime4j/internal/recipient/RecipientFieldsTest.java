package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;

/** What is asked of a recipient's fields before any of them is parsed. */
public class RecipientFieldsTest {

  private static final Identifier SOMEBODY = new Identifier(null, null, new byte[20]);
  private static final int LONGEST = 64 * 1024;
  private static final byte[] SHORT = {0x30, 0};

  /**
   * Every field that a sender fills, one after the other, the others being short; but what RSA
   * encrypted or a KEM encapsulated, whose length is that of a key or of the algorithm.
   */
  private static List<Function<byte[], RecipientInfo>> fields() {
    byte[] wrap = AlgorithmId.der(Oids.AES256_WRAP);
    byte[] kdf = AlgorithmId.der(Oids.HKDF_SHA256);
    byte[] kem = AlgorithmId.der(Oids.ML_KEM_768);
    List<Function<byte[], RecipientInfo>> fields = new ArrayList<>();
    fields.add(f -> new RecipientInfo.KeyTrans(SOMEBODY, f, SHORT));
    fields.add(f -> agreement(f, null, SHORT, SHORT));
    fields.add(f -> agreement(SHORT, f, SHORT, SHORT));
    fields.add(f -> agreement(SHORT, null, f, SHORT));
    fields.add(f -> agreement(SHORT, null, SHORT, f));
    fields.add(f -> new RecipientInfo.Kem(SOMEBODY, f, SHORT, kdf, 32, null, wrap, SHORT));
    fields.add(f -> new RecipientInfo.Kem(SOMEBODY, kem, SHORT, f, 32, null, wrap, SHORT));
    fields.add(f -> new RecipientInfo.Kem(SOMEBODY, kem, SHORT, kdf, 32, f, wrap, SHORT));
    fields.add(f -> new RecipientInfo.Kem(SOMEBODY, kem, SHORT, kdf, 32, null, f, SHORT));
    fields.add(f -> new RecipientInfo.Kem(SOMEBODY, kem, SHORT, kdf, 32, null, wrap, f));
    fields.add(f -> new RecipientInfo.Kek(SHORT, f, SHORT));
    fields.add(f -> new RecipientInfo.Kek(SHORT, wrap, f));
    fields.add(f -> new RecipientInfo.Password(f, SHORT, SHORT));
    fields.add(f -> new RecipientInfo.Password(SHORT, f, SHORT));
    fields.add(f -> new RecipientInfo.Password(SHORT, SHORT, f));
    return fields;
  }

  private static RecipientInfo agreement(
      byte[] originator, byte[] ukm, byte[] algorithm, byte[] encryptedKey) {
    return new RecipientInfo.KeyAgree(
        originator,
        ukm,
        algorithm,
        List.of(new RecipientInfo.RecipientEncryptedKey(SOMEBODY, encryptedKey)));
  }

  @Test
  void c16_aFieldOf64Kibibytes_isLookedAt_andOneThatIsLongerIsMalformed() {
    int place = 0;
    for (Function<byte[], RecipientInfo> field : fields()) {
      Throwable at = catchThrowable(() -> Recipients.label(field.apply(new byte[LONGEST])));
      if (at != null) {
        assertThat(at).as("field %s", place).isInstanceOf(SmimeException.class);
        assertThat(at.getMessage()).as("field %s", place).doesNotContain("a field of");
      }
      assertThatThrownBy(() -> Recipients.label(field.apply(new byte[LONGEST + 1])))
          .as("field %s", place)
          .isInstanceOf(SmimeException.Malformed.class)
          .hasMessageContaining("a field of " + (LONGEST + 1) + " octets");
      place++;
    }
    assertThat(place).isEqualTo(15);
  }

  private static byte[] withParameters(String oid) throws Exception {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), new ASN1Integer(1)).getEncoded();
  }

  @Test
  void parametersWhereNoneAreDue_areMalformed() throws Exception {
    byte[] kek = AlgorithmId.der(Oids.AES256_WRAP);
    assertThat(Recipients.label(new RecipientInfo.Kek(SHORT, kek, SHORT)))
        .isEqualTo("kek-aes256-wrap");
    List<RecipientInfo> recipients = new ArrayList<>();
    recipients.add(new RecipientInfo.Kek(SHORT, withParameters(Oids.AES256_WRAP), SHORT));
    for (String curve : List.of(Oids.X25519, Oids.X448)) {
      byte[] originator =
          new DERSequence(
                  new ASN1Encodable[] {
                    AlgorithmIdentifier.getInstance(withParameters(curve)),
                    new DERBitString(new byte[32])
                  })
              .getEncoded();
      originator[0] = (byte) 0xa1;
      recipients.add(agreement(originator, null, SHORT, SHORT));
    }
    recipients.add(
        new RecipientInfo.Kem(
            SOMEBODY,
            withParameters(Oids.ML_KEM_768),
            SHORT,
            AlgorithmId.der(Oids.HKDF_SHA256),
            32,
            null,
            kek,
            SHORT));
    recipients.add(
        new RecipientInfo.Kem(
            SOMEBODY,
            AlgorithmId.der(Oids.ML_KEM_768),
            new byte[1088],
            withParameters(Oids.HKDF_SHA256),
            32,
            null,
            kek,
            SHORT));
    for (RecipientInfo recipient : recipients) {
      assertThatThrownBy(() -> Recipients.label(recipient))
          .as("%s", recipient)
          .isInstanceOf(SmimeException.Malformed.class)
          .hasMessageContaining("parameters where none are due");
    }
  }
}
