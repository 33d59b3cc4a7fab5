/** A mail client and a gateway's filter, as a user of the library writes them. */
module mailclient {
  requires jakarta.mail;
  requires org.smime4j;
}
