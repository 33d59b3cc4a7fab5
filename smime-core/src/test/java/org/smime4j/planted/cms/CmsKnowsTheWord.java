package org.smime4j.planted.cms;

class CmsKnowsTheWord {
  org.smime4j.planted.Word target;
}
