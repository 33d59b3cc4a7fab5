/**
 * What files of keys and of certificates have in common: passwords, what a password decrypts, and
 * the container of PKCS#12. Keys and anchors are read through it, so that one rule says what a file
 * may cost.
 */
@NullMarked
package org.smime4j.internal.keyfile;

import org.jspecify.annotations.NullMarked;
