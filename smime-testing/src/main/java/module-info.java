/** Keys and certificates for the tests of an application. */
module org.smime4j.testing {
  requires transitive org.smime4j;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.junit.jupiter.api;
  requires static org.jspecify;

  exports org.smime4j.testing;
}
