/**
 * What an application calls. {@link org.smime4j.sources.ByteSource} is the source of all content;
 * {@link org.smime4j.AlgorithmPolicy} chooses the algorithms.
 *
 * <pre>{@code
 * AlgorithmPolicy policy = AlgorithmPolicy.authenticatedOnly();
 * }</pre>
 */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
