package org.smime4j.planted.keys;

class KeyFactory {}
