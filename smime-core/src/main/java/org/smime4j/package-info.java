/**
 * What all packages share: byte sources, limits, policies for algorithms, findings and failures.
 *
 * <p>Begin with {@link org.smime4j.Octets}, where content comes from and goes to; with {@link
 * org.smime4j.AlgorithmPolicy}, which algorithms are read and written; and with {@link
 * org.smime4j.SmimeException}, how an operation fails.
 *
 * <p>All types are immutable. {@link org.smime4j.Limits} bound what one message may cost, and
 * {@link org.smime4j.Limit#WORK} bounds all of it together.
 *
 * <pre>{@code
 * Limits limits = Limits.standard().with(Limit.RECIPIENTS, 100);
 * AlgorithmPolicy policy = AlgorithmPolicy.authenticatedOnly();
 * }</pre>
 */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
