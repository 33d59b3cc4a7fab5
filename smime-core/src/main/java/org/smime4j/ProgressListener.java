package org.smime4j;

/** Hears how far long work is. Called often and from the working thread: return at once. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * @param done octets of the source that were worked through, over all passes; less than before
   *     where a message is begun again, since its line ends turned out to be mixed
   * @param total octets that will be worked through, or -1 if not known
   */
  void progress(long done, long total);
}
