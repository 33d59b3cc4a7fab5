package org.smime4j.planted.mail;

/** Something to know. */
public class Mail {}
