package org.smime4j.trust;

import java.util.ArrayList;
import java.util.List;
import org.smime4j.Finding;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.crypto.CompositeMlDsa;

/**
 * The keys of several halves in a path. Those of composite ML-DSA are taken where the policy asks
 * for them, and then noted; any other never.
 */
final class Composites {

  private final boolean taken;

  Composites(boolean taken) {
    this.taken = taken;
  }

  boolean areTaken() {
    return taken;
  }

  /** The findings against the path. */
  List<Finding> against(List<PathCertificate> path) {
    List<Finding> findings = new ArrayList<>();
    for (PathCertificate each : path) {
      if (CompositeMlDsa.isComposite(each.publicKey()) && !isTaken(each)) {
        findings.add(
            Findings.of(
                Finding.Code.UNSUPPORTED_ALGORITHM,
                each
                    + " has a key of "
                    + each.publicKey().getAlgorithm()
                    + ", which is not supported"));
      }
    }
    return findings;
  }

  /** The notes on accepted composite keys. */
  List<Note> notes(List<PathCertificate> path) {
    List<Note> notes = new ArrayList<>();
    for (PathCertificate each : path) {
      if (isTaken(each)) {
        notes.add(
            new Note(
                Note.Code.EXPERIMENTAL_ALGORITHM,
                each
                    + " has a key of "
                    + each.publicKey().getAlgorithm()
                    + ", which is a draft's algorithm"));
      }
    }
    return notes;
  }

  private boolean isTaken(PathCertificate certificate) {
    return taken && !CompositeMlDsa.halves(certificate.publicKey()).isEmpty();
  }
}
