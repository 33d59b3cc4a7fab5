/** Messages and MDNs of AS2 (RFC 4130), without their transport. */
@SuppressWarnings("module") // The name of the protocol ends with a digit.
module org.smime4j.as2 {
  requires transitive org.smime4j;
  requires static org.jspecify;

  exports org.smime4j.as2;
}
