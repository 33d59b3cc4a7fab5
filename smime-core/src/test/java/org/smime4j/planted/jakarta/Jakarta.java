package org.smime4j.planted.jakarta;

/** Something to know. */
public class Jakarta {}
