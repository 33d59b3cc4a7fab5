package org.smime4j.cms;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.crypto.DigestAlgorithm;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.settings.ProgressListener;

/**
 * The options of a signer, and the SignerInfos that they give (RFC 5652, section 5.3). A signer
 * makes each change to a copy, so that a signer never changes.
 */
final class SigningOptions {

  private static final byte[] OF_DATA = SigningAttributes.contentType(Oids.DATA);

  List<SigningProfile> profiles;
  @Nullable X509Certificate preferred;
  @Nullable Instant signingTime;
  List<String> receiptsTo = List.of();
  @Nullable SecurityLabel label;
  @Nullable TimestampSource stamps;
  @Nullable SigningOptions countersigner;
  List<Attribute> attributes = List.of();

  /** The types of the usual attributes that are left out. */
  Set<String> without = Set.of();

  boolean withoutCertificates;
  Providers providers;
  @Nullable ProgressListener progress;

  SigningOptions(SigningProfile profile, Providers providers) {
    this.profiles = List.of(profile);
    this.providers = providers;
  }

  SigningOptions(SigningOptions other) {
    profiles = other.profiles;
    preferred = other.preferred;
    signingTime = other.signingTime;
    receiptsTo = other.receiptsTo;
    label = other.label;
    stamps = other.stamps;
    countersigner = other.countersigner;
    attributes = other.attributes;
    without = other.without;
    withoutCertificates = other.withoutCertificates;
    providers = other.providers;
    progress = other.progress;
  }

  void leaveOut(String type) {
    Set<String> types = new HashSet<>(without);
    types.add(type);
    without = Set.copyOf(types);
  }

  /** The profiles of the signers and of all countersigners. */
  List<SigningProfile> allProfiles() {
    List<SigningProfile> all = new ArrayList<>(profiles);
    if (countersigner != null) {
      all.addAll(countersigner.allProfiles());
    }
    return all;
  }

  List<byte[]> certificates() {
    return withoutCertificates ? List.of() : SigningProfile.certificates(allProfiles(), preferred);
  }

  /** Returns the digest of each signer, each once. */
  List<DigestAlgorithm> digests() {
    return profiles.stream()
        .map(profile -> DigestAlgorithm.of(profile.scheme()))
        .distinct()
        .toList();
  }

  /** Reads the content, and returns its digests. */
  Map<DigestAlgorithm, byte[]> digests(Octets content, Transfer pass) throws IOException {
    ContentDigests digests = ContentDigests.of(digests(), providers);
    pass.run(content, digests::update);
    return digests.finish();
  }

  /** Returns the elements of the field digestAlgorithms. */
  List<byte[]> digestAlgorithms() {
    Map<DigestAlgorithm, byte[]> each = new EnumMap<>(DigestAlgorithm.class);
    profiles.forEach(
        profile ->
            each.putIfAbsent(DigestAlgorithm.of(profile.scheme()), profile.digestAlgorithm()));
    return List.copyOf(each.values());
  }

  /** Returns the attributes that describe the content. */
  List<byte[]> ofContent(Instant time) throws IOException {
    List<byte[]> more = new ArrayList<>(List.of(OF_DATA));
    if (label != null) {
      more.add(SigningAttributes.attribute(Oids.SECURITY_LABEL, EssEncoding.label(label)));
    }
    if (!receiptsTo.isEmpty()) {
      byte[] random = new byte[EssEncoding.randomOctets()];
      providers.random().nextBytes(random);
      more.add(
          SigningAttributes.attribute(
              Oids.RECEIPT_REQUEST, EssEncoding.receiptRequest(receiptsTo, time, random)));
    }
    return more;
  }

  /**
   * Makes a SignerInfo for each signer.
   *
   * @param more the signed attributes that are the same for all signers
   */
  List<byte[]> infos(Map<DigestAlgorithm, byte[]> digests, Instant time, List<byte[]> more)
      throws IOException {
    List<byte[]> infos = new ArrayList<>();
    List<byte[]> signed = new ArrayList<>(more);
    signed.addAll(AttributeEncoding.encoded(attributes, true));
    for (SigningProfile profile : profiles) {
      byte[] digest = Objects.requireNonNull(digests.get(DigestAlgorithm.of(profile.scheme())));
      infos.add(profile.signerInfo(digest, time, signed, without, this::unsigned, providers));
    }
    return infos;
  }

  /** Returns the unsigned attributes for the value of a signature. */
  private List<byte[]> unsigned(byte[] signature) throws IOException {
    List<byte[]> encoded = new ArrayList<>(AttributeEncoding.encoded(attributes, false));
    if (stamps != null) {
      encoded.add(
          SigningAttributes.attribute(Oids.TIME_STAMP_TOKEN, stamps.stamp(signature.clone())));
    }
    if (countersigner != null) {
      encoded.add(
          SigningAttributes.attribute(
              Oids.COUNTERSIGNATURE, countersigner.countersignatures(signature)));
    }
    return encoded;
  }

  /**
   * Returns the countersignatures. They have no content-type attribute (RFC 5652, section 11.4).
   */
  private List<byte[]> countersignatures(byte[] signature) throws IOException {
    return infos(
        digests(Octets.of(signature), new Transfer(null, OptionalLong.empty())),
        signingTime(),
        List.of());
  }

  /** Returns the signing time for a signature that is made now. */
  Instant signingTime() {
    return signingTime != null ? signingTime : SystemTime.now();
  }
}
