package org.smime4j.planted;

class RootKnowsCms {
  org.smime4j.planted.cms.Cms target;
}
