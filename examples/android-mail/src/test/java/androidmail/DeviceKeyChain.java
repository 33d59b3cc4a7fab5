package androidmail;

import android.content.Context;
import android.security.KeyChain;
import android.security.KeyChainException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;

/** Stands in for the process that KeyChain asks: the keys of a {@link DeviceKeyStore}. */
@Implements(KeyChain.class)
public final class DeviceKeyChain {

  /** An alias that the other process does not answer for. */
  static final String FAILS = "fails";

  private static DeviceKeyStore keys;

  static void ask(DeviceKeyStore store) {
    keys = store;
  }

  @Implementation
  protected static PrivateKey getPrivateKey(Context context, String alias)
      throws KeyChainException {
    if (alias.equals(FAILS)) {
      throw new KeyChainException();
    }
    return (PrivateKey) keys.key(alias);
  }

  @Implementation
  protected static X509Certificate[] getCertificateChain(Context context, String alias) {
    Certificate[] chain = keys.chain(alias);
    return chain == null ? null : Arrays.copyOf(chain, chain.length, X509Certificate[].class);
  }
}
