package org.smime4j.internal.io;

import java.io.IOException;
import org.smime4j.settings.ProgressListener;

/** Reports progress to a listener of the caller. */
public final class Progress {

  private Progress() {}

  /**
   * Reports progress.
   *
   * @throws IOException if the listener throws. Its failure says nothing about the input
   */
  public static void report(ProgressListener listener, long done, long total) throws IOException {
    try {
      listener.progress(done, total);
    } catch (RuntimeException e) {
      throw new IOException("The progress listener failed: " + e, e);
    }
  }
}
