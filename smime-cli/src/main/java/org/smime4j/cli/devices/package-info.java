/** The forms in which devices and their management take keys: Microsoft's and Apple's. */
@NullMarked
package org.smime4j.cli.devices;

import org.jspecify.annotations.NullMarked;
