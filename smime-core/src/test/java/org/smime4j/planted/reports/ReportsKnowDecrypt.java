package org.smime4j.planted.reports;

/** A word that knows an engine. */
class ReportsKnowDecrypt {
  org.smime4j.planted.internal.decrypt.Decrypt target;
}
