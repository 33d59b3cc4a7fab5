package org.smime4j.planted.internal.path;

/** An engine that knows a door. */
class PathKnowsTrust {
  org.smime4j.planted.trust.Trust target;
}
