@NullMarked
package org.smime4j.planted.internal.keys;

import org.jspecify.annotations.NullMarked;
