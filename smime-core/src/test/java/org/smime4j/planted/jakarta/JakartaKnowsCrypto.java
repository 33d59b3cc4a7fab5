package org.smime4j.planted.jakarta;

class JakartaKnowsCrypto {
  org.smime4j.planted.internal.crypto.Crypto target;
}
