package org.smime4j.internal.decrypt;

import java.util.List;
import org.smime4j.Deviation;
import org.smime4j.Octets;

/**
 * A message that was opened.
 *
 * @param message its container
 * @param content checked to its end
 * @param candidate what opened it
 * @param named operations with keys, shared keys and passwords that the message names
 * @param others operations with other keys
 * @param downgradePossible whether the container does not authenticate its content although the key
 *     has opened such as do
 * @param deviations what had to be tolerated
 */
public record Opened(
    EncryptedContainer message,
    Octets content,
    Candidate candidate,
    int named,
    int others,
    boolean downgradePossible,
    List<Deviation> deviations) {}
