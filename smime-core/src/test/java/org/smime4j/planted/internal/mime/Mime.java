package org.smime4j.planted.internal.mime;

/** Something to know. */
public class Mime {}
