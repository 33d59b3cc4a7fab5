package org.smime4j.planted.internal.crypto;

/** Something to know. */
public class Crypto {}
