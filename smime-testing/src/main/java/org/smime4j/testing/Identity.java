package org.smime4j.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The identity that {@link TestAuthorityExtension} makes for a parameter of a test. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Identity {

  /** The mail address in the certificate. */
  String value();

  /** How the certificate differs from the usual one. */
  Trait[] traits() default {};
}
