package org.smime4j.internal.revocation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.fetch.FetchGuard;
import org.smime4j.internal.signature.Work;

/** The CRLs that are fetched for one message: each is read once, though several signers name it. */
public final class FetchedCrls {

  private final FetchGuard guard;
  private final Map<String, Optional<Crl>> crls = new HashMap<>();

  public FetchedCrls(FetchGuard guard) {
    this.guard = guard;
  }

  public FetchGuard guard() {
    return guard;
  }

  /** Returns the CRL; empty if none came that can be used, or if reading it costs too much. */
  Optional<Crl> get(String address, Effort effort) {
    Optional<Crl> known = crls.get(address);
    if (known == null) {
      byte[] answer = guard.get(address);
      if (answer == null) {
        return Optional.empty();
      }
      known = effort.draw(Work.readingCrl(answer.length)) ? Crl.read(answer) : Optional.empty();
      crls.put(address, known);
    }
    return known;
  }
}
