package androidmail;

import android.content.Context;
import android.security.KeyChain;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;

/** Stands in for the process that KeyChain asks: the keys of a {@link DeviceKeyStore}. */
@Implements(KeyChain.class)
public final class DeviceKeyChain {

  private static DeviceKeyStore keys;

  static void ask(DeviceKeyStore store) {
    keys = store;
  }

  @Implementation
  protected static PrivateKey getPrivateKey(Context context, String alias) {
    return (PrivateKey) keys.key(alias);
  }

  @Implementation
  protected static X509Certificate[] getCertificateChain(Context context, String alias) {
    Certificate[] chain = keys.chain(alias);
    return chain == null ? null : Arrays.copyOf(chain, chain.length, X509Certificate[].class);
  }
}
