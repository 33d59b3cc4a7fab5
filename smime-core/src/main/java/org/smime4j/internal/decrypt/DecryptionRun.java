package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.events.Events;
import org.smime4j.internal.events.WorkEvent.DecryptEvent;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * One attempt to open one message, in five steps. It reads the container to its end, applies the
 * policy, and finds the candidates. It then unwraps their content keys and tries them on the first
 * octets of the content. Finally it decrypts the whole content with the promising keys, until one
 * proves it. The first three steps use no key. In the others, only success reveals anything about a
 * secret, and the work depends on public counts (threats A7 to A13).
 */
public final class DecryptionRun {

  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  private final OpeningOptions options;
  private final Limits limits;
  private final KeyTrials trials;
  private final EncryptedLayers layers;
  private boolean keyUsed;

  /** Null if events are not recorded. */
  private @Nullable DecryptEvent event;

  /** The number of private-key operations, if all were performed. */
  private int operations;

  /**
   * @param trials the remaining work with keys for the message
   * @param layers the layers of the message opened so far
   */
  private DecryptionRun(OpeningOptions options, KeyTrials trials, EncryptedLayers layers) {
    this.options = options;
    this.layers = layers;
    this.trials = trials;
    this.limits = options.limits;
  }

  /**
   * Opens a message.
   *
   * @param cms the ContentInfo, in BER or DER
   */
  public static Decryption open(CmsObject cms, OpeningOptions options) throws IOException {
    MessageScope message = cms.message();
    DecryptionRun run =
        new DecryptionRun(
            options,
            message.one(KeyTrials.class, () -> new KeyTrials(options.limits)),
            message.one(
                EncryptedLayers.class, () -> new EncryptedLayers(message.work(options.limits))));
    return run.open(SourceOctets.observed(cms.octets(), options.progress));
  }

  private Decryption open(ByteSource cms) throws IOException {
    if (!Events.mayBeRecorded()) {
      return opened(cms);
    }
    DecryptEvent recorded = new DecryptEvent();
    event = recorded;
    return recorded.around(() -> recorded(cms, recorded));
  }

  private Decryption recorded(ByteSource cms, DecryptEvent recorded) throws IOException {
    try {
      Decryption opened = opened(cms);
      EncryptedLayer layer = opened.layer();
      recorded.privateOperations = layer.namedTried() + layer.othersTried();
      recorded.keyManagement = layer.keyManagement();
      recorded.foundBy = layer.key().map(key -> key.foundBy().name()).orElse("SHARED_SECRET");
      return opened;
    } catch (SmimeException.NoMatchingKey e) {
      recorded.privateOperations = operations;
      throw e;
    }
  }

  private Decryption opened(ByteSource cms) throws IOException {
    Decryption opened;
    try {
      opened = attempt(cms);
    } catch (StackOverflowError e) {
      throw new SmimeException.LimitExceeded(Limit.ASN1_DEPTH, limits.get(Limit.ASN1_DEPTH));
    } catch (SmimeException.Malformed
        | SmimeException.UnsupportedAlgorithm
        | SmimeException.NotDecryptable
        | RuntimeException e) {
      if (!keyUsed) {
        if (e instanceof SmimeException typed) {
          throw typed;
        }
        SmimeException malformed =
            new SmimeException.Malformed("ContentInfo", -1, "it cannot be read");
        malformed.initCause(e);
        throw malformed;
      }
      opened = null;
    }
    if (opened == null) {
      // The only place for this: one text without a cause, whatever failed.
      throw new SmimeException.NotDecryptable();
    }
    return opened;
  }

  private @Nullable Decryption attempt(ByteSource cms) throws IOException {
    EncryptedContainer message =
        EncryptedContainer.admit(
            ContentInfoReader.read(cms, limits),
            options.policy,
            options.providers,
            limits.get(Limit.SPOOL_THRESHOLD));
    if (event != null) {
      event.container = message.label();
      event.cipher = message.cipher().label();
      event.contentType = message.contentType();
      event.size = message.encryptedContent().sizeIfKnown().orElse(-1);
    }
    if (options.onlyAuthenticated && !message.authenticated()) {
      throw new SmimeException.Refused(
          SmimeException.Refused.Rule.UNAUTHENTICATED,
          message.label()
              + " does not authenticate its content, which may have been changed in transit;"
              + " Decryptor.releasingUnauthenticated writes it anyway");
    }
    layers.enter(message);
    CandidateSearch search = new CandidateSearch(options, message);
    List<Candidate> named = search.named();
    if (event != null) {
      event.candidates = named.size();
    }
    Decryption opened;
    try (ContentTrial trial =
        new ContentTrial(options, message, trials, isInMemory(cms, message))) {
      opened = attempt(search, named, trial);
    }
    if (opened == null) {
      search.checkSource();
      if (!search.anyNamed()) {
        throw search.noMatchingKey();
      }
    }
    return opened;
  }

  private boolean isInMemory(ByteSource cms, EncryptedContainer message) {
    long size = message.encryptedContent().sizeIfKnown().orElse(Long.MAX_VALUE);
    return size <= LARGEST_ARRAY
        && (ArrayOctets.holds(cms) || size <= limits.get(Limit.SPOOL_THRESHOLD));
  }

  private @Nullable Decryption attempt(
      CandidateSearch search, List<Candidate> named, ContentTrial trial) throws IOException {
    List<Candidate> first = trials.first(named);
    keyUsed = !first.isEmpty();
    List<ContentKey> namedKeys = trial.unwrap(first);
    List<ContentKey> otherKeys = List.of();
    Decryption opened = trial.firstProven(namedKeys);
    if (opened == null) {
      List<Candidate> others = search.trials(trials, ParallelTrial::check);
      keyUsed |= !others.isEmpty();
      operations = first.size() + others.size();
      otherKeys = trial.unwrap(others);
      opened = trial.firstProven(otherKeys);
    }
    if (opened == null && first.size() == named.size()) {
      opened = trial.byPadding(namedKeys);
    }
    if (opened == null) {
      // Padding proves a key only beside all others that the message names.
      trials.check();
      // The message may name another certificate of one of these keys.
      opened = trial.byPadding(otherKeys);
    }
    SmimeException.ProviderUnavailable unable = opened == null ? trial.allUnable() : null;
    if (unable != null) {
      throw unable;
    }
    return opened;
  }
}
