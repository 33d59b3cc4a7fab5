package org.smime4j.internal.decrypt;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smime4j.internal.io.Listing;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;

/**
 * The keys that are tried although the message does not name them, and those that are not. It tells
 * what to look for if none of them opens the message. Nothing in it depends on a secret.
 */
final class TriedKeys {

  private final Map<Integer, DecryptionKey> tried = new LinkedHashMap<>();
  private final Map<Integer, DecryptionKey> forbidden = new HashMap<>();

  /** The largest number of content keys that only the content can prove. */
  private int unchecked;

  /**
   * @param number the same for the same key
   */
  void add(int number, Candidate candidate) {
    KeyMatch match = candidate.key();
    if (match == null) {
      return;
    }
    tried.put(number, match.key());
    unchecked += candidate.selfChecking() ? 0 : 1;
  }

  void forbid(int number, DecryptionKey key) {
    forbidden.put(number, key);
  }

  /**
   * Returns how many of the held keys are tried, to follow the recipients of the message.
   *
   * @param complete whether all keys were examined
   */
  public String count(int held, boolean complete) {
    if (held == 0) {
      return "; no key is at hand";
    }
    int fitting = tried.size();
    int forbids = forbidden.size();
    int unfit = held - fitting - forbids;
    if (held == 1) {
      return "; it does not name the one key at hand"
          + (fitting > 0
              ? ", which fits and is tried"
              : forbids > 0
                  ? ", which the policy or its mark forbids"
                  : complete ? ", which does not fit and is not tried" : "");
    }
    return "; it names none of the "
        + held
        + " keys at hand: "
        + fitting
        + (fitting == 1 ? " fits and is tried" : " fit and are tried")
        + (forbids == 0 ? "" : ", the policy or its mark forbids " + forbids)
        + (unfit <= 0 || !complete
            ? ""
            : ", "
                + unfit
                + (unfit == 1
                    ? " does not fit and is not tried"
                    : " do not fit and are not tried"));
  }

  /**
   * Returns the keys that are tried, as a sentence that follows another; empty if there are none.
   */
  public String names() {
    return tried.isEmpty() ? "" : ". Tried: " + Listing.of(tried.values());
  }

  /**
   * Returns what to do if none of the keys opens the message, as sentences that follow another.
   *
   * @param named whether the message names a certificate or key
   * @param unopened what may have keys and could not be opened, as a sentence that follows another;
   *     empty if there is nothing
   * @param authenticated whether the content has a tag, which proves every key
   * @param form the forms that unauthenticated content may have
   */
  String advice(boolean named, String unopened, boolean authenticated, ContentRule form) {
    if (!named) {
      return ". No private key opens it: give the secret that it names";
    }
    String look =
        unopened.isEmpty()
            ? ". Look for the key file of a certificate that the message names"
            : unopened
                + ". Open that first: it may have the key. Otherwise look for the key file of a"
                + " certificate that the message names";
    return authenticated || form == ContentRule.ONLY_MAIL || unchecked <= ContentTrial.SURE_PADDING
        ? look
        : look
            + ". Short padding proves none of so many keys. If one of them belongs to such a"
            + " certificate, add the certificate, or give fewer keys at once";
  }
}
