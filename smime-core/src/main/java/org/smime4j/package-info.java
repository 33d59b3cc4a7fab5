/**
 * What an application calls. {@link org.smime4j.KeyHistory} reads the keys that decrypt, {@link
 * org.smime4j.Credential} a key that signs, and {@link org.smime4j.KeyDirectory} a folder of key
 * files of any number. {@link org.smime4j.Pkcs11Token} uses a smart card. {@link
 * org.smime4j.AlgorithmPolicy} chooses the algorithms.
 *
 * <p>A history reads PKCS #12 (RFC 7292), JKS, PEM and PKCS #8 (RFC 5958). It skips an unreadable
 * file in a folder, and lists it with the reason. If it cannot read a file that you name, it throws
 * {@link org.smime4j.findings.SmimeException.KeyFile}. Expired keys still open old mail.
 *
 * <pre>{@code
 * KeyHistory keys =
 *     KeyHistory.read(PasswordSource.of(password), Path.of("2019.pfx"), Path.of("2025.pfx"));
 * }</pre>
 */
@NullMarked
package org.smime4j;

import org.jspecify.annotations.NullMarked;
