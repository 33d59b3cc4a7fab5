/**
 * Private keys and recipients' certificates: a key with its certificates, the identifier by which a
 * message names it, and the interfaces for your own source of keys, passwords or certificates.
 *
 * <p>{@code org.smime4j.KeyHistory} reads the keys that decrypt, and {@code org.smime4j.Credential}
 * a key that signs. {@code org.smime4j.KeyDirectory} indexes a folder of key files. {@link
 * org.smime4j.keys.KeySource} is the interface for a database or a key service.
 *
 * <pre>{@code
 * KeyHistory keys =
 *     KeyHistory.read(PasswordSource.of(password), Path.of("2019.pfx"), Path.of("2025.pfx"));
 * }</pre>
 */
@NullMarked
package org.smime4j.keys;

import org.jspecify.annotations.NullMarked;
