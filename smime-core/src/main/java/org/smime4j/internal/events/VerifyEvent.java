package org.smime4j.internal.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A signature was judged. */
@Name("org.smime4j.Verify")
@Label("Verify Signature")
@Description("SignedData; of a mail before its signers are held against From and Date")
@Category("S/MIME")
@StackTrace(false)
public final class VerifyEvent extends Event {

  private static final VerifyEvent PROBE = new VerifyEvent();

  @Label("Size")
  @Description("The content of a detached signature, else SignedData; -1 if only reading tells")
  @DataAmount
  long size;

  @Label("Outcome")
  @Description("OK where there is a verdict, whatever it is")
  @Nullable String outcome;

  @Label("Signers")
  int signers;

  @Label("Verdict")
  @Description("The worst of the signers'")
  @Nullable String verdict;

  @Label("Finding")
  @Description("The headline's code; null if nothing speaks against it")
  @Nullable String finding;

  @Label("Scheme")
  @Description("Of the signer with that verdict")
  @Nullable String scheme;

  @Label("Digest")
  @Nullable String digest;

  private VerifyEvent() {}

  /** Begins one; null if it is not enabled. To be asked where events may be recorded at all. */
  public static @Nullable VerifyEvent start() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    VerifyEvent event = new VerifyEvent();
    event.begin();
    return event;
  }

  /** Ends it where there is a verdict. */
  public void judged(
      long octets,
      int count,
      String word,
      @Nullable String headline,
      String signature,
      String hash) {
    signers = count;
    verdict = word;
    finding = headline;
    scheme = signature;
    digest = hash;
    end(octets, null);
  }

  /** Ends it where there is none. */
  public void failed(long octets, Throwable failure) {
    end(octets, failure);
  }

  private void end(long octets, @Nullable Throwable failure) {
    size = octets;
    outcome = Events.outcome(failure);
    commit();
  }
}
