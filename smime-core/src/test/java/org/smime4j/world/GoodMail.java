package org.smime4j.world;

import java.util.Set;

/**
 * A signed mail that nobody changed.
 *
 * @param leaves the texts that its author signed, see {@link ShownText}; HTML also as the text that
 *     it shows
 * @param authors the addresses to which its signature may be bound
 */
record GoodMail(String name, Draft draft, Set<String> leaves, Set<String> authors) {}
