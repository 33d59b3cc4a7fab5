package org.smime4j.benchmarks.report;

/**
 * The sizes of messages that are measured, as parameters of benchmarks, and how they are called.
 */
final class Sizes {

  static final String KIB_10 = "10240";
  static final String MIB_1 = "1048576";
  static final String MIB_32 = "33554432";

  private Sizes() {}

  static String name(String octets) {
    long size = Long.parseLong(octets);
    return size >= 1 << 30
        ? (size >> 30) + " GiB"
        : size >= 1 << 20 ? (size >> 20) + " MiB" : (size >> 10) + " KiB";
  }
}
