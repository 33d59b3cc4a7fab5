package org.smime4j.internal.encrypt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Options;
import org.smime4j.internal.lookup.Choice;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.sign.AttributeEncoding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.Attribute;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;

/** The recipients and options for encrypting messages. */
public final class EncryptingOptions extends Options<EncryptingOptions> {

  RecipientCheck check;
  List<Recipient> recipients = List.of();
  List<Attribute> attributes = List.of();
  private @Nullable PolicyRules chosen;
  private boolean isMail;
  Limits limits = Limits.standard();
  Providers providers = Providers.standard().cachingKeys();
  @Nullable ProgressListener progress;

  public EncryptingOptions(RecipientCheck check) {
    this.check = check;
  }

  public EncryptingOptions to(List<Recipient> more) {
    List<Recipient> all = new ArrayList<>(recipients);
    all.addAll(more);
    return only(all);
  }

  EncryptingOptions only(List<Recipient> all) {
    return with(changed -> changed.recipients = Recipient.distinct(all));
  }

  /** Chooses a certificate of each address, or fails with the reasons. */
  public EncryptingOptions toAddresses(CertificateSource source, List<String> addresses)
      throws SmimeException.Refused {
    List<Recipient> found = new ArrayList<>();
    for (Choice choice : choose(source, addresses)) {
      found.add(Recipient.of(choice));
    }
    return to(found);
  }

  /** Chooses a certificate of each address, each address once. */
  public List<Choice> choose(CertificateSource source, Collection<String> addresses) {
    Objects.requireNonNull(addresses, "no addresses were given");
    return check.selection(source).choose(addresses.stream().distinct().toList());
  }

  public EncryptingOptions under(PolicyRules rules) {
    return with(changed -> changed.chosen = rules);
  }

  /** For content that a mail program opens. */
  public EncryptingOptions writingMail() {
    return with(changed -> changed.isMail = true);
  }

  /** The policy that was chosen. A file has no old mail program that must open it. */
  PolicyRules policy() {
    PolicyRules unchosen = isMail ? PolicyRules.STANDARD : PolicyRules.AUTHENTICATED_ONLY;
    return Objects.requireNonNullElse(chosen, unchosen);
  }

  public EncryptingOptions within(Limits other) {
    return with(changed -> changed.limits = other);
  }

  public EncryptingOptions using(Providers other) {
    return with(changed -> changed.providers = other);
  }

  public EncryptingOptions reporting(ProgressListener listener) {
    return with(changed -> changed.progress = listener);
  }

  public EncryptingOptions namingKeyIdentifiers() {
    return only(recipients.stream().map(Recipient::namedByKeyIdentifier).toList());
  }

  public EncryptingOptions carrying(Attribute first, Attribute... more) {
    List<Attribute> all = AttributeEncoding.joined(attributes, first, more);
    return with(changed -> changed.attributes = all);
  }

  @Override
  public String toString() {
    return recipients.size() + " recipients under " + policy();
  }
}
