package org.smime4j.internal.keys;

import org.smime4j.keys.KeySource;

/** Keys in files, which have no marks: they need not be opened to look for one. */
public interface UnmarkedKeys extends KeySource {}
