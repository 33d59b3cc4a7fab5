package org.smime4j.planted.trust;

class TrustKnowsCms {
  org.smime4j.planted.cms.Cms target;
}
