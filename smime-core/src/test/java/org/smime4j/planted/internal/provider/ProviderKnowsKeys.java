package org.smime4j.planted.internal.provider;

class ProviderKnowsKeys {
  org.smime4j.planted.keys.Key target;
}
