package org.smime4j.internal.verify;

import java.io.IOException;
import java.io.InputStream;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.util.io.Streams;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.PlainDer;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.asn1.UtcTime;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * The signed attributes of one signer (RFC 5652, 11): their values, their errors, and the two forms
 * that the signature may cover.
 *
 * @param asReceived the attributes as received, with the SET tag
 * @param reencoded the DER form, which RFC 5652 signs; null if it is not different or was not
 *     computed
 * @param whyNotCompared why the attributes were not compared with their DER form; null if they were
 *     compared, or are clearly DER
 * @param contradictions the attributes that occur twice or have several values
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
record SignedAttributes(
    byte[] asReceived,
    byte @Nullable [] reencoded,
    @Nullable Finding whyNotCompared,
    Map<String, ASN1Encodable> values,
    Map<String, List<ASN1Encodable>> offers,
    List<Finding> contradictions) {

  /** A longer SET is not sorted again, to limit the work for input from strangers. */
  private static final int LONGEST_REENCODED = 64 * 1024;

  /** No attribute that anybody uses has a type as long. */
  private static final int LONGEST_TYPE = 64;

  /** In a longer value in plain DER may stand what {@link TlvScan} does not let pass. */
  private static final int LONGEST_UNCHECKED = 128;

  /** Attributes that may occur only once and with one value (RFC 8551, 2.5). */
  private static final Map<String, String> SINGLE =
      Map.of(
          Oids.CONTENT_TYPE, "contentType",
          Oids.MESSAGE_DIGEST, "messageDigest",
          Oids.SIGNING_TIME, "signingTime",
          Oids.SIGNING_CERTIFICATE, "signingCertificate",
          Oids.SIGNING_CERTIFICATE_V2, "signingCertificateV2",
          Oids.CMS_ALGORITHM_PROTECTION, "CMSAlgorithmProtection");

  /** Attributes with statements or requests of the signer. No verdict depends on them. */
  private static final Set<String> OFFERS =
      Set.of(
          Oids.SMIME_CAPABILITIES,
          Oids.ENCRYPTION_KEY_PREFERENCE,
          Oids.SECURITY_LABEL,
          Oids.RECEIPT_REQUEST,
          Oids.MESSAGE_SIGNATURE_DIGEST);

  /** Attributes that only count when they are signed. */
  private static final Set<String> SIGNED_ONLY =
      Set.of(Oids.CONTENT_TYPE, Oids.MESSAGE_DIGEST, Oids.SIGNING_TIME);

  /**
   * Reads signedAttrs.
   *
   * @param received the complete value with its tag [0]
   * @return the attributes; null if the value is not a SET of attributes
   */
  static @Nullable SignedAttributes read(byte[] received) {
    byte[] set = received.clone();
    set[0] = BerReader.SET;
    try {
      List<Attribute> plain = PlainDer.is(set) ? Attribute.ofPlain(set) : null;
      if (plain != null) {
        return of(set, null, null, plain, Set.of());
      }
      ASN1Set attributes = ASN1Set.getInstance(TlvScan.parse(set, "attributes"));
      return of(
          set,
          reencoded(set, attributes),
          set.length <= LONGEST_REENCODED
              ? null
              : new Finding(Finding.Code.SIGNED_ATTRIBUTES_NOT_DER, "too long"),
          Attribute.of(attributes),
          Set.of());
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle throws various exceptions if this is not a SET of attributes.
      return around(set);
    }
  }

  /**
   * Reads signedAttrs with a value that Bouncy Castle cannot read, such as a REAL, an empty OBJECT
   * IDENTIFIER or an INTEGER with a redundant octet. Such a value is a deviation if no rule needs
   * its attribute.
   */
  private static @Nullable SignedAttributes around(byte[] set) {
    List<Attribute> readable = new ArrayList<>();
    Set<String> odd = new TreeSet<>();
    try (BerReader reader = new BerReader(ByteSource.of(set), Limits.standard(), "signedAttrs")) {
      reader.enter(BerReader.SET, "signedAttrs");
      while (reader.more()) {
        byte[] attribute = reader.element(BerReader.SEQUENCE, "signed attribute");
        try {
          readable.add(Attribute.of(TlvScan.parse(attribute, "attribute")));
        } catch (IOException | RuntimeException e) {
          Attribute unread = Attribute.unread(attribute);
          if (unread.type().equals(Oids.SIGNING_TIME)) {
            // A malformed time counts as none.
            readable.add(unread);
          } else if (SINGLE.containsKey(unread.type())) {
            return null;
          }
          odd.add(unread.type());
        }
      }
      reader.leave();
      return odd.isEmpty() || reader.hasRemaining()
          ? null
          : of(
              set,
              null,
              new Finding(
                  Finding.Code.SIGNED_ATTRIBUTES_NOT_DER,
                  "a value cannot be read, of {0}",
                  String.join(", ", odd)),
              readable,
              odd);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private record Attribute(String type, List<ASN1Encodable> values) {

    static Attribute of(ASN1Encodable encoded) {
      ASN1Sequence attribute = ASN1Sequence.getInstance(encoded);
      String type = SignedAttributes.type(attribute);
      ASN1Set values = ASN1Set.getInstance(attribute.getObjectAt(1));
      return new Attribute(type, List.of(values.toArray()));
    }

    /** Returns an attribute with NULL in place of each value. */
    static Attribute unread(byte[] encoded) throws IOException {
      try (BerReader reader =
          new BerReader(ByteSource.of(encoded), Limits.standard(), "attribute")) {
        reader.enter(BerReader.SEQUENCE, "attribute");
        String type = reader.objectIdentifier("type of an attribute");
        reader.enter(BerReader.SET, "values of an attribute");
        List<ASN1Encodable> values = new ArrayList<>();
        while (reader.more()) {
          reader.skipElement();
          values.add(DERNull.INSTANCE);
        }
        reader.leave();
        reader.leave();
        return new Attribute(type, values);
      }
    }

    static List<Attribute> of(ASN1Set encoded) {
      List<Attribute> attributes = new ArrayList<>();
      for (ASN1Encodable each : encoded) {
        attributes.add(of(each));
      }
      return attributes;
    }

    /**
     * Returns the attributes that are read here of a SET in plain DER, in which all values can be
     * parsed; null if it holds another structure, or the type of one is longer than any.
     */
    static @Nullable List<Attribute> ofPlain(byte[] der) throws IOException {
      List<Attribute> attributes = new ArrayList<>();
      for (Tlv attribute : Tlv.of(der, "attributes").children("attributes")) {
        Tlv type = attribute.child(0, "attribute");
        Tlv values = attribute.child(1, "attribute");
        if (attribute.tag() != BerReader.SEQUENCE
            || type.tag() != BERTags.OBJECT_IDENTIFIER
            || type.end() - type.start() > LONGEST_TYPE
            || values.tag() != BerReader.SET
            || values.end() != attribute.end()) {
          return null;
        }
        String oid = String.valueOf(type.objectIdentifier());
        if (SINGLE.containsKey(oid) || OFFERS.contains(oid)) {
          List<ASN1Encodable> parsed = new ArrayList<>(1);
          for (Tlv value : values.children("values of an attribute")) {
            parsed.add(parsed(value));
          }
          attributes.add(new Attribute(oid, parsed));
        }
      }
      return attributes;
    }

    /** Takes a value in plain DER; what stands in a SEQUENCE is read once it is asked for. */
    private static ASN1Encodable parsed(Tlv value) throws IOException {
      if (value.end() - value.start() > LONGEST_UNCHECKED) {
        TlvScan.check(value.octets(), Limits.standard(), "value of an attribute");
      }
      return switch (value.tag()) {
        case BERTags.OBJECT_IDENTIFIER -> ASN1ObjectIdentifier.fromContents(value.value());
        case BERTags.OCTET_STRING -> new DEROctetString(value.value());
        default -> {
          try (ASN1InputStream in = new ASN1InputStream(value.raw(), true)) {
            yield in.readObject();
          }
        }
      };
    }
  }

  /**
   * @param odd the attributes that are ignored because a value cannot be read
   */
  private static SignedAttributes of(
      byte[] set,
      byte @Nullable [] reencoded,
      @Nullable Finding whyNotCompared,
      List<Attribute> attributes,
      Set<String> odd) {
    Map<String, ASN1Encodable> values = new HashMap<>();
    Map<String, List<ASN1Encodable>> offers = new HashMap<>();
    List<Finding> contradictions = new ArrayList<>();
    Set<String> twice = new HashSet<>();
    for (Attribute attribute : attributes) {
      String type = attribute.type();
      List<ASN1Encodable> ofOne = attribute.values();
      String name = SINGLE.get(type);
      if (name == null) {
        if (OFFERS.contains(type)) {
          offers.merge(type, ofOne, (one, other) -> List.of());
        }
        continue;
      }
      if (ofOne.size() != 1) {
        contradictions.add(
            new Finding(
                Finding.Code.ATTRIBUTES_INVALID,
                "The attribute {0} has {1} values instead of one",
                name,
                ofOne.size()));
      } else if (values.put(type, ofOne.get(0)) != null) {
        contradictions.add(
            new Finding(
                Finding.Code.ATTRIBUTES_INVALID, "The attribute {0} stands there twice", name));
        twice.add(type);
      }
    }
    // An attribute that occurs twice is ignored.
    values.keySet().removeAll(twice);
    offers.keySet().removeAll(odd);
    return new SignedAttributes(set, reencoded, whyNotCompared, values, offers, contradictions);
  }

  private static String type(ASN1Sequence attribute) {
    if (attribute.size() != 2) {
      throw new IllegalArgumentException("not an attribute");
    }
    return ASN1ObjectIdentifier.getInstance(attribute.getObjectAt(0)).getId();
  }

  private static byte @Nullable [] reencoded(byte[] set, ASN1Set attributes) throws IOException {
    if (set.length > LONGEST_REENCODED) {
      return null;
    }
    byte[] der = attributes.getEncoded(ASN1Encoding.DER);
    return Arrays.equals(der, set) ? null : der;
  }

  /** Returns true if the unsigned attributes contain one that is valid only if signed. */
  static boolean misplaced(byte[] unsignedAttrs) {
    byte[] set = unsignedAttrs.clone();
    set[0] = BerReader.SET;
    try {
      for (ASN1Encodable each : ASN1Set.getInstance(TlvScan.parse(set, "attributes"))) {
        if (SIGNED_ONLY.contains(type(ASN1Sequence.getInstance(each)))) {
          return true;
        }
      }
      return false;
    } catch (IOException | RuntimeException e) {
      // Malformed unsigned attributes are ignored: no signature covers them.
      return false;
    }
  }

  /**
   * Returns true if content, which begins as a SET, may be one of signed attributes. If such
   * content is signed without attributes, someone turned signed attributes into content (an
   * ambiguity of RFC 5652).
   */
  static boolean mayBe(byte[] content, Limits limits) {
    try (BerReader reader = new BerReader(ByteSource.of(content), limits, "content")) {
      reader.skipElement();
      Bound.check(limits, Limit.ATTRIBUTES, reader.children());
    } catch (SmimeException.LimitExceeded e) {
      return true;
    } catch (IOException e) {
      return false;
    }
    SignedAttributes attributes = read(content);
    return attributes != null
        && attributes.values.containsKey(Oids.CONTENT_TYPE)
        && attributes.values.containsKey(Oids.MESSAGE_DIGEST);
  }

  /** Returns true if the first octet does not exclude {@link #mayBe}. */
  static boolean beginsLikeOne(ByteSource content) throws IOException {
    byte[] first = new byte[1];
    try (InputStream in = content.open()) {
      return Streams.readFully(in, first, 0, 1) == 1 && first[0] == BerReader.SET;
    }
  }

  /** Returns true if there is a contentType attribute, with any value. */
  boolean nameContentType() {
    return values.containsKey(Oids.CONTENT_TYPE);
  }

  /** The contentType attribute. */
  @Nullable String contentType() {
    return values.get(Oids.CONTENT_TYPE) instanceof ASN1ObjectIdentifier type ? type.getId() : null;
  }

  /** The messageDigest attribute. */
  byte @Nullable [] messageDigest() {
    return values.get(Oids.MESSAGE_DIGEST) instanceof ASN1OctetString digest
        ? digest.getOctets()
        : null;
  }

  /** Returns true if the messageDigest attribute was received in segments, which DER forbids. */
  boolean isDigestConstructed() {
    return values.get(Oids.MESSAGE_DIGEST) instanceof BEROctetString;
  }

  /** Returns the signingTime attribute; null if it is absent or not a time. */
  @Nullable Instant signingTime() {
    ASN1Encodable time = values.get(Oids.SIGNING_TIME);
    try {
      if (time instanceof ASN1UTCTime utc) {
        Instant plain = UtcTime.plain(utc.toString());
        return plain != null ? plain : utc.getAdjustedDate().toInstant();
      }
      if (time instanceof ASN1GeneralizedTime generalized) {
        return generalized.getDate().toInstant();
      }
    } catch (ParseException | RuntimeException e) {
      // A malformed time counts as none.
    }
    return null;
  }

  /** The SMIMEEncryptionKeyPreference attribute (RFC 8551). */
  @Nullable ASN1Encodable encryptionKeyPreference() {
    return offer(Oids.ENCRYPTION_KEY_PREFERENCE);
  }

  /** The SMIMECapabilities attribute (RFC 8551). */
  @Nullable ASN1Encodable capabilities() {
    return offer(Oids.SMIME_CAPABILITIES);
  }

  /** The securityLabel attribute (RFC 2634). */
  @Nullable ASN1Encodable securityLabel() {
    return offer(Oids.SECURITY_LABEL);
  }

  /** The receiptRequest attribute (RFC 2634). */
  @Nullable ASN1Encodable receiptRequest() {
    return offer(Oids.RECEIPT_REQUEST);
  }

  /** The msgSigDigest attribute of a receipt (RFC 2634). */
  @Nullable ASN1Encodable messageSignatureDigest() {
    return offer(Oids.MESSAGE_SIGNATURE_DIGEST);
  }

  private @Nullable ASN1Encodable offer(String type) {
    List<ASN1Encodable> offered = offers.get(type);
    return offered != null && offered.size() == 1 ? offered.get(0) : null;
  }

  /** The CMSAlgorithmProtection attribute (RFC 6211). */
  @Nullable ASN1Encodable algorithmProtection() {
    return values.get(Oids.CMS_ALGORITHM_PROTECTION);
  }

  /** The signingCertificateV2 attribute (RFC 5035). */
  @Nullable ASN1Encodable signingCertificateV2() {
    return values.get(Oids.SIGNING_CERTIFICATE_V2);
  }

  /** The signingCertificate attribute (RFC 2634). */
  @Nullable ASN1Encodable signingCertificate() {
    return values.get(Oids.SIGNING_CERTIFICATE);
  }
}
