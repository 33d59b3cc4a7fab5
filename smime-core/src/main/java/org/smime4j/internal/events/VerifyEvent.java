package org.smime4j.internal.events;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.platform.NotOnAndroid;

/** A signature was judged: its outcome is OK where there is a verdict, whatever it is. */
@Name("org.smime4j.Verify")
@Label("Verify Signature")
@Description("SignedData; of a mail before its signers are held against From and Date")
@NotOnAndroid("it is made only where events are recorded")
public final class VerifyEvent extends WorkEvent {

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
