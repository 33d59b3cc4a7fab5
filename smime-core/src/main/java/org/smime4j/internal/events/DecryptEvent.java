package org.smime4j.internal.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted layer was opened, or could not be. What it says of one that was not follows from its
 * cleartext and from which keys are held: no count and no word tells two secret-dependent causes
 * apart.
 */
@Name("org.smime4j.Decrypt")
@Label("Decrypt Layer")
@Description("EnvelopedData or AuthEnvelopedData, with the trial of keys")
@Category("S/MIME")
@StackTrace(false)
public final class DecryptEvent extends Event {

  private static final DecryptEvent PROBE = new DecryptEvent();

  @Label("Container")
  @Nullable String container;

  @Label("Cipher")
  @Nullable String cipher;

  @Label("Content Type")
  @Description("The object identifier of what is encrypted")
  @Nullable String contentType;

  @Label("Size")
  @Description("The ciphertext; -1 if only reading to its end tells")
  @DataAmount
  long size = -1;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Candidates")
  @Description("Keys, shared keys and passwords that the message names and that are held")
  int candidates = Events.NOT_TOLD;

  @Label("Private Operations")
  @Description(
      "With those and with keys that were tried; -1 if it did not open though keys are named")
  int privateOperations = Events.NOT_TOLD;

  @Label("Key Management")
  @Description("How the key that opened it got the content key; null if none did")
  @Nullable String keyManagement;

  @Label("Found By")
  @Description("The step that found the key: RECIPIENT_ID, SKI, SAME_KEY, TRIAL; or SHARED_SECRET")
  @Nullable String foundBy;

  private DecryptEvent() {}

  /** Begins one; null if it is not enabled. To be asked where events may be recorded at all. */
  public static @Nullable DecryptEvent start() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    DecryptEvent event = new DecryptEvent();
    event.begin();
    return event;
  }

  /** What the cleartext says. */
  public void of(String kind, String algorithm, String type, long octets) {
    container = kind;
    cipher = algorithm;
    contentType = type;
    size = octets;
  }

  /** How many that the message names are held. */
  public void named(int count) {
    candidates = count;
  }

  /** Ends it where a key opened the layer. */
  public void opened(int operations, String scheme, String step) {
    privateOperations = operations;
    keyManagement = scheme;
    foundBy = step;
    end(null);
  }

  /** Ends it where the message names nothing that is held, and as many others were tried. */
  public void unmatched(int operations, Throwable failure) {
    privateOperations = operations;
    end(failure);
  }

  /** Ends it where it did not open. */
  public void failed(Throwable failure) {
    end(failure);
  }

  private void end(@Nullable Throwable failure) {
    outcome = Events.outcome(failure);
    commit();
  }
}
