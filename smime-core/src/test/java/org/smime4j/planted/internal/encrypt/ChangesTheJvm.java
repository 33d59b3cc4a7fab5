package org.smime4j.planted.internal.encrypt;

import jakarta.activation.CommandMap;
import java.security.Provider;
import java.security.Security;
import java.util.function.ToIntFunction;

class ChangesTheJvm {

  void addsAProvider(Provider provider) {
    Security.addProvider(provider);
  }

  void insertsAProvider(Provider provider) {
    Security.insertProviderAt(provider, 1);
  }

  ToIntFunction<Provider> passesItOn() {
    return Security::addProvider;
  }

  void replacesTheCommandMap(CommandMap map) {
    CommandMap.setDefaultCommandMap(map);
  }
}
