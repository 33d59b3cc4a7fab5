package org.smime4j.internal.decrypt;

import org.smime4j.SmimeException;
import org.smime4j.internal.crypto.Work;
import org.smime4j.internal.io.WorkBudget;

/**
 * The encrypted layers of one message. What the outermost costs follows from the size of the
 * message, as its reading does, and is not limited; those inside repeat it as often as the sender
 * likes, and draw on the work that the message may cost. Not for use by several threads.
 */
public final class EncryptedLayers {

  private final WorkBudget work;
  private boolean isInside;

  /**
   * @param work what the message may still cost
   */
  public EncryptedLayers(WorkBudget work) {
    this.work = work;
  }

  /**
   * Draws what is asked for by a layer that is about to be opened. Its cipher and its size are not
   * secret.
   */
  void enter(EncryptedContainer layer) throws SmimeException.LimitExceeded {
    if (isInside) {
      work.spend(Work.decrypting(layer.cipher(), layer.encryptedContent().sizeIfKnown().orElse(0)));
    }
    isInside = true;
  }
}
