package org.smime4j.internal.decrypt;

import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.signature.Work;

/**
 * The encrypted layers of one message. The cost of the outermost layer depends on the size of the
 * message, and is not limited. The sender can nest any number of inner layers, so they draw on the
 * work for the message. Not for use by several threads.
 */
final class EncryptedLayers {

  private final WorkBudget work;
  private boolean isInside;

  /**
   * @param work the remaining work for the message
   */
  public EncryptedLayers(WorkBudget work) {
    this.work = work;
  }

  /** Draws the work for a layer before it is opened. Its cipher and its size are not secret. */
  void enter(EncryptedContainer layer) throws SmimeException.LimitExceeded {
    if (isInside) {
      work.spend(Work.decrypting(layer.cipher(), layer.encryptedContent().sizeIfKnown().orElse(0)));
    }
    isInside = true;
  }
}
