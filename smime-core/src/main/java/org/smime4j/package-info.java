/**
 * Types that all packages share: byte sources, limits, algorithm policies, findings and exceptions.
 *
 * <p>Begin with three types: {@link org.smime4j.Octets} is the source of all content. {@link
 * org.smime4j.AlgorithmPolicy} chooses the algorithms. {@link org.smime4j.SmimeException} is the
 * base class of all failures.
 *
 * <p>All types are immutable. {@link org.smime4j.Limits} limits each kind of work for one message.
 * {@link org.smime4j.Limit#WORK} limits the sum of all processor work but private-key operations
 * and key derivation.
 *
 * <pre>{@code
 * Limits limits = Limits.standard().with(Limit.RECIPIENTS, 100);
 * AlgorithmPolicy policy = AlgorithmPolicy.authenticatedOnly();
 * }</pre>
 */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
