package org.smime4j.planted.internal.io;

/** Something to know. */
public class Io {}
