package org.smime4j.internal.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/**
 * AES-CCM (RFC 5084, RFC 3610), for reading. It is counter mode and CBC-MAC; made of these two it
 * streams, where Bouncy Castle's own keeps the content in memory.
 */
public final class CcmDecryption extends AeadDecryption {

  private static final int BLOCK = 16;

  CcmDecryption(
      ByteSource ciphertext,
      long size,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      byte[] tag,
      Providers providers) {
    super(ciphertext, size, nonce, authAttrs, tag, Transform.CBC, providers);
  }

  /** What the octets that a nonce leaves for the length can say. */
  static long most(int nonceOctets) {
    int lengthOctets = 15 - nonceOctets;
    return lengthOctets >= 8 ? Long.MAX_VALUE : (1L << (8 * lengthOctets)) - 1;
  }

  @Override
  Transform stream(byte[] cek, long offset) throws GeneralSecurityException, ProviderUnavailable {
    return Transform.counterMode(cek, formatted(14 - nonce.length, 1 + offset / BLOCK), providers);
  }

  /** A flags octet, the nonce, and a number in what is left. */
  private byte[] formatted(int flags, long number) {
    byte[] block = ByteBuffer.allocate(BLOCK).putLong(8, number).array();
    block[0] = (byte) flags;
    System.arraycopy(nonce, 0, block, 1, nonce.length);
    return block;
  }

  @Override
  TagMaker tagMaker(byte[] cek) throws GeneralSecurityException, ProviderUnavailable {
    Cipher mac = providers.cipher("AES/CBC/NoPadding");
    mac.init(Cipher.ENCRYPT_MODE, Transform.key(cek, "AES"), new IvParameterSpec(new byte[BLOCK]));
    byte[] first = new byte[BLOCK];
    counterMode(cek, first);
    CbcMac chain = new CbcMac(mac);
    int flags =
        (authAttrs == null ? 0 : 0x40) | (((tagOctets() - 2) / 2) << 3) | (14 - nonce.length);
    chain.update(formatted(flags, size), 0, BLOCK);
    if (authAttrs != null) {
      byte[] length =
          authAttrs.length < 0xff00
              ? ByteBuffer.allocate(2).putShort((short) authAttrs.length).array()
              : ByteBuffer.allocate(6).putShort((short) 0xfffe).putInt(authAttrs.length).array();
      chain.update(length, 0, length.length);
      chain.update(authAttrs, 0, authAttrs.length);
      chain.fillBlock();
    }
    return new TagMaker() {
      @Override
      public void update(byte[] plain, int from, int octets) throws GeneralSecurityException {
        chain.update(plain, from, octets);
      }

      @Override
      public byte[] tag() throws GeneralSecurityException {
        chain.fillBlock();
        byte[] tag = chain.last.clone();
        for (int i = 0; i < BLOCK; i++) {
          tag[i] ^= first[i];
        }
        return tag;
      }
    };
  }

  /** Counter block 0 encrypted, into a block of zeros. */
  private void counterMode(byte[] cek, byte[] zeros)
      throws GeneralSecurityException, ProviderUnavailable {
    Transform.counterMode(cek, formatted(14 - nonce.length, 0), providers)
        .update(zeros, 0, BLOCK, zeros, 0);
  }

  /** The last block of a CBC encryption. */
  private static final class CbcMac {
    private final Transform cipher;
    private final byte[] scrap = new byte[Pieces.LARGEST + Transform.SLACK];
    private final byte[] last = new byte[BLOCK];
    private int inBlock;

    CbcMac(Cipher cipher) {
      this.cipher = Transform.of(cipher);
    }

    void update(byte[] array, int from, int length) throws GeneralSecurityException {
      int to = from + length;
      for (int at = from; at < to; ) {
        int octets = Math.min(Transform.CBC.next(), to - at);
        int n = cipher.update(array, at, octets, scrap, 0);
        if (n >= BLOCK) {
          System.arraycopy(scrap, n - BLOCK, last, 0, BLOCK);
        }
        at += octets;
      }
      inBlock = (inBlock + length) % BLOCK;
    }

    void fillBlock() throws GeneralSecurityException {
      if (inBlock > 0) {
        update(new byte[BLOCK], 0, BLOCK - inBlock);
      }
    }
  }
}
