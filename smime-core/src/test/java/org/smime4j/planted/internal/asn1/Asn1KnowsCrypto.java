package org.smime4j.planted.internal.asn1;

class Asn1KnowsCrypto {
  org.smime4j.planted.internal.crypto.Crypto target;
}
