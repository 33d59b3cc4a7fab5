/**
 * What an application may supply to the library: content, access to a network, keys in a device and
 * time stamps.
 *
 * <p>{@link org.smime4j.sources.ByteSource} is content in memory or in a file. Implement {@link
 * org.smime4j.sources.Fetcher} for CRLs, OCSP responses and missing issuers, {@link
 * org.smime4j.sources.PrivateKeyOperations} for a key that stays in a service, and {@link
 * org.smime4j.sources.TimestampSource} for a time-stamping authority.
 *
 * <pre>{@code
 * Revocation revocation = Revocation.fetching(fetcher);
 * }</pre>
 */
@NullMarked
package org.smime4j.sources;

import org.jspecify.annotations.NullMarked;
