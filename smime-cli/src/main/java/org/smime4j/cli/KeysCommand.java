package org.smime4j.cli;

import picocli.CommandLine.Command;

/** {@code smime keys}: what is held of a person's keys, and in which forms devices take them. */
@Command(
    name = "keys",
    description =
        "List keys, recover them from an authority's archive, export them for devices, and find "
            + "keys that an Intune tenant lacks.")
final class KeysCommand {}
