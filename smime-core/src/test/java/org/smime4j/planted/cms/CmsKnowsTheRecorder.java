package org.smime4j.planted.cms;

class CmsKnowsTheRecorder extends jdk.jfr.Event {}
