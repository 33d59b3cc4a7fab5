package org.smime4j.planted.internal.asn1;

class Asn1KnowsProvider {
  org.smime4j.planted.internal.provider.Provider target;
}
