/** Finds the text of signed and encrypted mail for Apache Tika. */
module org.smime4j.tika {
  requires java.xml;
  requires transitive org.smime4j;
  requires org.apache.tika.core;
  requires org.apache.tika.parser.mail;
  requires org.apache.commons.io;
  requires static org.jspecify;

  exports org.smime4j.tika;

  provides org.apache.tika.parser.Parser with
      org.smime4j.tika.SmimeParser;
}
