/** Messages of AS2 (RFC 4130), without their transport. */
module org.smime4j.as2 {
  requires transitive org.smime4j;
  requires static org.jspecify;

  exports org.smime4j.as2;
}
