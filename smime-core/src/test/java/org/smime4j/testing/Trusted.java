package org.smime4j.testing;

import java.util.List;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** What a {@link SignatureReport} says of those who are trusted, for tests. */
public final class Trusted {

  private Trusted() {}

  /** The signers, all of whom must be trusted. */
  public static List<SignerVerdict> signers(SignatureReport report)
      throws SmimeException.NotTrusted {
    report.requireTrusted();
    return report.signers();
  }
}
