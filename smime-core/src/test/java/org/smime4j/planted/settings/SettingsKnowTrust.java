package org.smime4j.planted.settings;

/** A word that knows a door. */
class SettingsKnowTrust {
  org.smime4j.planted.trust.Trust target;
}
