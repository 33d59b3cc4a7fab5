/** Mail that Outlook kept in files of its own, as the mail that it was. */
@NullMarked
package org.smime4j.cli.outlook;

import org.jspecify.annotations.NullMarked;
