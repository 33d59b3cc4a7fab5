/**
 * Decrypts messages: finds the candidate keys ({@code CandidateSearch}), performs one operation for
 * each, and decides which one is right ({@code ContentTrial}): by the tag, or for CBC by the form
 * of the content ({@code ContentProof}), its padding and the scheme's own check.
 */
@NullMarked
package org.smime4j.internal.decrypt;

import org.jspecify.annotations.NullMarked;
