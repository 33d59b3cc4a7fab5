package org.smime4j.internal.events;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.platform.NotOnAndroid;

/**
 * An encrypted layer was opened, or could not be. What it says of one that was not follows from its
 * cleartext and from which keys are held: no count and no word tells two secret-dependent causes
 * apart. A count that could say more than the outcome does is -1.
 */
@Name("org.smime4j.Decrypt")
@Label("Decrypt Layer")
@Description("EnvelopedData or AuthEnvelopedData, with the trial of keys")
@NotOnAndroid("it is made only where events are recorded")
public final class DecryptEvent extends WorkEvent {

  @Label("Container")
  public @Nullable String container;

  @Label("Cipher")
  public @Nullable String cipher;

  @Label("Content Type")
  @Description("The object identifier of what is encrypted")
  public @Nullable String contentType;

  @Label("Size")
  @Description("The ciphertext; -1 if only reading to its end tells")
  @DataAmount
  public long size = -1;

  @Label("Candidates")
  @Description("Keys, shared keys and passwords that the message names and that are held")
  public int candidates = -1;

  @Label("Private Operations")
  @Description(
      "With those and with keys that were tried; -1 if it did not open though keys are named")
  public int privateOperations = -1;

  @Label("Key Management")
  @Description("How the key that opened it got the content key; null if none did")
  public @Nullable String keyManagement;

  @Label("Found By")
  @Description("The step that found the key: RECIPIENT_ID, SKI, SAME_KEY, TRIAL; or SHARED_SECRET")
  public @Nullable String foundBy;
}
