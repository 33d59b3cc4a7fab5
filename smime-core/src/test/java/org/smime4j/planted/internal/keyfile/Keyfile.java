package org.smime4j.planted.internal.keyfile;

/** Something to know. */
public class Keyfile {}
