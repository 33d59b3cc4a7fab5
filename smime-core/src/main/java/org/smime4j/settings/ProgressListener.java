package org.smime4j.settings;

/**
 * Receives the progress of a long operation. The working thread calls it often, so return at once.
 * If it throws, the operation fails with an {@link java.io.IOException}, whose cause is what it
 * threw.
 */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Reports progress.
   *
   * @param done octets of the source processed so far, over all passes. The number can become
   *     smaller: if the line ends of a message turn out to be mixed, processing starts again
   * @param total octets to process over all passes, or -1 if unknown
   */
  void progress(long done, long total);
}
