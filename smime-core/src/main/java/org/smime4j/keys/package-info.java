/**
 * Holds private keys with their certificates, and the history of all keys that a person ever had.
 *
 * <p>Begin with {@link org.smime4j.keys.KeyHistory} for the keys that decrypt, and with {@link
 * org.smime4j.keys.Credential} for a key that signs. {@link org.smime4j.keys.KeyDirectory} reads a
 * folder of key files as its keys are needed, {@link org.smime4j.keys.Pkcs11Token} uses a smart
 * card, and {@link org.smime4j.keys.KeySource} is the interface for a database or a key service.
 *
 * <p>This package reads PKCS #12 (RFC 7292), JKS, PEM and PKCS #8 (RFC 5958). A file in a folder
 * that cannot be read is skipped, and listed with the reason. For a file that you name, {@link
 * org.smime4j.SmimeException.KeyFile} is thrown. Expired keys still open old mail.
 *
 * <pre>{@code
 * KeyHistory keys =
 *     KeyHistory.read(PasswordSource.of(password), Path.of("2019.pfx"), Path.of("2025.pfx"));
 * }</pre>
 */
@NullMarked
package org.smime4j.keys;

import org.jspecify.annotations.NullMarked;
