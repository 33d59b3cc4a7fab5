/** Keys and certificates for the tests of an application. */
@SuppressWarnings("requires-automatic") // jqwik is one, and optional
module org.smime4j.testing {
  requires transitive org.smime4j;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.junit.jupiter.api;
  requires static net.jqwik.api;
  requires static org.jspecify;

  provides net.jqwik.api.providers.ArbitraryProvider with
      org.smime4j.testing.MailArbitraryProvider;

  exports org.smime4j.testing;
}
