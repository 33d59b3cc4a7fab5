/**
 * Verifies SignedData and judges each signer: finds the certificate that verifies its signature,
 * collects the findings, and compares the signer with the claims of the message.
 */
@NullMarked
package org.smime4j.internal.verify;

import org.jspecify.annotations.NullMarked;
