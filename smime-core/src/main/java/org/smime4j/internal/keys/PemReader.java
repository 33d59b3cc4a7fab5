package org.smime4j.internal.keys;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
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
import org.smime4j.internal.keyfile.PemText;
import org.smime4j.internal.keyfile.Unreadable;

/**
 * Reads the keys and certificates in a PEM file. Keys that OpenSSL encrypted in its first way, by
 * the headers of RFC 1421, are opened too.
 */
public record PemReader(PasswordDecryption decryption, KeyMaterial material) {

  private record Scheme(int keyBits, Supplier<BlockCipher> cipher) {}

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

  void read(List<PemText.Block> blocks) {
    for (PemText.Block block : blocks) {
      Unreadable damage = null;
      try {
        read(block);
      } catch (Unreadable e) {
        damage = e;
      } catch (RuntimeException e) {
        damage = Unreadable.damaged("it is damaged");
      }
      // Others may hold anything, and a key history wants no CRLs.
      if (damage != null
          && block.kind() != PemText.Kind.OTHER
          && block.kind() != PemText.Kind.CRL) {
        material.skip(block.name(), damage);
      }
    }
  }

  private void read(PemText.Block block) throws Unreadable {
    byte[] octets = block.octets();
    String encryption = block.encryption();
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
