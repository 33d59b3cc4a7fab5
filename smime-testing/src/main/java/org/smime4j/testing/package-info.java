/**
 * Makes keys and certificates for the tests of an application, while they run.
 *
 * <p>{@link org.smime4j.testing.TestAuthority} issues them, and {@link
 * org.smime4j.testing.TestAuthorityExtension} gives them to tests of JUnit. Use them for tests
 * only: anybody who has this library can make an authority that looks the same.
 */
@NullMarked
package org.smime4j.testing;

import org.jspecify.annotations.NullMarked;
