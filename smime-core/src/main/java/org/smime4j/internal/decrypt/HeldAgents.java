package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.keys.KeyMaterial.RecoveryAgents;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The key recovery agents whose keys are in a source. */
public record HeldAgents(KeySource keys, Limits limits) implements RecoveryAgents {

  /** No key but those that are named: what a trial gives would be told from its failure. */
  private record Named(KeySource keys) implements KeySource {
    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
      return keys.matching(wanted);
    }

    @Override
    public List<DecryptionKey> remaining(String kind) {
      return List.of();
    }

    @Override
    public int size() {
      return keys.size();
    }

    @Override
    public KeySource snapshot() throws IOException {
      return new Named(keys.snapshot());
    }
  }

  @Override
  public boolean areHeld() {
    return keys.size() > 0;
  }

  @Override
  public byte[] open(byte[] envelope, Collection<X509Certificate> beside) throws Unreadable {
    OpeningOptions options = new OpeningOptions(new Named(keys)).within(limits).withTrialThreads(1);
    try {
      return DecryptionRun.open(CmsObject.of(ByteSource.of(envelope)), options)
          .fold(whole -> whole, UnauthenticatedContent::unauthenticated)
          .bytes();
    } catch (SmimeException.NoMatchingKey e) {
      throw Unreadable.noMatchingKey(
          "it is a key recovery blob; no key was given of its agents " + named(e.wanted(), beside));
    } catch (SmimeException.NotDecryptable e) {
      throw Unreadable.notDecryptable();
    } catch (SmimeException.Malformed e) {
      throw Unreadable.damaged("it is a key recovery blob, and damaged");
    } catch (SmimeException.LimitExceeded e) {
      throw Unreadable.beyondALimit(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (e instanceof InterruptedIOException) {
        Thread.currentThread().interrupt();
      }
      throw Unreadable.unsupported(
          "it is a key recovery blob that cannot be opened: " + e.getMessage());
    }
  }

  /** Each with the subject of its certificate, if that is there. */
  private static String named(List<String> wanted, Collection<X509Certificate> beside) {
    Map<String, String> subjects = new HashMap<>();
    for (X509Certificate each : beside) {
      subjects.put(
          RecipientIdentifier.of(each).toString(),
          DistinguishedName.print(each.getSubjectX500Principal()));
    }
    return wanted.stream()
        .map(each -> subjects.containsKey(each) ? subjects.get(each) + ", " + each : each)
        .collect(Collectors.joining("; "));
  }
}
