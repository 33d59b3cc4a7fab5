package org.smime4j.planted.internal.path;

/** An engine that knows a door. */
class PathKnowsDoor {
  org.smime4j.planted.Word target;
}
