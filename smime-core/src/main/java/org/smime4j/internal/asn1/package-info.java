/** ASN.1 as a stream: object identifiers, BER and DER readers and writers for CMS. */
@NullMarked
package org.smime4j.internal.asn1;

import org.jspecify.annotations.NullMarked;
