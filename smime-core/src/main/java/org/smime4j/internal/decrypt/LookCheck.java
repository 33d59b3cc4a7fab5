package org.smime4j.internal.decrypt;

import java.io.IOException;

/** Is made before each look at a key. */
public interface LookCheck {

  /** Throws where the search shall not go on. */
  void check() throws IOException;
}
