@NullMarked
package org.smime4j.planted.reports;

import org.jspecify.annotations.NullMarked;
