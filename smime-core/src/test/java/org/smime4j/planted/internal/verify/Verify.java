package org.smime4j.planted.internal.verify;

/** Something to know. */
public class Verify {}
