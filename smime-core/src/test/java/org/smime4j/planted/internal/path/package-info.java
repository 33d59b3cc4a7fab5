@NullMarked
package org.smime4j.planted.internal.path;

import org.jspecify.annotations.NullMarked;
