package org.smime4j.internal.decrypt;

import java.io.IOException;

/** A check before each key is examined. */
interface LookCheck {

  /** Throws an exception if the search must stop. */
  void check() throws IOException;
}
