package org.smime4j.planted.internal.keys;

import org.smime4j.planted.RootKnowsJakarta;

/** An engine knows what an application calls. */
public class EngineKnowsDoor {
  RootKnowsJakarta door;
}
