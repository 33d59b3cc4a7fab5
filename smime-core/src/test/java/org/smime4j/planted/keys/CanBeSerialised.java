package org.smime4j.planted.keys;

/** A type that anybody may read back from a stream. */
public class CanBeSerialised implements java.io.Serializable {}
