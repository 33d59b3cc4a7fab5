package org.smime4j.cms;

/**
 * How much was done to find the key of one encrypted layer. Within the limits it is the same
 * wherever the right key stands among the others.
 *
 * @param named operations with keys, shared keys and passwords that the message names
 * @param others operations with other keys of the same kind; none where one that is named opened it
 */
public record KeysTried(int named, int others) {}
