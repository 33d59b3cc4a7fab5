/** The sockets of a connection to a directory; public for JNDI alone. */
@NullMarked
package org.smime4j.ldap.socket;

import org.jspecify.annotations.NullMarked;
