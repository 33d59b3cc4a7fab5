package org.smime4j.planted.reports;

/** A word that knows an engine. */
class ReportsKnowCrypto {
  org.smime4j.planted.internal.crypto.Crypto target;
}
