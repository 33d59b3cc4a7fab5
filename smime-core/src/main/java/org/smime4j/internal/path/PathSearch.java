package org.smime4j.internal.path;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.IssuerSignature;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.signature.Work;

/**
 * Every path from a certificate to an anchor, the shortest of each branch first, in bounded work.
 * Names and key identifiers select the candidates; only those from which a chain of names leads to
 * an anchor are tried at all, each pair's signature is checked once, and no authority stands in one
 * path twice. So a message full of self-issued certificates (a search of 64^8 paths for a naive
 * builder; BC 1.85.2, CVE class of RFC 4158) ends when the {@link Effort} is spent. A path found
 * here is a candidate: whether it is valid is for {@link PathRules} to say.
 */
public final class PathSearch {

  /** Complete paths that are judged. */
  private static final int PATHS = 32;

  /** Certificates whose names chain upwards from the leaf. */
  private static final int CANDIDATES = 2_000;

  private final Index anchors;
  private final Index policyIntermediates;
  private final Index messageIntermediates;
  private final int longest;
  private final PathCertificate leaf;

  private final Map<PathCertificate, Map<PathCertificate, Boolean>> signatures = new HashMap<>();
  private final Set<PathCertificate> promising = new HashSet<>();
  private final Effort effort;
  private int pathsLeft = PATHS;
  private boolean tooLong;
  private boolean badSignature;
  private @Nullable Finding tooLargeKey;
  private PathCertificate top;

  /** Certificates by subject, in the order in which they were given. */
  static final class Index {
    private final Map<X500Name, List<PathCertificate>> bySubject = new HashMap<>();
    private final List<PathCertificate> all = new ArrayList<>();

    Index(Iterable<PathCertificate> certificates) {
      Set<X509Certificate> seen = new HashSet<>();
      for (PathCertificate each : certificates) {
        if (seen.add(each.certificate())) {
          bySubject.computeIfAbsent(each.subject(), subject -> new ArrayList<>()).add(each);
          all.add(each);
        }
      }
    }

    List<PathCertificate> named(X500Name subject) {
      return bySubject.getOrDefault(subject, List.of());
    }

    List<PathCertificate> all() {
      return all;
    }
  }

  /**
   * @param longest certificates in a path, the anchor not counted
   */
  PathSearch(
      Index anchors,
      Index policyIntermediates,
      Index messageIntermediates,
      int longest,
      Effort effort,
      PathCertificate leaf) {
    this.anchors = anchors;
    this.policyIntermediates = policyIntermediates;
    this.messageIntermediates = messageIntermediates;
    this.longest = longest;
    this.effort = effort;
    this.leaf = leaf;
    this.top = leaf;
  }

  /**
   * @param judge is shown each path, leaf first and anchor last, and says whether to stop
   */
  void run(Predicate<List<PathCertificate>> judge) {
    collectPromising();
    List<PathCertificate> path = new ArrayList<>();
    path.add(leaf);
    extend(path, judge);
  }

  /** Why no path was found, for a person. */
  Finding explanation() {
    if (effort.isExceeded()) {
      return new Finding(
          Finding.Code.NO_PATH, "No path to an anchor was found {0}", effort.limit());
    }
    if (tooLargeKey != null) {
      return new Finding(
          Finding.Code.NO_PATH,
          "An issuer of {0} has {1}, which is not supported",
          top,
          tooLargeKey);
    }
    if (badSignature) {
      return new Finding(
          Finding.Code.NO_PATH,
          "An issuer of this name is at hand, but its key did not sign {0}",
          top);
    }
    if (tooLong) {
      return new Finding(
          Finding.Code.NO_PATH, "No path of at most {0} certificates leads to an anchor", longest);
    }
    if (top.isSelfIssued()) {
      return new Finding(
          Finding.Code.NO_PATH, "{0} is issued by itself and is not among the anchors", top);
    }
    return new Finding(
        Finding.Code.NO_PATH,
        "The issuer of {0}, {1}, is neither an anchor nor among the intermediates",
        top,
        org.smime4j.internal.asn1.DistinguishedName.print(top.issuer()));
  }

  /** Keeps what both follows from the leaf and leads to an anchor, by names alone. */
  private void collectPromising() {
    Map<X500Name, List<PathCertificate>> byIssuer = new HashMap<>();
    Set<X500Name> asked = new HashSet<>();
    Deque<X500Name> open = new ArrayDeque<>();
    open.add(leaf.issuer());
    int candidates = 0;
    while (!open.isEmpty() && candidates < CANDIDATES) {
      X500Name name = open.remove();
      if (asked.add(name)) {
        for (PathCertificate candidate : intermediatesNamed(name)) {
          candidates++;
          byIssuer.computeIfAbsent(candidate.issuer(), n -> new ArrayList<>()).add(candidate);
          open.add(candidate.issuer());
        }
      }
    }
    Set<X500Name> reached = new HashSet<>();
    for (X500Name name : asked) {
      if (!anchors.named(name).isEmpty()) {
        open.add(name);
      }
    }
    while (!open.isEmpty()) {
      X500Name name = open.remove();
      if (reached.add(name)) {
        for (PathCertificate candidate : byIssuer.getOrDefault(name, List.of())) {
          promising.add(candidate);
          open.add(candidate.subject());
        }
      }
    }
    findTop();
  }

  /** Follows the names upwards as far as they go, to say where the chain breaks off. */
  private void findTop() {
    Set<X500Name> seen = new HashSet<>();
    top = leaf;
    while (seen.add(top.issuer()) && anchors.named(top.issuer()).isEmpty()) {
      List<PathCertificate> issuers = intermediatesNamed(top.issuer());
      if (issuers.isEmpty()) {
        return;
      }
      top = issuers.get(0);
    }
  }

  private List<PathCertificate> intermediatesNamed(X500Name name) {
    List<PathCertificate> named = new ArrayList<>(policyIntermediates.named(name));
    named.addAll(messageIntermediates.named(name));
    return named;
  }

  /** True if the search is over. The recursion is at most {@code longest} deep. */
  private boolean extend(List<PathCertificate> path, Predicate<List<PathCertificate>> judge) {
    PathCertificate child = path.get(path.size() - 1);
    List<PathCertificate> issuers = intermediatesNamed(child.issuer());
    if (!effort.step(child, issuers.size())) {
      return true;
    }
    for (PathCertificate anchor : likelyFirst(child, anchors.named(child.issuer()))) {
      if (isSigned(child, anchor)) {
        List<PathCertificate> complete = new ArrayList<>(path);
        complete.add(anchor);
        if (judge.test(complete) || --pathsLeft == 0) {
          return true;
        }
      }
    }
    for (PathCertificate issuer : likelyFirst(child, issuers)) {
      if (!promising.contains(issuer) || path.stream().anyMatch(issuer::isSameAuthority)) {
        continue;
      }
      if (path.size() >= longest) {
        tooLong = true;
        return false;
      }
      if (isSigned(child, issuer)) {
        path.add(issuer);
        if (extend(path, judge)) {
          return true;
        }
        path.remove(path.size() - 1);
      }
    }
    return effort.isExceeded();
  }

  private static List<PathCertificate> likelyFirst(
      PathCertificate child, List<PathCertificate> issuers) {
    if (issuers.size() < 2) {
      return issuers;
    }
    List<PathCertificate> sorted = new ArrayList<>();
    issuers.stream().filter(child::mayBeIssuedBy).forEach(sorted::add);
    issuers.stream().filter(issuer -> !child.mayBeIssuedBy(issuer)).forEach(sorted::add);
    return sorted;
  }

  private boolean isSigned(PathCertificate child, PathCertificate issuer) {
    if (issuer.size().tooLarge() != null) {
      tooLargeKey = issuer.size().tooLarge();
      return false;
    }
    if (anchors.named(child.issuer()).size() + intermediatesNamed(child.issuer()).size() == 1) {
      // There is nothing to choose, and PathRules checks every signature of the path.
      boolean usable =
          effort.draw(Work.decoding(issuer.size())) && IssuerSignature.isUsable(issuer);
      badSignature |= !usable;
      return usable;
    }
    Map<PathCertificate, Boolean> byIssuer =
        signatures.computeIfAbsent(child, each -> new HashMap<>());
    Boolean known = byIssuer.get(issuer);
    if (known != null) {
      return known;
    }
    if (!effort.check(child.octets(), issuer)) {
      return false;
    }
    boolean signed = IssuerSignature.mayHold(child, issuer);
    badSignature |= !signed;
    byIssuer.put(issuer, signed);
    return signed;
  }
}
