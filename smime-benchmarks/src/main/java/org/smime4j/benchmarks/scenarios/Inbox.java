package org.smime4j.benchmarks.scenarios;

import java.util.List;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/** Signed messages by one sender or by many, and the authority that issued their certificates. */
final class Inbox {

  private final Material material;
  private List<byte[]> messages = List.of();

  /**
   * @param senders with more than one, messages are S/MIME text, each by another sender: no cache
   *     holds them all
   */
  Inbox(Task task, int senders) throws Exception {
    Material own = task.material(true);
    if (senders == 1) {
      material = own;
      return;
    }
    if (task.form != Material.Form.TEXT) {
      throw new IllegalArgumentException("many senders write S/MIME text only");
    }
    List<byte[]> parts = MaterialFiles.signed(task.keys, senders, task.size);
    messages = parts.subList(1, parts.size());
    material = own.issuedBy(parts.get(0));
  }

  Material material() {
    return material;
  }

  /** Fills the inbox, once the engines are there. */
  void fill(Task task, Contestant contestant) throws Exception {
    if (!messages.isEmpty() && !contestant.interoperates()) {
      throw new IllegalArgumentException(contestant + " reads its own messages only");
    }
    if (messages.isEmpty()) {
      messages = List.of(Engine.whole(task.writer(contestant).sign(task.entity)));
    }
  }

  byte[] next(Turn turn) {
    if (turn.number >= messages.size()) {
      turn.number = 0;
    }
    return messages.get(turn.number++);
  }
}
