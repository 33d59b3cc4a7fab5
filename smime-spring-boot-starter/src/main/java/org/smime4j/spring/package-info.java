/** Signs and encrypts the mail of a Spring Boot application, and opens what it receives. */
@NullMarked
package org.smime4j.spring;

import org.jspecify.annotations.NullMarked;
