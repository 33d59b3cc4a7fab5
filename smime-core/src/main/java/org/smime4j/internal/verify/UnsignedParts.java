package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.reports.Timestamp;

/** Judges the unsigned attributes of a signer, which anyone can add in transit. */
record UnsignedParts(Stamps stamps, Countersigners countersigners) {

  /** For a signer whose unsigned attributes are ignored. */
  static final UnsignedParts NONE =
      new UnsignedParts((signer, notes) -> null, (signer, notes) -> List.of());

  /** Finds the time at which a signature existed. */
  interface Stamps {

    /** Returns the earliest trusted time stamp; null if there is none. */
    @Nullable Timestamp earliest(SignerInfo signer, List<Finding> notes) throws IOException;
  }

  /** Checks the signatures over a signature. */
  interface Countersigners {

    /** Returns the evidence on each, in the order of the message. */
    List<SignerEvidence> of(SignerInfo signer, List<Finding> notes) throws IOException;
  }
}
