package org.smime4j.planted.cms;

class CmsKnowsMail {
  org.smime4j.planted.mail.Mail target;
}
