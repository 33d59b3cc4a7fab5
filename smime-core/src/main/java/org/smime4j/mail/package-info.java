/** The four verbs over whole messages, as they travel. */
@NullMarked
package org.smime4j.mail;

import org.jspecify.annotations.NullMarked;
