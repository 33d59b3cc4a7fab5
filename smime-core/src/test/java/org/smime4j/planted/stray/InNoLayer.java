package org.smime4j.planted.stray;

class InNoLayer {}
