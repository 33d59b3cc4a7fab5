package org.smime4j.planted.internal.decrypt;

class DecryptKnowsTrust {
  org.smime4j.planted.trust.Trust target;
}
