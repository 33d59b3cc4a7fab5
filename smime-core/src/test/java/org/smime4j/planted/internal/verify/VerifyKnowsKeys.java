package org.smime4j.planted.internal.verify;

class VerifyKnowsKeys {
  org.smime4j.planted.keys.Key target;
}
