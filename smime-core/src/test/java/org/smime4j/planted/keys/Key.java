package org.smime4j.planted.keys;

/** Something to know. */
public class Key {}
