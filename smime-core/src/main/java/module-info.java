/**
 * Signs, encrypts, decrypts and verifies S/MIME mail.
 *
 * <p>For whole mail messages begin with {@link org.smime4j.MailReader} and {@link
 * org.smime4j.Outgoing}. For CMS content begin with one of the four verbs:
 *
 * <ul>
 *   <li>{@link org.smime4j.Signer} signs;
 *   <li>{@link org.smime4j.Encryptor} encrypts to certificates;
 *   <li>{@link org.smime4j.Decryptor} decrypts with a history of keys;
 *   <li>{@link org.smime4j.Verifier} verifies signatures and names what speaks against them.
 * </ul>
 *
 * <p>Keys come from {@link org.smime4j.KeyHistory}, trust from {@link org.smime4j.TrustPolicy}.
 * Everything under {@code org.smime4j.internal} may change at any time. Two of these packages are
 * exported to the modules of AS2 and of the command line alone.
 */
@SuppressWarnings("module") // These modules are compiled after this one.
module org.smime4j {
  requires org.bouncycastle.provider;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.util;
  requires static jakarta.mail;
  requires static jdk.jfr;
  requires static transitive org.jspecify;

  exports org.smime4j;
  exports org.smime4j.findings;
  exports org.smime4j.keys;
  exports org.smime4j.jakarta;
  exports org.smime4j.reports;
  exports org.smime4j.settings;
  exports org.smime4j.sources;
  exports org.smime4j.internal.decrypt to
      org.smime4j.as2;
  exports org.smime4j.internal.open to
      org.smime4j.as2,
      org.smime4j.cli;
}
