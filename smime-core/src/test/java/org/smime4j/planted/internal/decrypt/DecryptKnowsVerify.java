package org.smime4j.planted.internal.decrypt;

class DecryptKnowsVerify {
  org.smime4j.planted.internal.verify.Verify target;
}
