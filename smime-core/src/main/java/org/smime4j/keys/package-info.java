/**
 * Holds private keys with their certificates, and the history of all keys that a person ever had.
 *
 * <p>Begin with {@link org.smime4j.keys.KeyHistory} for the keys that decrypt, and with {@link
 * org.smime4j.keys.Credential} for a key that signs. {@link org.smime4j.keys.KeyDirectory} indexes
 * a folder of key files, and decrypts a private key when a message first needs it. {@link
 * org.smime4j.keys.Pkcs11Token} uses a smart card, and {@link org.smime4j.keys.KeySource} is the
 * interface for a database or a key service.
 *
 * <p>This package reads PKCS #12 (RFC 7292), JKS, PEM and PKCS #8 (RFC 5958). The library skips an
 * unreadable file in a folder, and lists it with the reason. If it cannot read a file that you
 * name, it throws {@link org.smime4j.findings.SmimeException.KeyFile}. Expired keys still open old
 * mail.
 *
 * <pre>{@code
 * KeyHistory keys =
 *     KeyHistory.read(PasswordSource.of(password), Path.of("2019.pfx"), Path.of("2025.pfx"));
 * }</pre>
 */
@NullMarked
package org.smime4j.keys;

import org.jspecify.annotations.NullMarked;
