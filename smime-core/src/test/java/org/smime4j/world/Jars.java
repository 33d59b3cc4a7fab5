package org.smime4j.world;

import java.net.URL;

/** Versions of libraries by the names of their files, where they do not say it themselves. */
final class Jars {

  private Jars() {}

  static String version(String name, String oneOfItsClasses) {
    URL found = Jars.class.getClassLoader().getResource(oneOfItsClasses);
    return String.valueOf(found).replaceAll(".*/" + name + "-([^/]*)\\.jar!.*", "$1");
  }
}
