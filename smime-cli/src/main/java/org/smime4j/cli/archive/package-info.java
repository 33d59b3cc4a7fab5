/**
 * A job over many stored messages, which goes on where it was interrupted: what there is to do,
 * what is done, and in which order things become durable. It knows nothing of S/MIME.
 */
@NullMarked
package org.smime4j.cli.archive;

import org.jspecify.annotations.NullMarked;
