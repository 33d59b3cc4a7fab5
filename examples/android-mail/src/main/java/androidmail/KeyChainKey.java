package androidmail;

import android.content.Context;
import java.io.IOException;
import java.util.List;
import org.smime4j.KeyHistory;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * A key of the device's key chain, which is asked for it at each message, because the user can take
 * it back. Make one for each alias that {@code KeyChain.choosePrivateKeyAlias} told the app, and
 * combine them with {@code KeyHistory.chain}: one that fails then hides no other.
 */
final class KeyChainKey implements KeySource {

  private final Context context;
  private final String alias;

  KeyChainKey(Context context, String alias) {
    this.context = context;
    this.alias = alias;
  }

  @Override
  public KeyHistory snapshot() throws IOException {
    return DeviceKeys.inKeyChain(context, alias).map(KeyHistory::of).orElseGet(KeyHistory::of);
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    return snapshot().matching(wanted);
  }

  @Override
  public Iterable<DecryptionKey> remaining(String kind) throws IOException {
    return snapshot().remaining(kind);
  }

  @Override
  public int size() {
    return 1;
  }
}
