package org.smime4j.planted.internal.open;

/** Something to know. */
public class Open {}
