/**
 * The keys of a history: how files and key stores of every form are read and written, and how a
 * message's identifiers find the keys in memory and in directories.
 */
@NullMarked
package org.smime4j.internal.keys;

import org.jspecify.annotations.NullMarked;
