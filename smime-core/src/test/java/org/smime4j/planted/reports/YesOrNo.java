package org.smime4j.planted.reports;

/** Verdicts without evidence. */
public abstract class YesOrNo {

  public abstract boolean isTrustedBy(String somebody);

  public abstract boolean isValid();

  public abstract Boolean isVerified();

  public record Answer(boolean trusted) {}
}
