package org.smime4j.planted.internal.encrypt;

class EncryptKnowsTheRecorder extends jdk.jfr.Event {}
