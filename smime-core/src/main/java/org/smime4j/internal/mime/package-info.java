/** MIME as raw bytes: scanning, canonical line ends, transfer codings, writing entities. */
@NullMarked
package org.smime4j.internal.mime;

import org.jspecify.annotations.NullMarked;
