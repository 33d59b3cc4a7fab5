/** The four verbs over bytes and streams: sign, encrypt, decrypt, verify. */
@NullMarked
package org.smime4j.cms;

import org.jspecify.annotations.NullMarked;
