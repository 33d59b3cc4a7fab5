/**
 * What an application may supply to the library: access to a network and to keys in a device.
 *
 * <p>Begin with {@link org.smime4j.sources.Fetcher} and {@link
 * org.smime4j.sources.PrivateKeyOperations}.
 *
 * <pre>{@code
 * Revocation revocation = Revocation.fetching(fetcher);
 * }</pre>
 */
@NullMarked
package org.smime4j.sources;

import org.jspecify.annotations.NullMarked;
