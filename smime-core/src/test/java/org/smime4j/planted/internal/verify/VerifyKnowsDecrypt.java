package org.smime4j.planted.internal.verify;

class VerifyKnowsDecrypt {
  org.smime4j.planted.internal.decrypt.Decrypt target;
}
