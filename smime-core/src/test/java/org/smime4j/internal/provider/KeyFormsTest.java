package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.SignatureCheck;
import org.smime4j.internal.signature.Signing;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;

/** Keys are brought into their provider's form once, and no longer than they live. */
public class KeyFormsTest {

  private static final byte[] TEXT = {1, 2, 3};
  private static final AtomicInteger MADE = new AtomicInteger();
  private static boolean refusing;

  /** Signs as the JDK does, makes its own keys of RSA, and counts them. */
  private static final class Own extends Provider {
    private static final long serialVersionUID = 1L;

    Own() {
      super("Own", "1", "has keys of its own");
      put("KeyFactory.RSA", Factory.class.getName());
      put(
          "Signature.SHA256withRSA",
          Providers.bouncyCastle().getService("Signature", "SHA256WITHRSA").getClassName());
    }
  }

  /** Made by the provider's machinery. */
  public static final class Factory extends KeyFactorySpi {
    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      throw new InvalidKeySpecException("none");
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      MADE.incrementAndGet();
      if (refusing) {
        throw new InvalidKeySpecException("no longer");
      }
      try {
        return KeyFactory.getInstance("RSA", Providers.bouncyCastle()).generatePrivate(spec);
      } catch (java.security.GeneralSecurityException e) {
        throw new InvalidKeySpecException(e);
      }
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
        throws InvalidKeySpecException {
      throw new InvalidKeySpecException("none");
    }

    @Override
    protected Key engineTranslateKey(Key key) {
      return key;
    }
  }

  /** A key that its owner can destroy. */
  private static final class Mortal implements java.security.interfaces.RSAPrivateKey {
    private static final long serialVersionUID = 1L;
    private final java.security.interfaces.RSAPrivateKey key;
    private boolean dead;
    private boolean diesWhenEncoded;

    Mortal(PrivateKey key) {
      this.key = (java.security.interfaces.RSAPrivateKey) key;
    }

    @Override
    public java.math.BigInteger getModulus() {
      return key.getModulus();
    }

    @Override
    public java.math.BigInteger getPrivateExponent() {
      return key.getPrivateExponent();
    }

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public String getFormat() {
      return "PKCS#8";
    }

    @Override
    public byte[] getEncoded() {
      dead = diesWhenEncoded;
      return key.getEncoded();
    }

    @Override
    public void destroy() {
      dead = true;
    }

    @Override
    public boolean isDestroyed() {
      return dead;
    }
  }

  private final Provider own = new Own();
  private final KeyPair pair = rsa();

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void reset() {
    MADE.set(0);
    refusing = false;
  }

  private void sign(Providers providers) throws Exception {
    byte[] signature =
        Signing.sign(pair.getPrivate(), SignatureScheme.RSA_PKCS1_SHA256, TEXT, providers);
    assertThat(
            SignatureCheck.verify(
                pair.getPublic(),
                Signing.signatureAlgorithm(SignatureScheme.RSA_PKCS1_SHA256),
                Signing.digestAlgorithm(SignatureScheme.RSA_PKCS1_SHA256),
                ByteSource.of(TEXT),
                signature,
                providers))
        .isTrue();
  }

  @Test
  void aKeyIsBroughtIntoItsProvidersFormOnce() throws Exception {
    Providers keeping = Providers.preferring(own).cachingKeys();
    for (int i = 0; i < 5; i++) {
      sign(keeping);
    }
    assertThat(MADE).hasValue(1);
  }

  @Test
  void whoDoesNotHoldTheKeysKeepsNoForms() throws Exception {
    Providers providers = Providers.preferring(own);
    assertThat(PrivateOperations.formFor(pair.getPrivate(), own, providers))
        .isSameAs(pair.getPrivate());
    assertThat(MADE).hasValue(0);
  }

  @Test
  void eachVerbKeepsItsOwn() throws Exception {
    Providers one = Providers.preferring(own).cachingKeys();
    sign(one);
    sign(one.cachingKeys());
    assertThat(MADE).hasValue(2);
  }

  @Test
  void aProviderThatMakesNoFormGetsTheKeyAsItIs() throws Exception {
    refusing = true;
    Providers keeping = Providers.preferring(own).cachingKeys();
    sign(keeping);
    sign(keeping);
    assertThat(MADE).as("it is not asked again").hasValue(1);
  }

  @Test
  void ofADestroyedKeyThereIsNoForm() {
    KeyForms forms = new KeyForms();
    Mortal key = new Mortal(pair.getPrivate());
    assertThat(forms.of(key, own)).isNotSameAs(key).isSameAs(forms.of(key, own));
    key.destroy();
    assertThat(forms.of(key, own)).isSameAs(key);
    key.dead = false;
    MADE.set(0);
    forms.of(key, own);
    assertThat(MADE).as("the old form is gone").hasValue(1);
  }

  @Test
  void d2_aKeyThatIsDestroyedWhileItIsConverted_leavesNoForm() {
    KeyForms forms = new KeyForms();
    Mortal key = new Mortal(pair.getPrivate());
    key.diesWhenEncoded = true;
    forms.of(key, own);
    assertThat(forms.size()).isZero();
  }

  @Test
  void aFormThatIsForgottenIsMadeAnew() {
    KeyForms forms = new KeyForms();
    PrivateKey first = forms.of(pair.getPrivate(), own);
    forms.forget(pair.getPrivate());
    assertThat(forms.of(pair.getPrivate(), own)).isNotSameAs(first);
  }

  @Test
  void aPublicFormThatItsProviderNoLongerKnows_isLeftForTheKeyItself() throws Exception {
    Providers verb = Providers.standard().cachingKeys();
    List<PublicKey> asked = new ArrayList<>();
    verb.initWithForm(
        pair.getPublic(),
        own,
        form -> {
          asked.add(form);
          if (form != pair.getPublic()) {
            throw new InvalidKeyException("taken out and put in again");
          }
        });
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0)).isEqualTo(pair.getPublic()).isNotSameAs(pair.getPublic());
    assertThat(asked.get(1)).isSameAs(pair.getPublic());
  }

  @Test
  void theFormsOf4096KeysAreKept_thenTheHalfUsedLongestAgoGoes() {
    KeyForms forms = new KeyForms();
    List<PrivateKey> keys = new ArrayList<>();
    for (int i = 0; i < 4_097; i++) {
      keys.add(new Mortal(pair.getPrivate()));
    }
    keys.subList(0, 4_096).forEach(key -> forms.of(key, own));
    MADE.set(0);
    keys.subList(0, 4_096).forEach(key -> forms.of(key, own));
    assertThat(MADE).hasValue(0);
    forms.of(keys.get(4_096), own);
    assertThat(forms.size()).isEqualTo(2_049);
    MADE.set(0);
    forms.of(keys.get(4_096), own);
    keys.subList(2_048, 4_096).forEach(key -> forms.of(key, own));
    assertThat(MADE).as("the newer half and the last").hasValue(0);
    forms.of(keys.get(2_047), own);
    assertThat(MADE).as("one of the older half").hasValue(1);
  }

  /** Of two keys that are garbage when this returns. */
  private void takeTwoForms(KeyForms forms) {
    PrivateKey refused = new Mortal(pair.getPrivate());
    PrivateKey converted = new Mortal(pair.getPrivate());
    try {
      refusing = true;
      assertThat(forms.of(refused, own)).isSameAs(refused);
      refusing = false;
      forms.of(converted, own);
      assertThat(forms.size()).isEqualTo(3);
    } finally {
      Reference.reachabilityFence(refused);
      Reference.reachabilityFence(converted);
    }
  }

  @Test
  void theFormOfACollectedKeyIsDropped_alsoWhereTheProviderMadeNone() throws Exception {
    KeyForms forms = new KeyForms();
    PrivateKey kept = new Mortal(pair.getPrivate());
    forms.of(kept, own);
    takeTwoForms(forms);
    for (int i = 0; i < 100 && forms.size() != 1; i++) {
      System.gc();
      Thread.sleep(20);
      // A key that is converted already: no other conversion is needed.
      forms.of(kept, own);
    }
    assertThat(forms.size()).as("of the key that is still held").isEqualTo(1);
  }

  @Test
  void anotherProviderGetsAnotherForm() {
    KeyForms forms = new KeyForms();
    PrivateKey first = forms.of(pair.getPrivate(), own);
    assertThat(forms.of(pair.getPrivate(), new Own())).isNotSameAs(first);
  }

  @Test
  void equalKeysAreToldApart() throws Exception {
    KeyForms forms = new KeyForms();
    KeyFactory jdk = Providers.standard().keyFactory("RSA");
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    RSAPublicKey twin = (RSAPublicKey) jdk.translateKey(Certificates.bouncyCastleForm(key));
    assertThat(twin).isEqualTo(key);
    assertThat(forms.of(key, own, jdk)).isSameAs(forms.of(key, own, jdk)).isEqualTo(key);
    assertThat(forms.of(twin, own, jdk)).isNotSameAs(forms.of(key, own, jdk));
  }

  @Test
  void digestsAreThoseOfTheTable() throws Exception {
    assertThat(Providers.standard().cachingKeys().digest(DigestAlgorithm.SHA256).getProvider())
        .isSameAs(Providers.standard().digest(DigestAlgorithm.SHA256).getProvider());
  }
}
