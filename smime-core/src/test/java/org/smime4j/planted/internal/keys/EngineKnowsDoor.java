package org.smime4j.planted.internal.keys;

import org.smime4j.planted.RootKnowsCms;

/** An engine knows what an application calls. */
public class EngineKnowsDoor {
  RootKnowsCms door;
}
