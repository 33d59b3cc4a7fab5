package org.smime4j.internal.sign;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.io.Options;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.io.Transfer;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.TimestampSource;

/** The options of a signer, and the SignerInfos that they give (RFC 5652, section 5.3). */
public final class SigningOptions extends Options<SigningOptions> {

  private static final byte[] OF_DATA = SigningAttributes.contentType(Oids.DATA);

  /** The weakest first, so that the digest is no stronger than the strongest key needs. */
  private static final List<DigestAlgorithm> CANDIDATES =
      List.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512);

  private List<SigningProfile> profiles;
  private @Nullable X509Certificate preferred;
  private byte @Nullable [] keyPreference;
  private @Nullable Instant signingTime;
  private List<String> receiptsTo = List.of();
  private @Nullable SecurityLabel label;
  private @Nullable TimestampSource stamps;
  private @Nullable SigningOptions countersigner;
  private List<Attribute> attributes = List.of();

  /** The types of the usual attributes that are left out. */
  private Set<String> without = Set.of();

  private boolean withoutCertificates;
  private Providers providers;
  private @Nullable ProgressListener progress;

  public SigningOptions(SigningProfile profile, Providers providers) {
    this.profiles = List.of(profile);
    this.providers = providers;
  }

  /** Adds a signer. All share one digest, if their keys and schemes allow it. */
  public SigningOptions and(SigningProfile profile) {
    List<SigningProfile> all = new ArrayList<>(profiles);
    all.add(profile);
    return with(changed -> changed.profiles = underCommonDigest(all, providers));
  }

  public SigningOptions preferringEncryptionTo(X509Certificate certificate) {
    byte[] encoded = SigningAttributes.keyPreference(certificate);
    return with(
        changed -> {
          changed.preferred = certificate;
          changed.keyPreference = encoded;
        });
  }

  public SigningOptions signingAt(Instant time) {
    return with(changed -> changed.signingTime = time);
  }

  public SigningOptions labelling(SecurityLabel newLabel) {
    return with(changed -> changed.label = newLabel);
  }

  public SigningOptions requestingReceipts(List<String> to) {
    List<String> checked = EssEncoding.receiptAddresses(to);
    return with(changed -> changed.receiptsTo = checked);
  }

  public SigningOptions stampedBy(TimestampSource source) {
    return with(changed -> changed.stamps = source);
  }

  public SigningOptions countersignedBy(SigningOptions other) {
    return with(changed -> changed.countersigner = other);
  }

  public SigningOptions carrying(Attribute first, Attribute... more) {
    List<Attribute> all = AttributeEncoding.joined(attributes, first, more);
    return with(changed -> changed.attributes = all);
  }

  /** Leaves out one of the usual attributes. */
  public SigningOptions without(String type) {
    Set<String> types = Stream.concat(without.stream(), Stream.of(type)).collect(toSet());
    return with(changed -> changed.without = types);
  }

  public SigningOptions withoutCertificates() {
    return with(changed -> changed.withoutCertificates = true);
  }

  /**
   * Uses these providers.
   *
   * @throws IllegalArgumentException if a signer's key does not work with them
   */
  public SigningOptions using(Providers other) {
    profiles.forEach(profile -> profile.checkKey(other));
    return with(changed -> changed.providers = other);
  }

  public SigningOptions reporting(ProgressListener listener) {
    return with(changed -> changed.progress = listener);
  }

  public Providers providers() {
    return providers;
  }

  @Nullable ProgressListener progress() {
    return progress;
  }

  /** Returns the profiles of the signers, without the countersigners. */
  List<SigningProfile> profiles() {
    return profiles;
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
    return profiles.stream().map(each -> DigestAlgorithm.of(each.scheme())).distinct().toList();
  }

  /** Reads the content, and returns its digests. */
  Map<DigestAlgorithm, byte[]> digests(ByteSource content, Transfer pass) throws IOException {
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
      byte[] random = new byte[EssEncoding.RANDOM_OCTETS];
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
    if (keyPreference != null) {
      signed.add(keyPreference);
    }
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
      encoded.add(SigningAttributes.attribute(Oids.TIME_STAMP_TOKEN, stamps.stamp(signature)));
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
        digests(ByteSource.of(signature), new Transfer(null, OptionalLong.empty())),
        signingTime(),
        List.of());
  }

  /** Returns the signing time for a signature that is made now. */
  public Instant signingTime() {
    return signingTime != null ? signingTime : SystemTime.now();
  }

  /**
   * Returns the signers in their order with one digest, if their keys and the caller's choices
   * allow it, or else each with its usual scheme. Some mail programs show no signature if micalg
   * names two digests.
   */
  private static List<SigningProfile> underCommonDigest(
      List<SigningProfile> profiles, Providers providers) {
    for (DigestAlgorithm digest : CANDIDATES) {
      List<SigningProfile> common = under(digest, profiles, providers);
      if (common != null) {
        return common;
      }
    }
    return profiles.stream().map(each -> each.under(each.ownScheme(), providers)).toList();
  }

  private static @Nullable List<SigningProfile> under(
      DigestAlgorithm digest, List<SigningProfile> profiles, Providers providers) {
    List<SignatureScheme> schemes = new ArrayList<>();
    for (SigningProfile profile : profiles) {
      SignatureScheme scheme = scheme(digest, profile);
      if (scheme == null) {
        return null;
      }
      schemes.add(scheme);
    }
    List<SigningProfile> common = new ArrayList<>();
    for (int i = 0; i < schemes.size(); i++) {
      common.add(profiles.get(i).under(schemes.get(i), providers));
    }
    return common;
  }

  /**
   * Returns the scheme of a signer's key with a digest, or null if there is none. The digest is no
   * weaker than the curve of the key (RFC 5753, section 7). A key for RSASSA-PSS only may name its
   * digest (RFC 4055), and keeps its usual scheme.
   */
  private static @Nullable SignatureScheme scheme(DigestAlgorithm digest, SigningProfile profile) {
    SignatureScheme own = profile.ownScheme();
    if (DigestAlgorithm.of(own) == digest) {
      return own;
    }
    if (profile.isChosen()
        || CANDIDATES.indexOf(digest) < CANDIDATES.indexOf(DigestAlgorithm.of(own))) {
      return null;
    }
    boolean longest = digest == DigestAlgorithm.SHA512;
    return switch (own) {
      case RSA_PKCS1_SHA256 ->
          longest ? SignatureScheme.RSA_PKCS1_SHA512 : SignatureScheme.RSA_PKCS1_SHA384;
      case ECDSA_SHA256, ECDSA_SHA384 ->
          longest ? SignatureScheme.ECDSA_SHA512 : SignatureScheme.ECDSA_SHA384;
      default -> null;
    };
  }

  /** The digests of one content for several signers, computed in one pass. */
  public static final class ContentDigests {

    private final Map<DigestAlgorithm, MessageDigest> digests =
        new EnumMap<>(DigestAlgorithm.class);

    static ContentDigests of(Collection<DigestAlgorithm> algorithms, Providers providers)
        throws SmimeException {
      ContentDigests all = new ContentDigests();
      for (DigestAlgorithm algorithm : algorithms) {
        all.digests.put(algorithm, providers.digest(algorithm));
      }
      return all;
    }

    void update(byte[] content, int offset, int length) {
      digests.values().forEach(digest -> Digesting.update(digest, content, offset, length));
    }

    Map<DigestAlgorithm, byte[]> finish() {
      Map<DigestAlgorithm, byte[]> values = new EnumMap<>(DigestAlgorithm.class);
      digests.forEach((algorithm, digest) -> values.put(algorithm, digest.digest()));
      return values;
    }
  }
}
