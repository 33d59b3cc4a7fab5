package org.smime4j.planted;

public class RootKnowsJakarta {
  org.smime4j.planted.jakarta.Jakarta target;
}
