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

/**
 * Some work and how it ended; docs/operating.md describes the fields. To be made where events may
 * be recorded at all.
 */
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

    @DataAmount public long size;

    public @Nullable String layers;

    public int partLayers;

    public @Nullable String verdict;

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

    public @Nullable String container;

    public @Nullable String cipher;

    public @Nullable String contentType;

    @DataAmount public long size = -1;

    public int candidates = -1;

    public int privateOperations = -1;

    public @Nullable String keyManagement;

    public @Nullable String foundBy;
  }

  /** A signature was judged: its outcome is OK where there is a verdict, whatever it is. */
  @Name("org.smime4j.Verify")
  @Label("Verify Signature")
  @Description("SignedData; of a mail before its signers are held against From and Date")
  @NotOnAndroid("it is made only where events are recorded")
  public static final class VerifyEvent extends WorkEvent {

    @DataAmount public long size;

    public int signers;

    public @Nullable String verdict;

    public @Nullable String finding;

    public @Nullable String scheme;

    public @Nullable String digest;
  }
}
