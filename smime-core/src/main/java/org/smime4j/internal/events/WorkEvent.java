package org.smime4j.internal.events;

import java.io.IOException;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.platform.NotOnAndroid;

/** Some work and how it ended. To be made where events may be recorded at all. */
@Category("S/MIME")
@StackTrace(false)
@NotOnAndroid("it is made only where events are recorded")
public abstract class WorkEvent extends Event {

  @Label("Outcome")
  String outcome = "OK";

  /** The work; what it finds it may write into the event. */
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Does the work, and records it. */
  public final <T> T around(Work<T> work) throws IOException {
    begin();
    try {
      return work.run();
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      commit();
    }
  }

  /**
   * Says how the work ended: {@code FAILED} stands for what the medium or the caller brought about.
   * One word for every cause that depends on a secret, as there is one exception.
   */
  public final void failed(Throwable failure) {
    outcome = failure instanceof SmimeException e ? e.outcome().name() : "FAILED";
  }

  /** A message was opened, or could not be. */
  @Name("org.smime4j.Open")
  @Label("Open Message")
  @Description("A message, all of its layers")
  @NotOnAndroid("it is made only where events are recorded")
  public static final class OpenEvent extends WorkEvent {

    @Label("Size")
    @Description("The message as it came; -1 if only reading to its end tells")
    @DataAmount
    public long size;

    @Label("Layers")
    @Description("Kinds of the layers over the whole message, outermost first")
    public @Nullable String layers;

    @Label("Layers of Parts")
    @Description("How many layers stand around parts of it alone")
    public int partLayers;

    @Label("Verdict")
    @Description("Of the signature over the whole message; null if there is none")
    public @Nullable String verdict;

    @Label("Finding")
    @Description("The headline's code; null if nothing speaks against the signature")
    public @Nullable String finding;
  }

  /**
   * An encrypted layer was opened, or could not be. What it says of one that was not follows from
   * its cleartext and from which keys are held: no count and no word tells two secret-dependent
   * causes apart. A count that could say more than the outcome does is -1.
   */
  @Name("org.smime4j.Decrypt")
  @Label("Decrypt Layer")
  @Description("EnvelopedData or AuthEnvelopedData, with the trial of keys")
  @NotOnAndroid("it is made only where events are recorded")
  public static final class DecryptEvent extends WorkEvent {

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
    @Description(
        "The step that found the key: RECIPIENT_ID, SKI, SAME_KEY, TRIAL; or SHARED_SECRET")
    public @Nullable String foundBy;
  }

  /** A signature was judged: its outcome is OK where there is a verdict, whatever it is. */
  @Name("org.smime4j.Verify")
  @Label("Verify Signature")
  @Description("SignedData; of a mail before its signers are held against From and Date")
  @NotOnAndroid("it is made only where events are recorded")
  public static final class VerifyEvent extends WorkEvent {

    @Label("Size")
    @Description("The content of a detached signature, else SignedData; -1 if only reading tells")
    @DataAmount
    public long size;

    @Label("Signers")
    public int signers;

    @Label("Verdict")
    @Description("The worst of the signers'")
    public @Nullable String verdict;

    @Label("Finding")
    @Description("The headline's code; null if nothing speaks against it")
    public @Nullable String finding;

    @Label("Scheme")
    @Description("Of the signer with that verdict")
    public @Nullable String scheme;

    @Label("Digest")
    public @Nullable String digest;
  }
}
