package org.smime4j.planted.keys;

class KeysKnowReports {
  org.smime4j.planted.reports.YesOrNo target;
}
