/** Files of certificates, CRLs and anchors. */
@NullMarked
package org.smime4j.internal.files;

import org.jspecify.annotations.NullMarked;
