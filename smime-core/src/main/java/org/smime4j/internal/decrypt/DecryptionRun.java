package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.events.Events;
import org.smime4j.internal.events.WorkEvent.DecryptEvent;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.signature.Work;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * One attempt to open one message, in five steps. It reads the container to its end, applies the
 * policy, and finds the candidates: the keys that the message names, or else all that fit. It then
 * uses each of them, decrypts the whole content once, and only then decides whether it opens. The
 * first three steps use no key. The work of the others depends on public facts (threats A7 to A13),
 * but for {@link OpeningOptions#tryingOtherKeys}: there a second search follows a first that
 * failed.
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

  /** The number of private-key operations. */
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
    OpenedContent read = read(cms, options);
    IOException failure = read.failure();
    if (failure != null && !read.isOpen()) {
      throw failure;
    }
    return read;
  }

  /**
   * Decrypts a message of MIME for another module.
   *
   * @param decryptor a {@code Decryptor}
   */
  public static OpenedContent read(ByteSource cms, Object decryptor) throws IOException {
    return read(CmsObject.of(cms), Held.by(decryptor, OpeningOptions.class).inMail());
  }

  /**
   * Decrypts a message. What did not open is returned too, with octets that are no content. The
   * caller does with them what it does with content, and only then fails: otherwise the time tells
   * which they were (threat A13). Nothing of them may be shown.
   */
  public static OpenedContent read(CmsObject cms, OpeningOptions options) throws IOException {
    MessageScope message = cms.message();
    DecryptionRun run =
        new DecryptionRun(
            options,
            message.one(KeyTrials.class, () -> new KeyTrials(options.limits)),
            message.one(
                EncryptedLayers.class, () -> new EncryptedLayers(message.work(options.limits))));
    return run.read(SourceOctets.observed(cms.octets(), options.progress));
  }

  private OpenedContent read(ByteSource cms) throws IOException {
    if (!Events.mayBeRecorded()) {
      return decrypted(cms);
    }
    DecryptEvent recorded = new DecryptEvent();
    event = recorded;
    return recorded.around(() -> recorded(cms, recorded));
  }

  private OpenedContent recorded(ByteSource cms, DecryptEvent recorded) throws IOException {
    try {
      OpenedContent read = decrypted(cms);
      EncryptedLayer layer = read.layer();
      IOException failure = read.failure();
      // Found whether it opened or not: the time must not tell.
      String foundBy = layer.key().map(key -> key.foundBy().name()).orElse("SHARED_SECRET");
      boolean isClosed = failure != null && !read.isOpen();
      recorded.keyManagement = isClosed ? null : layer.keyManagement();
      recorded.foundBy = isClosed ? null : foundBy;
      int known = failure instanceof SmimeException.NoMatchingKey ? operations : -1;
      recorded.privateOperations = isClosed ? known : layer.namedTried() + layer.othersTried();
      if (failure != null && isClosed) {
        recorded.failed(failure);
      }
      return read;
    } catch (SmimeException.NoMatchingKey e) {
      recorded.privateOperations = operations;
      throw e;
    }
  }

  private OpenedContent decrypted(ByteSource cms) throws IOException {
    try {
      return attempt(cms);
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
      throw new SmimeException.NotDecryptable();
    }
  }

  private OpenedContent attempt(ByteSource cms) throws IOException {
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
              + " does not authenticate its content, which may have been changed in transit: its"
              + " sender can encrypt it with AES-GCM, or sign it as mail;"
              + " Decryptor.releasingUnauthenticated writes it anyway");
    }
    layers.enter(message);
    CandidateSearch search = new CandidateSearch(options, message);
    List<Candidate> named = search.named();
    if (event != null) {
      event.candidates = named.size();
    }
    try (ContentTrial trial =
        new ContentTrial(options, message, trials, isInMemory(cms, message))) {
      OpenedContent opened = attempt(search, named, trial);
      if (opened != null && message.authenticated()) {
        return opened;
      }
      // Made whether it is thrown or not.
      IOException failure = failure(search, trial);
      OpenedContent read = opened == null ? trial.rejected() : opened;
      // That the source of the keys failed is no secret.
      if (read == null || (opened == null && !(failure instanceof SmimeException))) {
        throw failure;
      }
      return read.with(opened != null, failure);
    }
  }

  /** Why the message did not open: one text without a cause, whatever secret it depends on. */
  private IOException failure(CandidateSearch search, ContentTrial trial) {
    try {
      trials.check();
      SmimeException.ProviderUnavailable unable = trial.allUnable();
      if (unable != null) {
        return unable;
      }
      search.checkSource();
      return search.anyNamed() ? new SmimeException.NotDecryptable() : search.noMatchingKey();
    } catch (IOException e) {
      return e;
    }
  }

  private boolean isInMemory(ByteSource cms, EncryptedContainer message) {
    long size = message.encryptedContent().sizeIfKnown().orElse(Long.MAX_VALUE);
    return size <= LARGEST_ARRAY
        && (ArrayOctets.holds(cms) || size <= limits.get(Limit.SPOOL_THRESHOLD));
  }

  private @Nullable OpenedContent attempt(
      CandidateSearch search, List<Candidate> named, ContentTrial trial) throws IOException {
    List<Candidate> candidates = new ArrayList<>(trials.first(named));
    boolean complete = candidates.size() == named.size();
    if (!search.isKeyNamed()) {
      candidates.addAll(search.trials(trials, ParallelTrial::check));
    }
    OpenedContent opened = proven(trial, candidates);
    // That nobody can work with the named keys is no secret.
    if (opened == null && search.isKeyNamed() && (options.otherKeys || trial.allUnable() != null)) {
      opened = proven(trial, search.trials(trials, ParallelTrial::check));
    }
    // Looked for whether it is needed or not: the time must not tell.
    OpenedContent padded = trial.byPadding(complete);
    return opened != null ? opened : padded;
  }

  private @Nullable OpenedContent proven(ContentTrial trial, List<Candidate> candidates)
      throws IOException {
    keyUsed |= !candidates.isEmpty();
    operations += candidates.size();
    return trial.proven(candidates);
  }

  /**
   * The encrypted layers of one message. The cost of the outermost layer depends on the size of the
   * message, and is not limited. The sender can nest any number of inner layers, so they draw on
   * the work for the message. Not for use by several threads.
   */
  private static final class EncryptedLayers {

    private final WorkBudget work;
    private boolean isInside;

    /**
     * @param work the remaining work for the message
     */
    EncryptedLayers(WorkBudget work) {
      this.work = work;
    }

    /** Draws the work for a layer before it is opened. Its cipher and its size are not secret. */
    void enter(EncryptedContainer layer) throws SmimeException.LimitExceeded {
      if (isInside) {
        work.spend(
            Work.decrypting(layer.cipher(), layer.encryptedContent().sizeIfKnown().orElse(0)));
      }
      isInside = true;
    }
  }
}
