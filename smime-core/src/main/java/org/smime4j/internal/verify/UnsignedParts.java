package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.SignerInfo;
import org.smime4j.trust.Note;

/** What is judged of a signer's unsigned attributes, which anybody can add on the way. */
record UnsignedParts(Stamps stamps, Countersigners countersigners) {

  /** Of a signer whose unsigned attributes count for nothing. */
  static final UnsignedParts NONE =
      new UnsignedParts((signer, notes) -> null, (signer, notes) -> List.of());

  /** Looks for the time at which a signature existed. */
  interface Stamps {

    /** The earliest time stamp that is believed; null if there is none. */
    @Nullable Stamp earliest(SignerInfo signer, List<Note> notes) throws IOException;
  }

  /** Looks at the signatures over a signature. */
  interface Countersigners {

    /** The evidence on each, in the order of the message. */
    List<SignerEvidence> of(SignerInfo signer, List<Note> notes) throws IOException;
  }
}
