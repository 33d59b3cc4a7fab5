package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.io.Listing;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Diagnosis;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;

/**
 * Examines a message like the decryptor up to the point where a key is needed, and reports the
 * result.
 */
public final class DiagnosisRun {

  private final OpeningOptions options;
  private final WorkBudget work;

  /**
   * @param work the remaining work for the message. The diagnosis draws on it
   */
  private DiagnosisRun(OpeningOptions options, WorkBudget work) {
    this.options = options;
    this.work = work;
  }

  /** Diagnoses a ContentInfo in BER or DER. */
  public static Diagnosis of(CmsObject cms, OpeningOptions options) throws IOException {
    return new DiagnosisRun(options, cms.message().work(options.limits))
        .of(SourceOctets.observed(cms.octets(), options.progress));
  }

  private Diagnosis of(ByteSource cms) throws IOException {
    CandidateSearch search = null;
    try {
      search = CandidateSearch.of(cms, options);
      return of(search);
    } catch (SmimeException e) {
      if (search != null) {
        // A source that failed says nothing about the message.
        search.checkSource();
      }
      return notRead(List.of(), e.getMessage());
    } catch (StackOverflowError e) {
      long allowed = options.limits.get(Limit.ASN1_DEPTH);
      return notRead(
          List.of(), new SmimeException.LimitExceeded(Limit.ASN1_DEPTH, allowed).getMessage());
    } catch (RuntimeException e) {
      return notRead(List.of(), "The message cannot be read");
    }
  }

  private Diagnosis of(CandidateSearch search) throws IOException {
    work.spend(search.cost());
    List<KeyMatch> named = search.matching();
    search.checkSource();
    SmimeException obstacle = search.obstacle();
    if (obstacle != null) {
      return notRead(search.identifiers(), obstacle.getMessage());
    }
    List<String> removed = named.isEmpty() ? search.removed() : List.of();
    List<KeyMatch> toTry = new ArrayList<>();
    Limit reached = null;
    try {
      KeyTrials trials = new KeyTrials(options.limits);
      if (options.otherKeys || !search.isKeyNamed()) {
        search.trials(trials, this::look).stream()
            .flatMap(candidate -> Stream.ofNullable(candidate.key()))
            .forEach(toTry::add);
      }
      trials.check();
    } catch (SmimeException.LimitExceeded e) {
      reached = e.limit();
    }
    search.checkSource();
    Map<String, String> unopened = search.unopened();
    Set<PublicKey> others = keys(toTry);
    others.removeAll(keys(named));
    Diagnosis.Prospect prospect =
        !named.isEmpty() || search.mayHaveSecret()
            ? Diagnosis.Prospect.KEY_HELD
            : !removed.isEmpty()
                ? Diagnosis.Prospect.KEY_REMOVED
                : others.isEmpty() && reached == null
                    ? Diagnosis.Prospect.NO_KEY
                    : Diagnosis.Prospect.KEYS_TO_TRY;
    StringBuilder sentence = new StringBuilder("The message is for ").append(whom(search.wanted()));
    switch (prospect) {
      case KEY_HELD -> sentence.append(held(named));
      case KEY_REMOVED ->
          sentence.append("; its key was removed: ").append(String.join("; ", removed));
      default -> {}
    }
    boolean isHeld = prospect == Diagnosis.Prospect.KEY_HELD;
    TriedKeys tried = search.triedKeys();
    if (!isHeld) {
      sentence.append(tried.count(search.held(), reached == null));
    }
    if (reached == Limit.PRIVATE_KEY_MILLIS || (reached != null && !isHeld)) {
      sentence.append(search.end(reached));
    }
    if (!isHeld) {
      String files = unopened.isEmpty() ? "" : ". Not opened: " + Listing.ofReasons(unopened);
      sentence.append(tried.names()).append(search.advice(files));
    }
    if (search.endsAtContentRuns()) {
      sentence.append(
          ". Only the content shows which key is right, and it is too large to decrypt with all of"
              + " them (Limit.CONTENT_RUNS)");
    }
    return new FoundProspect(
        prospect, search.identifiers(), others.size(), removed, unopened, sentence.toString());
  }

  private void look() throws IOException {
    ParallelTrial.check();
    work.spend(1);
  }

  /** Returns each private key once, by its public key: a key may fit several recipients. */
  private static Set<PublicKey> keys(List<KeyMatch> matches) {
    return matches.stream().map(match -> match.key().publicKey()).collect(Collectors.toSet());
  }

  private Diagnosis notRead(List<RecipientIdentifier> recipients, @Nullable String why) {
    return new FoundProspect(
        Diagnosis.Prospect.NOT_READ,
        recipients,
        0,
        List.of(),
        Map.of(),
        why == null ? "The message cannot be read" : why);
  }

  private static String whom(List<String> wanted) {
    return wanted.isEmpty() ? "no recipient" : Listing.of(wanted);
  }

  private static String held(List<KeyMatch> named) {
    if (named.isEmpty()) {
      return ", which was given. Only decrypting shows whether it is the right one";
    }
    int keys = keys(named).size();
    if (keys > 1) {
      return "; "
          + keys
          + " keys that it names are held. Only decrypting shows which is the right one";
    }
    KeyMatch first = named.get(0);
    String by =
        switch (first.foundBy()) {
          case RECIPIENT_ID, TRIAL -> "";
          case SKI -> ", found by its key identifier";
          case SAME_KEY -> ", known by another certificate of the same key";
        };
    String validity =
        switch (KeyValidity.of(first.certificate(), SystemTime.now())) {
          case VALID, NO_CERTIFICATE -> "";
          case EXPIRED -> "; it has expired, which does not matter";
          case NOT_YET_VALID -> "; it is not yet valid, which does not matter";
        };
    return "; its key is held"
        + by
        + validity
        + ". Only decrypting shows whether it is the right one";
  }

  /** A diagnosis of a message. */
  private record FoundProspect(
      Prospect prospect,
      List<RecipientIdentifier> recipients,
      int toTry,
      List<String> removed,
      Map<String, String> unopened,
      String sentence)
      implements Diagnosis {

    FoundProspect {
      recipients = List.copyOf(recipients);
      removed = List.copyOf(removed);
      unopened = Collections.unmodifiableMap(new LinkedHashMap<>(unopened));
    }

    @Override
    public String toString() {
      return sentence;
    }
  }
}
