package org.smime4j.planted.cms;

class CmsKnowsMime {
  org.smime4j.planted.internal.mime.Mime target;
}
