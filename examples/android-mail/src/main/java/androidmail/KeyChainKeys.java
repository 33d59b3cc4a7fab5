package androidmail;

import android.content.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/** The keys of the device's key chain that the user let the app use, as they are at a message. */
final class KeyChainKeys implements KeySource {

  private final Context context;
  private final Supplier<? extends Collection<String>> aliases;

  /**
   * @param aliases what {@code KeyChain.choosePrivateKeyAlias} told the app so far
   */
  KeyChainKeys(Context context, Supplier<? extends Collection<String>> aliases) {
    this.context = context;
    this.aliases = aliases;
  }

  @Override
  public KeyHistory snapshot() throws IOException {
    List<Credential> identities = new ArrayList<>();
    for (String alias : aliases.get()) {
      DeviceKeys.inKeyChain(context, alias).ifPresent(identities::add);
    }
    return KeyHistory.of(identities.toArray(new Credential[0]));
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
    return aliases.get().size();
  }
}
