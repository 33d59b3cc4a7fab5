package org.smime4j.planted.trap.cms;

/** One half of a cycle. */
public class CmsKnowsRoot {
  org.smime4j.planted.trap.Word target;
}
