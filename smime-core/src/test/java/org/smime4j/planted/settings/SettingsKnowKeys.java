package org.smime4j.planted.settings;

/** A word that knows a door. */
class SettingsKnowKeys {
  org.smime4j.planted.keys.Key target;
}
