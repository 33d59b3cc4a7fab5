package org.smime4j.internal.platform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Code that uses what Android lacks. The build checks all other code against Android's library. The
 * reason says why this code is never reached there.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface NotOnAndroid {

  /** Why an app never reaches it, or what happens there. */
  String value();
}
