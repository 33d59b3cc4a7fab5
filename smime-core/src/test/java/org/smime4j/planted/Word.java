package org.smime4j.planted;

/** Something to know. */
public class Word {}
