package org.smime4j.cms;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.ArrayOctets;
import org.smime4j.Deviation;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.crypto.UnwrappedKey;
import org.smime4j.keys.FoundBy;

/**
 * One attempt at one message, in five steps: the container to its end; the policy; the candidates;
 * their content keys, of which the first octets of the content say which are worth a run; the runs,
 * until one proves its content. Up to the third no key is used; from then on nothing but success
 * tells one secret from another, and the work depends on public counts (security.md A7 to A13).
 */
final class Opening {

  /** The first octets that choose who runs over the whole content. */
  private static final int HEAD = 64;

  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  private final Decryptor decryptor;
  private final Limits limits;
  private boolean keyUsed;

  private boolean inMemory;
  private final Set<ByteBuffer> seen = new HashSet<>();
  private long runs;

  /** A content key to be tried, real or made up. */
  private static final class ContentKey {
    final Candidate candidate;
    final byte[] cek;
    final int proof;
    boolean ran;

    /** The content where tag or padding was right but nothing else was proven; for rule 4. */
    @Nullable Octets padded;

    ContentKey(Candidate candidate, UnwrappedKey unwrapped) {
      this.candidate = candidate;
      this.cek = unwrapped.cek();
      this.proof = unwrapped.proof();
    }
  }

  Opening(Decryptor decryptor) {
    this.decryptor = decryptor;
    this.limits = decryptor.limits();
  }

  Decryption open(Octets cms) throws IOException {
    Decryption opened;
    try {
      opened = attempt(cms);
    } catch (StackOverflowError e) {
      throw new SmimeException.LimitExceeded(Limit.ASN1_DEPTH, limits.of(Limit.ASN1_DEPTH));
    } catch (SmimeException.Malformed
        | SmimeException.UnsupportedAlgorithm
        | SmimeException.NotDecryptable
        | RuntimeException e) {
      if (!keyUsed) {
        if (e instanceof SmimeException typed) {
          throw typed;
        }
        throw new SmimeException.Malformed("ContentInfo", -1, "it cannot be read");
      }
      opened = null;
    }
    if (opened == null) {
      // The one place: one text, no cause, whatever it was.
      throw new SmimeException.NotDecryptable();
    }
    return opened;
  }

  private @Nullable Decryption attempt(Octets cms) throws IOException {
    EncryptedContainer admitted =
        EncryptedContainer.admit(
            ContentInfoReader.read(cms, limits), decryptor.policy(), decryptor.providers());
    long size = admitted.encryptedContent().size();
    inMemory =
        cms instanceof ArrayOctets || (size >= 0 && size <= limits.of(Limit.SPOOL_THRESHOLD));
    inMemory &= size >= 0 && size <= LARGEST_ARRAY;

    CandidateSearch search = new CandidateSearch(decryptor, admitted);
    List<Candidate> named = search.named();
    List<ContentKey> namedKeys = unwrap(named);
    Decryption opened = firstProven(admitted, namedKeys, true);
    List<ContentKey> trialKeys = List.of();
    if (opened == null) {
      List<Candidate> trials = search.trials(limits.of(Limit.KEY_TRIALS) - named.size());
      trialKeys = unwrap(trials);
      opened = firstProven(admitted, trialKeys, namedKeys.isEmpty());
    }
    if (opened == null && namedKeys.size() == 1 && named.size() == 1) {
      opened = unproven(admitted, namedKeys.get(0));
    }
    wipe(namedKeys);
    wipe(trialKeys);
    if (opened == null && !search.anyNamed()) {
      throw search.noMatchingKey();
    }
    return opened;
  }

  /** One operation for each candidate; equal content keys are tried once. */
  private List<ContentKey> unwrap(List<Candidate> candidates) throws IOException {
    List<ContentKey> distinct = new ArrayList<>();
    for (Candidate candidate : candidates) {
      keyUsed = true;
      ContentKey key = new ContentKey(candidate, candidate.unwrapping().unwrap());
      byte[] mark = Arrays.copyOf(key.cek, key.cek.length + 1);
      mark[key.cek.length] = (byte) (candidate.selfChecking() ? 1 : 0);
      if (seen.add(ByteBuffer.wrap(mark))) {
        distinct.add(key);
      }
    }
    return distinct;
  }

  /**
   * Runs over the whole content with each key whose head may be content; with each that is named
   * where tag or scheme proves a content of any form; else with the first.
   */
  private @Nullable Decryption firstProven(
      EncryptedContainer message, List<ContentKey> keys, boolean runTheFirst) throws IOException {
    // What fits into the head costs no more than the head.
    boolean tiny =
        message.encryptedContent().size() >= 0 && message.encryptedContent().size() <= HEAD;
    List<ContentKey> worth = new ArrayList<>();
    for (ContentKey key : keys) {
      boolean anyForm =
          key.candidate.named() && (message.cipher().aead() || key.candidate.selfChecking());
      // The head is always looked at: the work follows from public counts.
      boolean plausible = !tiny && mayBeContent(message, key);
      if (plausible || anyForm || tiny) {
        worth.add(key);
      }
    }
    if (worth.isEmpty() && runTheFirst && !keys.isEmpty()) {
      worth.add(keys.get(0));
    }
    if (!tiny) {
      runs += worth.size();
      if (runs > limits.of(Limit.CONTENT_RUNS)) {
        return null;
      }
    }
    for (ContentKey key : worth) {
      Decryption proven = run(message, key);
      if (proven != null) {
        return proven;
      }
    }
    return null;
  }

  private boolean mayBeContent(EncryptedContainer message, ContentKey key) throws IOException {
    byte[] head = message.decryption().head(key.cek, HEAD);
    ContentProof proof = proof(message);
    proof.take(head, 0, head.length);
    return proof.possible();
  }

  private ContentProof proof(EncryptedContainer message) {
    long plain = message.decryption().plaintextSize();
    return ContentProof.of(
        plain >= 0
            ? ContentProof.Expected.exactly(plain)
            : ContentProof.Expected.padded(message.encryptedContent().size()),
        decryptor.policy().readsArchive(),
        limits);
  }

  /** Decrypts all of it; what comes of it is content, or nothing that leaves this class. */
  private @Nullable Decryption run(EncryptedContainer message, ContentKey key) throws IOException {
    key.ran = true;
    // For mail a right key and a right padding are not enough: an AEAD content renamed to CBC has
    // both once in 256, and what it then shows is an answer (security: A3).
    boolean selfProving =
        message.cipher().aead() || (key.candidate.selfChecking() && !decryptor.onlyMail());
    ContentProof proof = proof(message);
    boolean right;
    ArrayOctets plain = null;
    if (inMemory) {
      plain = message.decryption().inMemory(key.cek);
      right = plain != null;
      if (plain != null && !selfProving) {
        proof.take(plain.array(), plain.from(), plain.to());
      }
    } else {
      right =
          message
              .decryption()
              .run(key.cek, selfProving ? OutputStream.nullOutputStream() : new Probe(proof));
    }
    ContentProof.Proven form = proof.end();
    // Whether the scheme's own check was right is asked only here, with all the rest.
    int accepted = (right ? -1 : 0) & key.proof;
    if (accepted == 0) {
      return null;
    }
    Octets content = plain != null ? plain : message.decryption().plaintext(key.cek);
    if (selfProving) {
      return decryption(message, key, content, List.of());
    }
    if (form == null) {
      key.padded = content;
      return null;
    }
    List<Deviation> deviations = new ArrayList<>();
    if (form.raw8Bit()) {
      deviations.add(Deviation.of(Deviation.Code.RAW_8BIT_HEADER));
    }
    if (form.inOctetString()) {
      deviations.add(Deviation.of(Deviation.Code.CONTENT_IN_OCTET_STRING));
      content = peeled(content);
    }
    return decryption(message, key, content, deviations);
  }

  private Octets peeled(Octets octetString) throws IOException {
    Octets peeled = new PeeledOctets(octetString);
    return inMemory ? Octets.of(peeled.bytes()) : peeled;
  }

  /**
   * Rule 4, after every candidate failed: bare CMS whose content proves nothing, from the only key
   * that is named, by its padding alone.
   */
  private @Nullable Decryption unproven(EncryptedContainer message, ContentKey key)
      throws IOException {
    if (decryptor.onlyMail() || message.cipher().aead() || key.candidate.selfChecking()) {
      return null;
    }
    Decryption proven = key.ran ? null : run(message, key);
    return proven != null || key.padded == null
        ? proven
        : decryption(message, key, key.padded, List.of(Deviation.of(Deviation.Code.NOT_MIME)));
  }

  private static Decryption decryption(
      EncryptedContainer message, ContentKey key, Octets content, List<Deviation> more) {
    List<Deviation> deviations = new ArrayList<>(message.deviations());
    OpeningKey opening = key.candidate.key();
    if (opening != null
        && (opening.foundBy() == FoundBy.TRIAL || opening.foundBy() == FoundBy.SAME_KEY)) {
      deviations.add(new Deviation(Deviation.Code.RECIPIENT_BY_TRIAL, opening.foundBy().name()));
    }
    deviations.addAll(more);
    EncryptedLayer layer =
        new EncryptedLayer(
            message.label(),
            message.contentType(),
            message.cipher(),
            message.authenticated(),
            message.decryption().tagOctets(),
            key.candidate.keyManagement(),
            Optional.ofNullable(opening),
            deviations);
    return message.authenticated()
        ? new AuthenticatedContent(content, layer)
        : new UnauthenticatedContent(content, layer);
  }

  private static void wipe(List<ContentKey> keys) {
    for (ContentKey key : keys) {
      Arrays.fill(key.cek, (byte) 0);
    }
  }

  /** Sees provisional plaintext on its way to nowhere. */
  private static final class Probe extends OutputStream {
    private final ContentProof proof;

    Probe(ContentProof proof) {
      this.proof = proof;
    }

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
      proof.take(octets, from, from + length);
    }
  }
}
