package org.smime4j.planted.internal.decrypt;

/** Something to know. */
public class Decrypt {}
