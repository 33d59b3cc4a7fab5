/** Opens the messages of an archive on Apache Spark. */
@NullMarked
package org.smime4j.spark;

import org.jspecify.annotations.NullMarked;
