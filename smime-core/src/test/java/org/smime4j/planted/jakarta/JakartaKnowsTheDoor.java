package org.smime4j.planted.jakarta;

/** No violation of the layers, but half of a cycle: the root knows this package. */
class JakartaKnowsTheDoor {
  org.smime4j.planted.Word target;
}
