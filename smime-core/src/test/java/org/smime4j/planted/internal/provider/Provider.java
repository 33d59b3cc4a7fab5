package org.smime4j.planted.internal.provider;

/** Something to know. */
public class Provider {}
