/**
 * What the library found: the exceptions that it throws, the findings that lower a verdict, notes,
 * and deviations that it tolerated. Each has a stable code.
 *
 * <p>Begin with {@link org.smime4j.findings.SmimeException}, the base class of all failures, and
 * with {@link org.smime4j.findings.Finding}.
 *
 * <pre>{@code
 * signer.findings().forEach(finding -> System.err.println(finding.code()));
 * }</pre>
 */
@NullMarked
package org.smime4j.findings;

import org.jspecify.annotations.NullMarked;
