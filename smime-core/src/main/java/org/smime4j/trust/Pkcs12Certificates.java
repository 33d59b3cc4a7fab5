package org.smime4j.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException.LimitExceeded;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.base.Bound;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.crypto.Providers;

/**
 * The certificates of one PKCS#12 file (RFC 7292), whatever keys stand beside them. The JDK's key
 * store builds a chain for each key of the file, which is cubic, and derives keys as often as the
 * file asks.
 */
final class Pkcs12Certificates {

  private static final ASN1ObjectIdentifier PKCS5 = new ASN1ObjectIdentifier("1.2.840.113549.1.5");

  private static final ASN1ObjectIdentifier PKCS12 =
      new ASN1ObjectIdentifier("1.2.840.113549.1.12.1");

  /** What one derivation may take, so many times for all passwords and parts together. */
  private static final int FILE = 16;

  private final byte[] octets;
  private final Limits limits;
  private long left;

  /**
   * @param limits of the file's structure and of key derivation
   */
  Pkcs12Certificates(byte[] octets, Limits limits) {
    this.octets = octets;
    this.limits = limits;
    this.left = FILE * Math.min(limits.of(Limit.KDF_ITERATIONS), Long.MAX_VALUE / FILE);
  }

  /**
   * Each certificate, encoded.
   *
   * @param password null for none: then only what lies open is read, and no MAC is checked
   * @throws LimitExceeded if the file asks for more key derivation than it may
   * @throws IOException if the file is no PKCS#12, is damaged, or has another password
   */
  List<byte[]> read(char @Nullable [] password) throws IOException {
    try {
      Pfx pfx = Pfx.getInstance(parse(octets));
      if (password != null && !isAuthentic(pfx, password)) {
        throw new IOException("another password, or altered");
      }
      List<byte[]> certificates = new ArrayList<>();
      for (ASN1Encodable part : ASN1Sequence.getInstance(parse(data(pfx.getAuthSafe())))) {
        add(ContentInfo.getInstance(part), password, certificates);
      }
      return certificates;
    } catch (PKCSException | OperatorCreationException | RuntimeException e) {
      throw new IOException("no PKCS#12 file, or a damaged one", e);
    }
  }

  private boolean isAuthentic(Pfx pfx, char[] password) throws IOException, PKCSException {
    MacData mac = pfx.getMacData();
    // An empty password is written in two ways, and anybody can make the MAC of either.
    if (mac == null || password.length == 0) {
      return true;
    }
    if (mac.getMac().getAlgorithmId().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      spend(mac.getMac().getAlgorithmId());
    } else {
      spend(mac.getIterationCount());
    }
    return new PKCS12PfxPdu(pfx)
        .isMacValid(
            new JcePKCS12MacCalculatorBuilderProvider().setProvider(Providers.bouncyCastle()),
            password);
  }

  private void add(ContentInfo part, char @Nullable [] password, List<byte[]> certificates)
      throws IOException, PKCSException, OperatorCreationException {
    if (part.getContentType().equals(PKCSObjectIdentifiers.data)) {
      addBags(data(part), certificates);
    } else if (part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)
        && password != null) {
      addBags(decrypt(EncryptedData.getInstance(part.getContent()), password), certificates);
    }
  }

  private static byte[] data(ContentInfo part) throws IOException {
    if (!part.getContentType().equals(PKCSObjectIdentifiers.data)) {
      throw new IOException("protected by a public key");
    }
    return ASN1OctetString.getInstance(part.getContent()).getOctets();
  }

  private byte[] decrypt(EncryptedData encrypted, char[] password)
      throws IOException, PKCSException, OperatorCreationException {
    spend(encrypted.getEncryptionAlgorithm());
    try (InputStream plaintext =
        new JcePKCSPBEInputDecryptorProviderBuilder()
            .setProvider(Providers.bouncyCastle())
            .setTryWrongPKCS12Zero(password.length == 0)
            .build(password)
            .get(encrypted.getEncryptionAlgorithm())
            .getInputStream(new ByteArrayInputStream(encrypted.getContent().getOctets()))) {
      return plaintext.readAllBytes();
    }
  }

  private void addBags(byte[] contents, List<byte[]> certificates) throws IOException {
    Deque<ASN1Encodable> waiting = new ArrayDeque<>();
    ASN1Sequence.getInstance(parse(contents)).forEach(waiting::add);
    while (!waiting.isEmpty()) {
      SafeBag bag = SafeBag.getInstance(waiting.remove());
      if (bag.getBagId().equals(PKCSObjectIdentifiers.safeContentsBag)) {
        ASN1Sequence.getInstance(bag.getBagValue()).forEach(waiting::add);
      } else if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
        CertBag certificate = CertBag.getInstance(bag.getBagValue());
        if (certificate.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
          certificates.add(ASN1OctetString.getInstance(certificate.getCertValue()).getOctets());
        }
      }
    }
  }

  /** Scanned before it is parsed. */
  private ASN1Primitive parse(byte[] value) throws IOException {
    try (BerReader scan = new BerReader(Octets.of(value), limits)) {
      scan.skipElement();
    }
    try (ASN1InputStream in = new ASN1InputStream(value)) {
      ASN1Primitive parsed = in.readObject();
      if (parsed == null) {
        throw new IOException("empty");
      }
      return parsed;
    }
  }

  /** Counts the iterations of a derivation before it is done. */
  private void spend(AlgorithmIdentifier algorithm) throws IOException {
    ASN1ObjectIdentifier scheme = algorithm.getAlgorithm();
    ASN1Encodable parameters = algorithm.getParameters();
    if (scheme.equals(PKCSObjectIdentifiers.id_PBES2)) {
      KeyDerivationFunc function = PBES2Parameters.getInstance(parameters).getKeyDerivationFunc();
      spend(new AlgorithmIdentifier(function.getAlgorithm(), function.getParameters()));
    } else if (scheme.equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      spend(PBMAC1Params.getInstance(parameters).getKeyDerivationFunc());
    } else if (scheme.equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      spend(PBKDF2Params.getInstance(parameters).getIterationCount());
    } else if (scheme.on(PKCS12) || scheme.on(PKCS5)) {
      spend(PKCS12PBEParams.getInstance(parameters).getIterations());
    } else {
      throw new IOException("encrypted by another scheme than those of passwords");
    }
  }

  private void spend(BigInteger iterations) throws LimitExceeded {
    Bound.check(
        limits,
        Limit.KDF_ITERATIONS,
        iterations.bitLength() < Long.SIZE ? iterations.longValue() : Long.MAX_VALUE);
    left -= iterations.longValue();
    if (left < 0) {
      throw Failures.limitExceeded(Limit.KDF_ITERATIONS, limits.of(Limit.KDF_ITERATIONS));
    }
  }
}
