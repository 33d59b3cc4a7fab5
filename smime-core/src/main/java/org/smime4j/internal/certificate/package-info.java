/** One certificate: its rules, its strength, and what reading it costs. */
@NullMarked
package org.smime4j.internal.certificate;

import org.jspecify.annotations.NullMarked;
