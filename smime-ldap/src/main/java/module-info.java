/** Recipients' certificates from LDAP directories, over JNDI. */
module org.smime4j.ldap {
  requires java.naming;
  requires transitive org.smime4j;
  requires static org.jspecify;

  exports org.smime4j.ldap;
  // JNDI takes a socket factory by the name of its class alone.
  exports org.smime4j.ldap.socket to
      java.naming;
}
