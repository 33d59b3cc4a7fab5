package org.smime4j.internal.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.encoders.Hex;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PasswordDecryption;
import org.smime4j.internal.keyfile.Unreadable;

/**
 * Reads all blocks of a PEM file (RFC 7468), whatever text stands around them. Keys that OpenSSL
 * encrypted in its first way, by the headers of RFC 1421, are opened too.
 */
public record PemReader(PasswordDecryption decryption, KeyMaterial material) {

  private record Scheme(int keyBits, Supplier<BlockCipher> cipher) {}

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+):[ \\t]*(.*)");

  private static final Map<String, Scheme> SCHEMES =
      Map.ofEntries(
          Map.entry("AES-128-CBC", new Scheme(128, AESEngine::newInstance)),
          Map.entry("AES-192-CBC", new Scheme(192, AESEngine::newInstance)),
          Map.entry("AES-256-CBC", new Scheme(256, AESEngine::newInstance)),
          Map.entry("CAMELLIA-128-CBC", new Scheme(128, CamelliaEngine::new)),
          Map.entry("CAMELLIA-192-CBC", new Scheme(192, CamelliaEngine::new)),
          Map.entry("CAMELLIA-256-CBC", new Scheme(256, CamelliaEngine::new)),
          Map.entry("DES-EDE3-CBC", new Scheme(192, DESedeEngine::new)),
          Map.entry("DES-EDE-CBC", new Scheme(128, DESedeEngine::new)),
          Map.entry("DES-CBC", new Scheme(64, DESEngine::new)),
          Map.entry("RC2-CBC", new Scheme(128, RC2Engine::new)),
          Map.entry("RC2-64-CBC", new Scheme(64, RC2Engine::new)),
          Map.entry("RC2-40-CBC", new Scheme(40, RC2Engine::new)));

  static boolean looksLikePem(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1).contains(BEGIN);
  }

  void read(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    int number = 0;
    int position = text.indexOf(BEGIN);
    // The same end is found again by all beginnings before it: each octet is looked at once.
    int bodyEnd = text.indexOf(END);
    while (position >= 0) {
      int labelStart = position + BEGIN.length();
      int labelEnd = text.indexOf(DASHES, labelStart);
      if (labelEnd < 0) {
        return;
      }
      String label = text.substring(labelStart, labelEnd);
      int bodyStart = labelEnd + DASHES.length();
      if (bodyEnd >= 0 && bodyEnd < bodyStart) {
        bodyEnd = text.indexOf(END, bodyStart);
      }
      int next = text.indexOf(BEGIN, bodyStart);
      if (concernsUs(label)) {
        number++;
        String name = "block " + number + " (" + label + ")";
        try {
          if (bodyEnd < 0 || (next >= 0 && next < bodyEnd)) {
            throw Unreadable.damaged("its end is missing");
          }
          block(text.substring(bodyStart, bodyEnd));
        } catch (Unreadable e) {
          material.skip(name, e);
        } catch (RuntimeException e) {
          material.skip(name, Unreadable.damaged("it is damaged"));
        }
      }
      position = next;
    }
  }

  private static boolean concernsUs(String label) {
    return label.length() < 64
        && ((label.endsWith("PRIVATE KEY") && !label.startsWith("OPENSSH"))
            || label.endsWith("CERTIFICATE")
            || label.equals("CERTIFICATE CHAIN")
            || label.equals("PKCS7")
            || label.equals("PKCS #7 SIGNED DATA")
            || label.equals("CMS")
            || label.equals("PKCS12"));
  }

  private void block(String body) throws Unreadable {
    StringBuilder base64 = new StringBuilder(body.length());
    String encryption = null;
    for (String line : body.split("[\\r\\n]+", -1)) {
      Matcher header = line.indexOf(':') < 0 ? null : HEADER.matcher(line);
      if (header != null && header.matches()) {
        if (header.group(1).equalsIgnoreCase("DEK-Info")) {
          encryption = header.group(2).strip();
        }
      } else {
        base64.append(line);
      }
    }
    byte[] octets;
    try {
      octets = Base64.getMimeDecoder().decode(base64.toString());
    } catch (IllegalArgumentException e) {
      throw Unreadable.damaged("it is not Base64");
    }
    DerReader reader = new DerReader(decryption, material);
    if (encryption == null) {
      reader.read(octets);
    } else if (!material.opensKeys()) {
      material.addLocked();
    } else {
      byte[] plaintext = decrypt(encryption, octets);
      try {
        reader.read(plaintext);
      } finally {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
  }

  /** The headers' key derivation is one MD5, from the first eight octets of the IV. */
  private byte[] decrypt(String encryption, byte[] ciphertext) throws Unreadable {
    String[] nameAndIv = encryption.split(",", 2);
    Scheme scheme = SCHEMES.get(nameAndIv[0].strip().toUpperCase(Locale.ROOT));
    if (scheme == null) {
      throw Unreadable.unsupported(
          "it is encrypted by " + nameAndIv[0] + ", which is not supported");
    }
    String hex = nameAndIv.length < 2 ? "" : nameAndIv[1].strip();
    if (!hex.matches("(?i)[0-9a-f]{" + 2 * scheme.cipher.get().getBlockSize() + "}")) {
      throw Unreadable.damaged("its DEK-Info header is damaged");
    }
    byte[] iv = Hex.decode(hex);
    return decryption
        .passwords()
        .open(
            password -> {
              for (byte[] encoding : password.utf8()) {
                OpenSSLPBEParametersGenerator generator = new OpenSSLPBEParametersGenerator();
                generator.init(encoding, Arrays.copyOf(iv, 8));
                byte[] key =
                    ((KeyParameter) generator.generateDerivedParameters(scheme.keyBits)).getKey();
                byte[] plaintext =
                    PasswordDecryption.cbc(
                        scheme.cipher.get(), key, scheme.keyBits, iv, ciphertext);
                if (plaintext != null && isSequence(plaintext)) {
                  return plaintext;
                }
              }
              return null;
            });
  }

  private boolean isSequence(byte[] plaintext) {
    try {
      return Ber.looksLikeDer(plaintext)
          && Ber.read(plaintext, decryption.derivation().limits()) != null;
    } catch (Unreadable wrongPassword) {
      return false;
    }
  }
}
