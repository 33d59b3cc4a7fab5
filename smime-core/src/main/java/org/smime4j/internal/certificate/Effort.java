package org.smime4j.internal.certificate;

import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.signature.KeySize;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * The remaining effort for judging the certificates of one message. It counts checked signatures on
 * certificates, CRLs and OCSP responses, for all signers together. It counts the certificates that
 * the searches for paths visit. It also draws the work on the budget of the message. If the effort
 * is spent, a check reports a finding; nothing becomes trusted because a check was left out.
 */
public final class Effort {

  /** Certificates that all searches for paths may go through; a signature seen once is free. */
  private static final int STEPS = 10_000;

  /** Octets of names that are compared for one unit. */
  private static final int OCTETS_OF_NAMES = 30;

  private final long allowed;
  private final WorkBudget work;
  private long left;
  private int stepsLeft = STEPS;

  public Effort(Limits limits, WorkBudget work) {
    this.allowed = limits.get(Limit.PATH_SIGNATURES);
    this.work = work;
    this.left = allowed;
  }

  /**
   * Counts the check of a signature that is about to be done.
   *
   * @param octets how many are signed
   * @return false if so much is not left; then nothing is
   */
  public boolean check(int octets, PathCertificate signer) {
    return check(octets, signer.size());
  }

  /**
   * The same by a key of a path, which may have parameters from above.
   *
   * @param path the signer first and the anchor last
   */
  public boolean check(int octets, List<PathCertificate> path) {
    return check(octets, InheritedParameters.sizeAlong(path));
  }

  private boolean check(int octets, KeySize size) {
    left = left < 1 ? -1 : left - 1;
    return left >= 0 && draw(Work.decoding(size) + Work.verifying(size) + Work.hashing(octets));
  }

  /** Counts the checks of all signatures in a path, the leaf first and the anchor last. */
  public boolean check(List<PathCertificate> path) {
    for (int i = 0; i < path.size() - 1; i++) {
      if (!check(path.get(i).octets(), path.subList(i + 1, path.size()))) {
        return false;
      }
    }
    return true;
  }

  /** Draws on the work that is left; false if it is not enough, and then nothing is left. */
  public boolean draw(long units) {
    if (!work.draw(units)) {
      left = -1;
    }
    return left >= 0;
  }

  /**
   * Counts a certificate that a search for paths goes on from.
   *
   * @param candidates how many certificates may have issued it
   * @return false if the searches went through too many; then all is spent
   */
  public boolean step(PathCertificate certificate, int candidates) {
    if (--stepsLeft < 0) {
      left = -1;
    }
    return stepsLeft >= 0 && draw(1 + candidates + certificate.nameOctets() / OCTETS_OF_NAMES);
  }

  /** Counts names that are read and compared; false if so much is not left. */
  public boolean compare(long octets) {
    return draw(1 + octets / OCTETS_OF_NAMES);
  }

  /** True once something could not be checked. */
  public boolean isExceeded() {
    return left < 0;
  }

  /** What was exceeded, as the end of a sentence. */
  public Finding limit() {
    return stepsLeft < 0
        ? new Finding(Finding.Code.NO_PATH, "within the {0} steps that one message may cost", STEPS)
        : work.isExceeded()
            ? new Finding(
                Finding.Code.NO_PATH,
                "within the {0} units of work that one message may cost",
                work.allowed())
            : new Finding(
                Finding.Code.NO_PATH,
                "within the {0} signature checks that one message may cost",
                allowed);
  }
}
