/**
 * The {@code smime} command: a consumer of the exported API, which this module path enforces, but
 * for what a filter tries.
 */
module org.smime4j.cli {
  requires org.smime4j;
  requires org.smime4j.ldap;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires com.fasterxml.jackson.core;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.util;
  requires static org.jspecify;

  uses java.security.Provider;

  opens org.smime4j.cli to
      info.picocli;
}
