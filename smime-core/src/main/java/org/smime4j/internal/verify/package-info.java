/**
 * From signed-data to what is to be said of each signer: whose certificate verifies its signature,
 * what speaks against it, and how it stands to what the message says of itself.
 */
@NullMarked
package org.smime4j.internal.verify;

import org.jspecify.annotations.NullMarked;
