package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PublicKey;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.settings.Limits;
import org.smime4j.testing.TestPki;

/** What an encrypted key tells before any key is tried, and how one that lost its zeros is read. */
class KeyTransportTest {

  private static PrivateKeyRecipient recipient(byte[] algorithm) throws Exception {
    RecipientInfo info =
        new RecipientInfo.KeyTrans(
            new Identifier(null, null, new byte[20]), algorithm, new byte[256]);
    return (PrivateKeyRecipient) ParsedRecipients.of(info, Limits.standard());
  }

  @Test
  void aPaddingIsNoProof_andOaepIs() throws Exception {
    PrivateKeyRecipient pkcs1 = recipient(AlgorithmId.der(Oids.RSA_ENCRYPTION));
    PrivateKeyRecipient oaep = recipient(AlgorithmId.der(Oids.RSAES_OAEP, new RSAESOAEPparams()));
    assertThat(pkcs1.isSelfChecking()).isFalse();
    assertThat(oaep.isSelfChecking()).isTrue();
    assertThat(pkcs1.kinds(new byte[256])).containsExactly(KeyKind.rsa(2048));
    assertThat(oaep.kinds(new byte[128])).containsExactly(KeyKind.rsa(1024));
    assertThat(KeyKind.rsa(2048)).hasToString("RSA 256").isEqualTo(KeyKind.rsa(2041));
    assertThat(KeyKind.rsa(2040)).hasToString("RSA 255");
    assertThat(KeyKind.X25519).hasToString(Oids.X25519);
  }

  @Test
  void leadingZerosThatAWriterDropped_areAdded_upToTheModulus() throws Exception {
    PrivateKeyRecipient recipient = recipient(AlgorithmId.der(Oids.RSA_ENCRYPTION));
    PublicKey rsa = TestPki.generate("RSA-2048").getPublic();
    byte[] one = {1};
    assertThat(recipient.whole(one, rsa)).hasSize(256).endsWith(1).startsWith(0);
    assertThat(recipient.whole(new byte[256], rsa)).hasSize(256);
    assertThat(recipient.whole(new byte[257], rsa)).hasSize(257);
    assertThat(recipient.whole(new byte[0], rsa)).isEmpty();
    assertThat(recipient.whole(one, TestPki.generate("P-256").getPublic())).isSameAs(one);
  }
}
