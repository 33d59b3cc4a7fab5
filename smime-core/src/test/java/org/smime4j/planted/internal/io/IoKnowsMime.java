package org.smime4j.planted.internal.io;

class IoKnowsMime {
  org.smime4j.planted.internal.mime.Mime target;
}
