package org.smime4j.cms;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.decrypt.Candidate;
import org.smime4j.internal.decrypt.CandidateSearch;
import org.smime4j.internal.decrypt.KeyTrials;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.decrypt.ParallelTrial;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/**
 * Examines a message like the decryptor up to the point where a key is needed, and reports the
 * result.
 */
final class DiagnosisRun {

  /** The largest number of recipients in one sentence. */
  private static final int NAMED_IN_A_SENTENCE = 3;

  private static final NavigableSet<BigInteger> NONE =
      Collections.unmodifiableNavigableSet(new TreeSet<>());

  private final OpeningOptions options;
  private final WorkBudget work;

  /**
   * @param work the remaining work for the message. The diagnosis draws on it
   */
  DiagnosisRun(OpeningOptions options, WorkBudget work) {
    this.options = options;
    this.work = work;
  }

  Diagnosis of(Octets cms) throws IOException {
    try {
      return of(CandidateSearch.of(cms, options));
    } catch (SmimeException e) {
      return notRead(List.of(), e.getMessage());
    } catch (StackOverflowError e) {
      long allowed = options.limits().of(Limit.ASN1_DEPTH);
      return notRead(List.of(), Failures.limitExceeded(Limit.ASN1_DEPTH, allowed).getMessage());
    } catch (RuntimeException e) {
      return notRead(List.of(), "The message cannot be read");
    }
  }

  private Diagnosis of(CandidateSearch search) throws IOException {
    // Their names are printed twice: for the comparison of issuers, and for the sentence.
    work.spend(2 * search.cost());
    List<KeyMatch> named = search.matching();
    search.checkSource();
    SmimeException obstacle = search.obstacle();
    if (obstacle != null) {
      return notRead(search.identifiers(), obstacle.getMessage());
    }
    List<String> removed = named.isEmpty() ? search.removed() : List.of();
    List<DecryptionKey> others = new ArrayList<>();
    Limit reached = null;
    try {
      KeyTrials trials = new KeyTrials(options.limits());
      search.trials(trials, this::look).stream()
          .map(Candidate::key)
          .forEach(match -> others.add(match == null ? unreachable() : match.key()));
      trials.check();
    } catch (SmimeException.LimitExceeded e) {
      reached = e.limit();
    }
    search.checkSource();
    Optional<X509Certificate> nearest =
        named.isEmpty() ? nearest(search.identifiers(), distinct(others)) : Optional.empty();
    Diagnosis.Prospect prospect =
        !named.isEmpty() || search.holdsSharedKey()
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
      default -> sentence.append(notHeld(search.held()));
    }
    if (named.isEmpty() && prospect != Diagnosis.Prospect.KEY_HELD) {
      sentence.append(toTry(search.held(), others.size(), reached));
      sentence.append(
          nearest
              .map(DiagnosisRun::nearestIs)
              .orElse(". Look for the key file of a certificate that the message names"));
    }
    if (search.endsAtContentRuns()) {
      sentence.append(
          ". Only the content shows which key is right, and it is too large to decrypt with all of"
              + " them (Limit.CONTENT_RUNS)");
    }
    return new Diagnosis(
        prospect,
        search.identifiers(),
        search.held(),
        named,
        others.size(),
        removed,
        nearest,
        sentence.toString());
  }

  private void look() throws IOException {
    ParallelTrial.check();
    work.spend(1);
  }

  /**
   * Returns each key once. A key that fits several recipients occurs several times as the same
   * object.
   */
  private static Collection<DecryptionKey> distinct(List<DecryptionKey> keys) {
    Set<DecryptionKey> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    return keys.stream().filter(distinct::add).toList();
  }

  private static DecryptionKey unreachable() {
    throw new IllegalStateException("a trial without a key");
  }

  private Diagnosis notRead(List<RecipientIdentifier> recipients, @Nullable String why) {
    return new Diagnosis(
        Diagnosis.Prospect.NOT_READ,
        recipients,
        options.keys().size(),
        List.of(),
        0,
        List.of(),
        Optional.empty(),
        why == null ? "The message cannot be read" : why);
  }

  /**
   * Returns the nearest certificate. Examines each identifier and each certificate once, even if
   * decrypting tries them several times.
   */
  private static Optional<X509Certificate> nearest(
      List<RecipientIdentifier> wanted, Collection<DecryptionKey> others) {
    record Near(X509Certificate certificate, BigInteger apart) {}
    Map<String, NavigableSet<BigInteger>> serials = new HashMap<>();
    for (RecipientIdentifier each : wanted) {
      if (each.serial().isPresent() && each.issuerName().isPresent()) {
        serials
            .computeIfAbsent(each.issuerName().get(), issuer -> new TreeSet<>())
            .add(each.serial().get());
      }
    }
    Near nearest = null;
    for (DecryptionKey key : serials.isEmpty() ? List.<DecryptionKey>of() : others) {
      for (X509Certificate certificate : key.certificates()) {
        String issuer = RecipientIdentifier.of(certificate).issuerName().orElse("");
        BigInteger own = certificate.getSerialNumber();
        NavigableSet<BigInteger> ofIssuer = serials.getOrDefault(issuer, NONE);
        for (BigInteger each :
            new @Nullable BigInteger[] {ofIssuer.floor(own), ofIssuer.ceiling(own)}) {
          BigInteger apart = each == null ? null : each.subtract(own).abs();
          if (apart != null && (nearest == null || apart.compareTo(nearest.apart) < 0)) {
            nearest = new Near(certificate, apart);
          }
        }
      }
    }
    return Optional.ofNullable(nearest).map(Near::certificate);
  }

  private static String whom(List<String> wanted) {
    if (wanted.isEmpty()) {
      return "no recipient";
    }
    String some =
        String.join("; ", wanted.subList(0, Math.min(NAMED_IN_A_SENTENCE, wanted.size())));
    int more = wanted.size() - NAMED_IN_A_SENTENCE;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  private static String held(List<KeyMatch> named) {
    String damaged =
        ". If it does not open, it was damaged or changed in transit, or made for another key of"
            + " that name";
    if (named.isEmpty()) {
      return ", which is held" + damaged;
    }
    KeyMatch first = named.get(0);
    String by =
        first.foundBy() == FoundBy.RECIPIENT_ID
            ? ""
            : first.foundBy() == FoundBy.SKI
                ? ", found by its key identifier"
                : ", known by another certificate of the same key";
    String validity =
        switch (KeyValidity.of(first.certificate(), SystemTime.now())) {
          case VALID, NO_CERTIFICATE -> "";
          case EXPIRED -> "; it has expired, which does not matter";
          case NOT_YET_VALID -> "; it is not yet valid, which does not matter";
        };
    return (named.size() == 1
            ? "; its key is held"
            : "; " + named.size() + " keys of that name are held")
        + by
        + validity
        + damaged;
  }

  private static String notHeld(int held) {
    return switch (held) {
      case 0 -> "; no key is at hand";
      case 1 -> "; the one key at hand belongs to another certificate";
      default -> "; none of the " + held + " keys at hand belongs to it";
    };
  }

  private static String toTry(int held, int others, @Nullable Limit reached) {
    if (held == 0) {
      return "";
    }
    if (reached != null) {
      return "; more keys have a suitable type than a message may have "
          + (reached == Limit.WORK ? "examined" : "tried")
          + " (Limit."
          + reached
          + ")";
    }
    return switch (others) {
      case 0 -> "; none has a suitable type";
      case 1 -> "; one has a suitable type and is tried";
      default -> "; " + others + " have a suitable type and are tried";
    };
  }

  private static String nearestIs(X509Certificate certificate) {
    return ". Of the certificates at hand, "
        + RecipientIdentifier.of(certificate)
        + " is the nearest (valid from "
        + day(certificate.getNotBefore().toInstant())
        + " to "
        + day(certificate.getNotAfter().toInstant())
        + "): look for another key file of about that time";
  }

  private static String day(Instant time) {
    return DateTimeFormatter.ISO_LOCAL_DATE.format(time.atOffset(ZoneOffset.UTC));
  }
}
