package org.smime4j.planted.trap;

class RootKnowsCms {
  org.smime4j.planted.trap.cms.CmsKnowsRoot target;
}
