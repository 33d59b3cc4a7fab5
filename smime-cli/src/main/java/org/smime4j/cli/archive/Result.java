package org.smime4j.cli.archive;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of one message.
 *
 * @param number of the message
 * @param outcome in one word
 * @param line of the report, with its end; not to be changed
 * @param files that were written
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares results.
public record Result(int number, String outcome, byte[] line, List<Path> files) {}
