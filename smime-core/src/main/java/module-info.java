/**
 * S/MIME: sign, encrypt, open and verify mail.
 *
 * <p>The rooms {@code keys}, {@code trust}, {@code cms}, {@code mail} and {@code jakarta} are
 * exported with the words in {@code org.smime4j}; everything under {@code internal} is ours alone.
 */
module org.smime4j {
  requires org.bouncycastle.provider;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.util;
  requires static jakarta.mail;
  requires static jdk.jfr;
  requires static transitive org.jspecify;

  exports org.smime4j;
  exports org.smime4j.cms;
  exports org.smime4j.keys;
  exports org.smime4j.jakarta;
  exports org.smime4j.mail;
  exports org.smime4j.trust;
}
