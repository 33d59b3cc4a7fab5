/**
 * Decrypts messages: finds the candidate keys, performs one operation for each, and finds the
 * content that proves the right one.
 */
@NullMarked
package org.smime4j.internal.decrypt;

import org.jspecify.annotations.NullMarked;
