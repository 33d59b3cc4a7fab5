package org.smime4j.internal.decrypt;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.io.Options;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;

/** The keys and options for opening messages. */
public final class OpeningOptions extends Options<OpeningOptions> {

  static final PasswordSource NO_PASSWORDS = PasswordSource.of();

  final KeySource keys;
  PolicyRules policy = PolicyRules.STANDARD;
  Limits limits = Limits.standard();
  Providers providers = Providers.standard().cachingKeys();

  /** The passwords for password recipients. */
  PasswordSource passwords = NO_PASSWORDS;

  List<SharedKey> sharedKeys = List.of();

  /** The content keys for EncryptedData. */
  List<byte[]> contentKeys = List.of();

  /** The forms that unauthenticated content may have. */
  ContentRule form = ContentRule.ANY;

  /** Whether unauthenticated content must not be returned. */
  boolean onlyAuthenticated;

  /** Whether keys that the message does not name are tried after those that it names failed. */
  boolean otherKeys;

  private boolean releasing;

  /** How many threads may perform private-key operations. */
  int trialThreads = Runtime.getRuntime().availableProcessors();

  /** How many threads may work on the content. */
  @Nullable ProgressListener progress;

  public OpeningOptions(KeySource keys) {
    this.keys = keys;
  }

  public OpeningOptions under(PolicyRules rules) {
    return with(changed -> changed.policy = rules);
  }

  public OpeningOptions within(Limits other) {
    return with(changed -> changed.limits = other);
  }

  public OpeningOptions using(Providers other) {
    return with(changed -> changed.providers = other);
  }

  public OpeningOptions trying(PasswordSource source) {
    return with(changed -> changed.passwords = source);
  }

  public OpeningOptions and(SharedKey key) {
    List<SharedKey> all = Stream.concat(sharedKeys.stream(), Stream.of(key)).toList();
    return with(changed -> changed.sharedKeys = all);
  }

  public OpeningOptions and(byte[] contentKey) {
    List<byte[]> all = Stream.concat(contentKeys.stream(), Stream.of(contentKey)).toList();
    return with(changed -> changed.contentKeys = all);
  }

  public OpeningOptions expectingMail() {
    return with(changed -> changed.form = ContentRule.ONLY_MAIL);
  }

  /** For a message in mail. */
  public OpeningOptions inMail() {
    return form == ContentRule.ONLY_MAIL ? this : with(changed -> changed.form = ContentRule.MAIL);
  }

  public OpeningOptions releasingUnauthenticated() {
    return with(changed -> changed.releasing = true);
  }

  /** For content that is written to a target, and not returned as what it is. */
  public OpeningOptions forTarget() {
    return with(changed -> changed.onlyAuthenticated = !releasing);
  }

  public OpeningOptions tryingOtherKeys() {
    return with(changed -> changed.otherKeys = true);
  }

  public OpeningOptions withTrialThreads(int threads) {
    return with(changed -> changed.trialThreads = threads);
  }

  public OpeningOptions reporting(ProgressListener listener) {
    return with(changed -> changed.progress = listener);
  }

  public Limits limits() {
    return limits;
  }

  @Override
  public String toString() {
    return keys.size() + " keys, " + policy;
  }
}
