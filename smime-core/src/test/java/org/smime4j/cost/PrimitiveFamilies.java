package org.smime4j.cost;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.keys.KeyEntry;
import org.smime4j.keys.PasswordSource;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/**
 * Each primitive type of ASN.1, as long as its author likes, in each place where a stranger's
 * octets are read: names, numbers, times and extensions of certificates, attributes, recipients,
 * CRLs, OCSP responses, time stamps, key files. One value of nearly a megabyte, or 60 that are as
 * long together.
 */
final class PrimitiveFamilies {

  private static final int MOST = 900_000;
  private static final int MANY = 60;
  private static final byte[] TEXT =
      "Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final KeyPair ALICE = TestPki.generate("P-256");
  private static final String DATE_OF_BIRTH = "1.3.6.1.5.5.7.9.1";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final byte[] NAME = name(COMMON_NAME, string("Cost"));

  private PrimitiveFamilies() {}

  // ---- types ---------------------------------------------------------------------------------

  /** A value of about so many octets. */
  private static final Map<String, IntFunction<byte[]>> TYPES = new LinkedHashMap<>();

  /** Those on which Bouncy Castle or the JDK works longer than they are long. */
  private static final Set<String> SLOW =
      Set.of(
          "GeneralizedTime of zeros",
          "INTEGER",
          "OBJECT IDENTIFIER of one arc",
          "UTF8String of marks",
          "SET of numbers",
          "SEQUENCE of deep ones");

  /** Where all types are tried. */
  private static final Set<String> THOROUGH =
      Set.of("subject of a certificate in a message", "issuer of a recipient", "date of a CRL");

  static {
    TYPES.put("GeneralizedTime of zeros", n -> filled(0x18, "20260601120000.", n, '0', "Z"));
    TYPES.put("GeneralizedTime of ones", n -> filled(0x18, "20260601120000.", n, '1', "Z"));
    TYPES.put("GeneralizedTime with a zone", n -> filled(0x18, "20260601120000.", n, '1', "+0100"));
    TYPES.put("UTCTime", n -> filled(0x17, "260601120000", n, '0', "Z"));
    TYPES.put("INTEGER", n -> filled(0x02, "", n, 'Z', ""));
    TYPES.put("ENUMERATED", n -> filled(0x0a, "", n, 'Z', ""));
    TYPES.put("REAL", n -> filled(0x09, "3", n, '5', ""));
    TYPES.put("OBJECT IDENTIFIER of one arc", n -> filled(0x06, "*", n, (char) 0x85, "a"));
    TYPES.put("OBJECT IDENTIFIER of many arcs", n -> filled(0x06, "*", n, (char) 5, "a"));
    TYPES.put("RELATIVE-OID", n -> filled(0x0d, "", n, (char) 0x85, "a"));
    TYPES.put("BIT STRING", n -> filled(0x03, "\0", n, 'Z', ""));
    TYPES.put("OCTET STRING", n -> filled(0x04, "", n, 'Z', ""));
    TYPES.put("UTF8String", n -> filled(0x0c, "", n, '#', ""));
    TYPES.put(
        "UTF8String of marks",
        n ->
            primitive(0x0c, ("a" + "\u0301\u0316".repeat(n / 4)).getBytes(StandardCharsets.UTF_8)));
    TYPES.put("PrintableString of blanks", n -> filled(0x13, "a", n, ' ', "b"));
    TYPES.put("TeletexString", n -> filled(0x14, "", n, (char) 0xe9, ""));
    TYPES.put("BMPString", n -> filled(0x1e, "", n / 2 * 2, 'a', ""));
    TYPES.put("UniversalString", n -> filled(0x1c, "", n / 4 * 4, (char) 0, ""));
    TYPES.put(
        "SET of numbers",
        n -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          for (int i = n / 5; i > 0; i--) {
            all.writeBytes(new byte[] {2, 3, (byte) (1 + (i >> 16)), (byte) (i >> 8), (byte) i});
          }
          return primitive(0x31, all.toByteArray());
        });
    TYPES.put(
        "SEQUENCE of deep ones",
        n -> {
          byte[] deep = {};
          for (int i = 0; i < 12; i++) {
            deep = primitive(0x30, deep);
          }
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          while (all.size() < n) {
            all.writeBytes(deep);
          }
          return primitive(0x30, all.toByteArray());
        });
  }

  private static byte[] primitive(int tag, byte[] value) {
    return new DerWriter().primitive(tag, value).toByteArray();
  }

  private static byte[] filled(int tag, String before, int n, char each, String after) {
    byte[] value = new byte[before.length() + n + after.length()];
    Arrays.fill(value, (byte) each);
    System.arraycopy(before.getBytes(StandardCharsets.ISO_8859_1), 0, value, 0, before.length());
    byte[] end = after.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(end, 0, value, value.length - end.length, end.length);
    return primitive(tag, value);
  }

  // ---- what the values stand in --------------------------------------------------------------

  private static byte[] string(String text) {
    return primitive(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sequence(byte[]... parts) {
    return new DerWriter().sequence().raw(List.of(parts)).end().toByteArray();
  }

  private static byte[] set(byte[]... parts) {
    return new DerWriter().begin(0x31).raw(List.of(parts)).end().toByteArray();
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    return new DerWriter().begin(tag).raw(List.of(parts)).end().toByteArray();
  }

  private static byte[] oid(String dotted) {
    return new DerWriter().oid(dotted).toByteArray();
  }

  private static byte[] octets(byte[] value) {
    return primitive(0x04, value);
  }

  private static byte[] number(long value) {
    return new DerWriter().integer(value).toByteArray();
  }

  private static byte[] attribute(String type, byte[]... values) {
    return sequence(oid(type), set(values));
  }

  private static byte[] name(String type, byte[]... values) {
    return new DerWriter()
        .sequence()
        .raw(Arrays.stream(values).map(each -> set(sequence(oid(type), each))).toList())
        .end()
        .toByteArray();
  }

  private static byte[] extension(String type, byte[] value) {
    return sequence(oid(type), octets(value));
  }

  private static byte[] algorithm(String type, byte[]... parameters) {
    return new DerWriter().sequence().oid(type).raw(List.of(parameters)).end().toByteArray();
  }

  private static byte[] signed(byte[] part, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(part);
      byte[] bits = signature.sign();
      return sequence(
          part,
          algorithm(HostileSignatures.ECDSA_SHA256),
          new DerWriter().bitString(bits).toByteArray());
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final byte[] ROOT_NAME =
      HostileCertificates.ROOT.certificate().getSubjectX500Principal().getEncoded();

  private static final byte[] UNTIL =
      primitive(0x17, "360601120000Z".getBytes(StandardCharsets.US_ASCII));
  private static final byte[] SINCE =
      primitive(0x17, "200601120000Z".getBytes(StandardCharsets.US_ASCII));

  /** A certificate of Alice's that the root signed, with one part of another's making. */
  private static byte[] certificate(int serial, String place, byte[] value) {
    boolean isExtension = Character.isDigit(place.charAt(0));
    byte[] address =
        extension(
            "2.5.29.17",
            sequence(primitive(0x81, "alice@example.org".getBytes(StandardCharsets.US_ASCII))));
    byte[] extensions =
        place.equals("2.5.29.17")
            ? sequence(extension(place, value))
            : isExtension ? sequence(address, extension(place, value)) : sequence(address);
    byte[] part =
        sequence(
            tagged(0xa0, number(2)),
            place.equals("serial") ? value : number(1000 + serial),
            algorithm(HostileSignatures.ECDSA_SHA256),
            place.equals("issuer") || place.equals("names") ? value : ROOT_NAME,
            sequence(place.equals("since") ? value : SINCE, place.equals("until") ? value : UNTIL),
            place.equals("subject") || place.equals("names") ? value : NAME,
            place.equals("key") ? value : ALICE.getPublic().getEncoded(),
            tagged(0xa3, extensions));
    return signed(part, HostileCertificates.ROOT.privateKey());
  }

  private static byte[] signer(int serial, byte[][] more, byte[]... unsigned) {
    try {
      List<byte[]> attributes = new ArrayList<>(List.of(more));
      attributes.add(attribute(Oids.CONTENT_TYPE, oid(Oids.DATA)));
      attributes.add(
          attribute(
              Oids.MESSAGE_DIGEST, octets(MessageDigest.getInstance("SHA-256").digest(TEXT))));
      attributes.sort(Arrays::compareUnsigned);
      byte[] all = set(attributes.toArray(byte[][]::new));
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(ALICE.getPrivate());
      signature.update(all);
      byte[] implicit = all.clone();
      implicit[0] = (byte) 0xa0;
      byte[][] parts = {
        number(1),
        sequence(ROOT_NAME, number(1000 + serial)),
        algorithm(HostileSignatures.SHA256),
        implicit,
        algorithm(HostileSignatures.ECDSA_SHA256),
        octets(signature.sign())
      };
      List<byte[]> signer = new ArrayList<>(List.of(parts));
      if (unsigned.length > 0) {
        signer.add(tagged(0xa1, unsigned));
      }
      return sequence(signer.toArray(byte[][]::new));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] message(List<byte[]> certificates, List<byte[]> crls, byte[]... signers) {
    DerWriter writer = new DerWriter().sequence().oid(Oids.SIGNED_DATA).tagged(0).sequence();
    writer.integer(1).raw(set(algorithm(HostileSignatures.SHA256)));
    writer.raw(sequence(oid(Oids.DATA), tagged(0xa0, octets(TEXT))));
    writer.raw(tagged(0xa0, certificates.toArray(byte[][]::new)));
    if (!crls.isEmpty()) {
      writer.raw(tagged(0xa1, crls.toArray(byte[][]::new)));
    }
    return writer.raw(set(signers)).end().end().end().toByteArray();
  }

  private static byte[] enveloped(byte[] recipients, byte[] parameters, byte[]... unprotected) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(number(2));
    parts.add(recipients);
    parts.add(
        sequence(
            oid(Oids.DATA), algorithm(Oids.AES256_CBC, parameters), primitive(0x80, new byte[64])));
    if (unprotected.length > 0) {
      parts.add(tagged(0xa1, unprotected));
    }
    return sequence(
        oid("1.2.840.113549.1.7.3"), tagged(0xa0, sequence(parts.toArray(byte[][]::new))));
  }

  private static final byte[] IV = octets(new byte[16]);

  private static byte[] transport(byte[] issuer) {
    return sequence(
        number(0),
        sequence(issuer, number(7)),
        algorithm(HostileSignatures.RSA),
        octets(new byte[256]));
  }

  private static byte[] agreement(byte[] identifier) {
    return tagged(
        0xa1,
        number(3),
        tagged(
            0xa0,
            tagged(
                0xa1,
                algorithm("1.2.840.10045.2.1"),
                new DerWriter().bitString(new byte[65]).toByteArray())),
        algorithm("1.3.132.1.11.1", algorithm("2.16.840.1.101.3.4.1.45")),
        sequence(sequence(identifier, octets(new byte[40]))));
  }

  // ---- places --------------------------------------------------------------------------------

  /** An input that has these values in one place. */
  private interface Place {
    byte[] with(List<byte[]> values) throws Exception;
  }

  private record Road(Place place, Family.Reading reading) {}

  private static final Map<String, Road> ROADS = new LinkedHashMap<>();

  private static void road(String name, Family.Reading reading, Place place) {
    ROADS.put(name, new Road(place, reading));
  }

  private static byte[][] each(List<byte[]> values, Function<byte[], byte[]> made) {
    return values.stream().map(made).toArray(byte[][]::new);
  }

  private static byte[] ofCertificates(String place, List<byte[]> values) {
    List<byte[]> certificates = new ArrayList<>();
    for (byte[] value : values) {
      certificates.add(certificate(certificates.size(), place, value));
    }
    return message(certificates, List.of(), signer(0, new byte[0][]));
  }

  /** Names and extensions, each as a certificate in a message has it. */
  private static Map<String, Function<byte[], byte[]>> ofACertificate() {
    Map<String, Function<byte[], byte[]>> places = new LinkedHashMap<>();
    places.put("serial", value -> value);
    places.put("since", value -> value);
    places.put("until", value -> value);
    places.put("issuer", value -> name(COMMON_NAME, value));
    places.put("subject", value -> name(DATE_OF_BIRTH, value));
    places.put(
        "key",
        value ->
            sequence(
                algorithm("1.2.840.10045.2.1", value),
                new DerWriter().bitString(new byte[65]).toByteArray()));
    places.put("2.5.29.14", value -> value); // subjectKeyIdentifier
    places.put("2.5.29.15", value -> value); // keyUsage
    places.put("2.5.29.16", value -> sequence(primitive(0x80, value), value)); // usage period
    places.put(
        "2.5.29.17",
        value ->
            sequence(
                tagged(0xa0, oid("1.3.6.1.5.5.7.8.9"), tagged(0xa0, value)),
                tagged(0xa4, name(DATE_OF_BIRTH, value)),
                primitive(0x88, value)));
    places.put("2.5.29.19", value -> sequence(primitive(0x01, new byte[] {-1}), value));
    places.put(
        "2.5.29.30",
        value ->
            sequence(
                tagged(0xa0, sequence(tagged(0xa4, name(DATE_OF_BIRTH, value)))),
                tagged(0xa1, sequence(tagged(0xa0, oid(DATE_OF_BIRTH), tagged(0xa0, value))))));
    places.put(
        "2.5.29.31",
        value ->
            sequence(
                sequence(
                    tagged(0xa0, tagged(0xa0, tagged(0xa4, name(DATE_OF_BIRTH, value)))),
                    tagged(0xa2, tagged(0xa4, name(COMMON_NAME, value))))));
    places.put(
        "2.5.29.32",
        value ->
            sequence(
                sequence(
                    oid("1.2.3"), sequence(sequence(oid("1.3.6.1.5.5.7.2.2"), sequence(value))))));
    places.put("2.5.29.33", value -> sequence(sequence(value, value)));
    places.put(
        "2.5.29.35",
        value ->
            sequence(
                tagged(0xa1, tagged(0xa4, name(DATE_OF_BIRTH, value))),
                primitive(0x82, Arrays.copyOfRange(value, 4, value.length))));
    places.put(
        "2.5.29.36",
        value -> sequence(primitive(0x80, Arrays.copyOfRange(value, 4, value.length))));
    places.put("2.5.29.37", value -> sequence(value));
    places.put("2.5.29.54", value -> value); // inhibitAnyPolicy
    places.put("2.5.29.9", value -> sequence(attribute(DATE_OF_BIRTH, value)));
    places.put(
        "1.3.6.1.5.5.7.1.1",
        value ->
            sequence(
                sequence(oid("1.3.6.1.5.5.7.48.1"), tagged(0xa4, name(DATE_OF_BIRTH, value)))));
    places.put("1.2.840.113549.1.9.15", value -> sequence(sequence(oid("1.2.3"), value)));
    places.put("1.2.3.4", value -> value);
    return places;
  }

  private static Object file(byte[] octets, boolean crls) throws IOException {
    Path file = Files.createTempFile("cost", ".der");
    try {
      Files.write(file, octets);
      if (!crls) {
        return CertificateFiles.readCertificates(file);
      }
      var read = CertificateFiles.readCrls(file);
      byte[] mail =
          message(List.of(certificate(0, "none", NAME)), List.of(), signer(0, new byte[0][]));
      return MailReader.with(
              Decryptor.with(KeyHistory.of()),
              Verifier.trusting(PathFamilies.trust().revocation(Revocation.crls(read.crls()))))
          .open(ByteSource.of(mail));
    } finally {
      Files.delete(file);
    }
  }

  private static Object directory(byte[] message) throws IOException {
    return CertificateBook.ofDirectoryValues(
        List.of(), List.of(message), "a directory", note -> {});
  }

  private static byte[] crl(byte[] issuer, byte[] since, byte[] entries, byte[]... extensions) {
    List<byte[]> parts =
        new ArrayList<>(
            List.of(
                number(1),
                algorithm(HostileSignatures.ECDSA_SHA256),
                issuer,
                since,
                UNTIL,
                entries));
    if (extensions.length > 0) {
      parts.add(tagged(0xa0, sequence(extensions)));
    }
    return signed(sequence(parts.toArray(byte[][]::new)), HostileCertificates.ROOT.privateKey());
  }

  private static Object responses(byte[] response) throws IOException {
    byte[] mail =
        message(List.of(certificate(0, "none", NAME)), List.of(), signer(0, new byte[0][]));
    return MailReader.with(
            Decryptor.with(KeyHistory.of()),
            Verifier.trusting(PathFamilies.trust().revocation(Revocation.ocsp(List.of(response)))))
        .open(ByteSource.of(mail));
  }

  private static byte[] ocsp(byte[] responder, byte[] time, byte[]... extensions) {
    byte[] id =
        sequence(
            algorithm(HostileSignatures.SHA256),
            octets(new byte[32]),
            octets(new byte[32]),
            number(1000));
    byte[] data =
        sequence(
            tagged(0xa1, responder),
            time,
            sequence(sequence(id, primitive(0x80, new byte[0]), time)),
            tagged(0xa1, sequence(extensions)));
    return sequence(
        primitive(0x0a, new byte[1]),
        tagged(
            0xa0,
            sequence(
                oid("1.3.6.1.5.5.7.48.1.1"),
                octets(signed(data, HostileCertificates.ROOT.privateKey())))));
  }

  private static byte[] pfx(byte[]... attributes) {
    byte[] bag =
        sequence(
            oid("1.2.840.113549.1.12.10.1.3"),
            tagged(
                0xa0,
                sequence(
                    oid("1.2.840.113549.1.9.22.1"),
                    tagged(0xa0, octets(certificate(0, "none", NAME))))),
            set(attributes));
    byte[] safe = sequence(sequence(oid(Oids.DATA), tagged(0xa0, octets(sequence(bag)))));
    return sequence(number(3), sequence(oid(Oids.DATA), tagged(0xa0, octets(safe))));
  }

  static {
    ofACertificate()
        .forEach(
            (place, made) -> {
              Place values = all -> ofCertificates(place, all.stream().map(made).toList());
              road(place + " of a certificate in a message", SignatureFamilies::open, values);
              if (!Character.isDigit(place.charAt(0)) || place.equals("2.5.29.35")) {
                road(place + " of an anchor", file -> file(file, false), values);
                road(
                    place + " of a certificate in a directory",
                    PrimitiveFamilies::directory,
                    values);
              }
            });
    road(
        "subject of certificates in a key file",
        FileFamilies::keys,
        values ->
            ofCertificates(
                "subject", values.stream().map(each -> name(DATE_OF_BIRTH, each)).toList()));
    road(
        "both names of certificates in a key file, whose chains are asked for",
        file ->
            KeyHistory.read(file, "file", PasswordSource.of()).entries().stream()
                .map(KeyEntry::hasWholeChain)
                .toList(),
        values ->
            ofCertificates("names", values.stream().map(each -> name(COMMON_NAME, each)).toList()));
    for (String type :
        List.of(
            Oids.SIGNING_TIME,
            Oids.SMIME_CAPABILITIES,
            Oids.SECURITY_LABEL,
            Oids.RECEIPT_REQUEST,
            Oids.CMS_ALGORITHM_PROTECTION,
            Oids.SIGNING_CERTIFICATE_V2,
            Oids.ENCRYPTION_KEY_PREFERENCE,
            "1.2.3")) {
      road(
          "signed attribute " + type,
          SignatureFamilies::open,
          values ->
              message(
                  List.of(certificate(0, "none", NAME)),
                  List.of(),
                  signer(0, each(values, value -> attribute(type, value)))));
    }
    road(
        "parts of a key preference",
        SignatureFamilies::open,
        values ->
            message(
                List.of(certificate(0, "none", NAME)),
                List.of(),
                signer(
                    0,
                    each(
                        values,
                        value ->
                            attribute(
                                Oids.ENCRYPTION_KEY_PREFERENCE,
                                tagged(0xa0, name(DATE_OF_BIRTH, value), value))))));
    road(
        "issuer that a signature is bound to",
        SignatureFamilies::open,
        values ->
            message(
                List.of(certificate(0, "none", NAME)),
                List.of(),
                signer(
                    0,
                    each(
                        values,
                        value ->
                            attribute(
                                Oids.SIGNING_CERTIFICATE_V2,
                                sequence(
                                    sequence(
                                        sequence(
                                            octets(new byte[32]),
                                            sequence(
                                                sequence(tagged(0xa4, name(DATE_OF_BIRTH, value))),
                                                value)))))))));
    road(
        "unsigned attribute",
        SignatureFamilies::open,
        values ->
            message(
                List.of(certificate(0, "none", NAME)),
                List.of(),
                signer(0, new byte[0][], each(values, value -> attribute("1.2.3", value)))));
    road(
        "time in a time stamp",
        SignatureFamilies::open,
        values ->
            message(
                List.of(certificate(0, "none", NAME)),
                List.of(),
                signer(
                    0,
                    new byte[0][],
                    each(
                        values,
                        value ->
                            attribute(
                                "1.2.840.113549.1.9.16.2.14",
                                sequence(
                                    oid(Oids.SIGNED_DATA),
                                    tagged(
                                        0xa0,
                                        sequence(
                                            number(3),
                                            set(algorithm(HostileSignatures.SHA256)),
                                            sequence(
                                                oid(Oids.TST_INFO),
                                                tagged(
                                                    0xa0,
                                                    octets(
                                                        sequence(
                                                            number(1),
                                                            oid("1.2.3"),
                                                            sequence(
                                                                algorithm(HostileSignatures.SHA256),
                                                                octets(new byte[32])),
                                                            value,
                                                            value)))),
                                            set(signer(0, new byte[0][]))))))))));
    road(
        "issuer of a recipient",
        MailFamilies::open,
        values -> enveloped(set(each(values, value -> transport(name(DATE_OF_BIRTH, value)))), IV));
    road(
        "serial of a recipient",
        MailFamilies::open,
        values ->
            enveloped(
                set(
                    each(
                        values,
                        value ->
                            sequence(
                                number(0),
                                sequence(ROOT_NAME, value),
                                algorithm(HostileSignatures.RSA),
                                octets(new byte[256])))),
                IV));
    road(
        "parameters of a recipient",
        MailFamilies::open,
        values ->
            enveloped(
                set(
                    each(
                        values,
                        value ->
                            sequence(
                                number(0),
                                sequence(ROOT_NAME, number(7)),
                                algorithm("1.2.840.113549.1.1.7", value),
                                octets(new byte[256])))),
                IV));
    road(
        "date of a recipient's key",
        MailFamilies::open,
        values ->
            enveloped(
                set(each(values, value -> agreement(tagged(0xa0, octets(new byte[20]), value)))),
                IV));
    road(
        "date of a shared key",
        MailFamilies::open,
        values ->
            enveloped(
                set(
                    each(
                        values,
                        value ->
                            tagged(
                                0xa2,
                                number(4),
                                sequence(octets(new byte[8]), value),
                                algorithm("2.16.840.1.101.3.4.1.45"),
                                octets(new byte[40])))),
                IV));
    road(
        "parameters of the cipher",
        MailFamilies::open,
        values -> enveloped(set(transport(ROOT_NAME)), values.get(0)));
    road(
        "attribute beside encrypted content",
        MailFamilies::open,
        values ->
            enveloped(
                set(transport(ROOT_NAME)), IV, each(values, value -> attribute("1.2.3", value))));
    road(
        "date of a CRL",
        file -> file(file, true),
        values -> crl(ROOT_NAME, values.get(0), sequence()));
    road(
        "issuer of a CRL",
        file -> file(file, true),
        values -> crl(name(DATE_OF_BIRTH, values.toArray(byte[][]::new)), SINCE, sequence()));
    road(
        "dates of entries of a CRL",
        file -> file(file, true),
        values ->
            crl(ROOT_NAME, SINCE, sequence(each(values, value -> sequence(number(1000), value)))));
    road(
        "extensions of entries of a CRL",
        file -> file(file, true),
        values ->
            crl(
                ROOT_NAME,
                SINCE,
                sequence(
                    each(
                        values,
                        value ->
                            sequence(
                                number(1000),
                                SINCE,
                                sequence(
                                    extension("2.5.29.24", value),
                                    extension("2.5.29.21", value)))))));
    road(
        "number of a CRL",
        file -> file(file, true),
        values -> crl(ROOT_NAME, SINCE, sequence(), extension("2.5.29.20", values.get(0))));
    road(
        "scope of a CRL",
        file -> file(file, true),
        values ->
            crl(
                ROOT_NAME,
                SINCE,
                sequence(),
                extension(
                    "2.5.29.28",
                    sequence(
                        tagged(
                            0xa0,
                            tagged(
                                0xa0,
                                each(
                                    values,
                                    value -> tagged(0xa4, name(DATE_OF_BIRTH, value)))))))));
    road(
        "CRL in a message",
        SignatureFamilies::open,
        values ->
            message(
                List.of(certificate(0, "none", NAME)),
                List.of(crl(ROOT_NAME, values.get(0), sequence())),
                signer(0, new byte[0][])));
    road(
        "date of an OCSP response",
        PrimitiveFamilies::responses,
        values -> ocsp(ROOT_NAME, values.get(0)));
    road(
        "responder of an OCSP response",
        PrimitiveFamilies::responses,
        values ->
            ocsp(
                name(DATE_OF_BIRTH, values.toArray(byte[][]::new)),
                primitive(0x18, "20260601120000Z".getBytes(StandardCharsets.US_ASCII))));
    road(
        "extension of an OCSP response",
        PrimitiveFamilies::responses,
        values ->
            ocsp(
                ROOT_NAME,
                primitive(0x18, "20260601120000Z".getBytes(StandardCharsets.US_ASCII)),
                each(values, value -> extension("1.3.6.1.5.5.7.48.1.2", value))));
    road(
        "attributes in a PFX",
        FileFamilies::keys,
        values -> pfx(each(values, value -> attribute("1.2.840.113549.1.9.21", value))));
    road(
        "names in a PFX",
        FileFamilies::keys,
        values -> pfx(each(values, value -> attribute("1.2.840.113549.1.9.20", value))));
    road(
        "attributes of a private key",
        FileFamilies::keys,
        values ->
            FileFamilies.pem(
                "PRIVATE KEY",
                sequence(
                    number(0),
                    algorithm("1.2.840.10045.2.1", oid(Oids.P256)),
                    octets(sequence(number(1), octets(new BigInteger("7").toByteArray()))),
                    tagged(0xa0, each(values, value -> attribute("1.2.3", value))))));
    road(
        "parameters of a private key",
        FileFamilies::keys,
        values ->
            FileFamilies.pem(
                "PRIVATE KEY",
                sequence(
                    number(0),
                    algorithm("1.2.840.10045.2.1", values.get(0)),
                    octets(sequence(number(1), octets(new byte[32]))))));
    road(
        "a private key",
        FileFamilies::keys,
        values ->
            FileFamilies.pem(
                "PRIVATE KEY",
                sequence(
                    number(0),
                    algorithm(HostileSignatures.RSA),
                    octets(
                        sequence(
                            number(0),
                            values.get(0),
                            number(3),
                            number(3),
                            number(3),
                            number(3),
                            number(3),
                            number(3),
                            number(3))))));
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    ROADS.forEach(
        (place, road) -> {
          TYPES.forEach(
              (type, made) -> {
                if (SLOW.contains(type) || THOROUGH.contains(place)) {
                  all.add(
                      new Family(
                          type + ", " + place,
                          MOST,
                          n -> road.place().with(List.of(made.apply(n))),
                          road.reading()));
                }
              });
          IntFunction<byte[]> time = Objects.requireNonNull(TYPES.get("GeneralizedTime of zeros"));
          all.add(
              new Family(
                  MANY + " times, " + place,
                  MOST,
                  n -> road.place().with(Collections.nCopies(MANY, time.apply(n / MANY))),
                  road.reading()));
        });
    return all;
  }
}
