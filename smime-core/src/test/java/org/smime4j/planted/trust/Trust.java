package org.smime4j.planted.trust;

/** Something to know. */
public class Trust {}
