package org.smime4j.planted.internal.open;

import java.util.logging.Logger;

class Chatty {

  void prints() {
    System.out.println("planted");
  }

  void dumps(Exception e) {
    e.printStackTrace();
  }

  void logs() {
    Logger.getLogger("planted").info("planted");
  }
}
