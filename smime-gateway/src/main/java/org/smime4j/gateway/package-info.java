/** Signs, encrypts and opens the mail of a domain between two SMTP servers. */
@NullMarked
package org.smime4j.gateway;

import org.jspecify.annotations.NullMarked;
