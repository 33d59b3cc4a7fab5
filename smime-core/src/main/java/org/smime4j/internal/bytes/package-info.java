/**
 * The library's own {@link org.smime4j.sources.ByteSource}: an array, a file, a range of another,
 * and what is made when it is read. Its factories return them, so that the two packages count as
 * one layer.
 */
@NullMarked
package org.smime4j.internal.bytes;

import org.jspecify.annotations.NullMarked;
