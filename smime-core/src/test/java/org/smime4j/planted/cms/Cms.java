package org.smime4j.planted.cms;

/** Something to know. */
public class Cms {}
