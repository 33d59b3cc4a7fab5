package org.smime4j.planted.internal.encrypt;

/** Something to know. */
public class Encrypt {}
