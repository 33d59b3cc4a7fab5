package org.smime4j.planted.internal.asn1;

/** Something to know. */
public class Asn1 {}
