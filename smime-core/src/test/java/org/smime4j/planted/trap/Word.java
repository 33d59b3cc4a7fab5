package org.smime4j.planted.trap;

/** Something to know. */
public class Word {}
