package org.smime4j.planted;

public class RootKnowsCms {
  org.smime4j.planted.cms.Cms target;
}
