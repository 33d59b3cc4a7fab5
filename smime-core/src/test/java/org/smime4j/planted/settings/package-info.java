@NullMarked
package org.smime4j.planted.settings;

import org.jspecify.annotations.NullMarked;
