/** Recipients' certificates from LDAP directories. */
@NullMarked
package org.smime4j.ldap;

import org.jspecify.annotations.NullMarked;
