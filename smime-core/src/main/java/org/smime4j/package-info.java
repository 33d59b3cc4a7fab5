/**
 * Types that all packages share: byte sources, limits, algorithm policies, findings and exceptions.
 *
 * <p>Begin with {@link org.smime4j.Octets}, the source of all content, {@link
 * org.smime4j.AlgorithmPolicy}, the choice of algorithms, and {@link org.smime4j.SmimeException},
 * the base class of all failures.
 *
 * <p>All types are immutable. {@link org.smime4j.Limits} limits the work for one message, and
 * {@link org.smime4j.Limit#WORK} limits all of it together.
 *
 * <pre>{@code
 * Limits limits = Limits.standard().with(Limit.RECIPIENTS, 100);
 * AlgorithmPolicy policy = AlgorithmPolicy.authenticatedOnly();
 * }</pre>
 */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
