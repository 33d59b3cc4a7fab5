/** What the JDK Flight Recorder is told, where it runs. */
@NullMarked
package org.smime4j.internal.events;

import org.jspecify.annotations.NullMarked;
