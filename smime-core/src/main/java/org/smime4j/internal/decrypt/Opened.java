package org.smime4j.internal.decrypt;

import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * A message that was opened.
 *
 * @param message the container
 * @param content the content, completely checked
 * @param candidate the candidate that opened it
 * @param named the number of operations with keys, shared keys and passwords that the message names
 * @param others the number of operations with other keys
 * @param downgradePossible whether the container does not authenticate its content, although the
 *     key has opened authenticated content before
 * @param deviations the deviations that were tolerated
 */
record Opened(
    EncryptedContainer message,
    ByteSource content,
    Candidate candidate,
    int named,
    int others,
    boolean downgradePossible,
    List<Finding> deviations) {}
