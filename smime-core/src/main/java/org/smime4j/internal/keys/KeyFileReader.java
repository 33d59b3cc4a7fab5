package org.smime4j.internal.keys;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.files.SerializedStore;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PasswordDecryption;
import org.smime4j.internal.keyfile.PasswordDerivation;
import org.smime4j.internal.keyfile.Passwords;
import org.smime4j.internal.keyfile.PemText;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.keys.KeyMaterial.RecoveryAgents;
import org.smime4j.internal.platform.Reading;
import org.smime4j.internal.provider.KeyStoreEntries;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * Recognises a key file by its content, and reads it.
 *
 * @param agents who open recovery blobs; null if the private keys in these are of no interest
 */
public record KeyFileReader(PasswordSource source, Limits limits, @Nullable RecoveryAgents agents) {

  private static final int MOST_CERTIFICATES = 100_000;

  public KeyFileReader(PasswordSource source, Limits limits) {
    this(source, limits, null);
  }

  public KeyFileReader {
    Objects.requireNonNull(source, "no source of passwords was given");
  }

  public KeyMaterial read(Path file) throws IOException {
    return read(file, true);
  }

  /** The certificates of a file, and how many private keys it has: what is encrypted stays so. */
  public KeyMaterial readPublic(Path file) throws IOException {
    return read(file, false);
  }

  private KeyMaterial read(Path file, boolean opensKeys) throws IOException {
    long most = limits.get(Limit.ASN1_OCTETS);
    byte[] octets;
    try (InputStream in = Reading.file(file)) {
      octets = Reading.upTo(in, (int) Math.min(most + 1, Integer.MAX_VALUE - 8));
    }
    if (octets.length > most) {
      throw new SmimeException.KeyFile(
          file.toString(),
          KeyFile.Reason.NOT_A_KEY_FILE,
          "it is larger than any file of keys (Limit.ASN1_OCTETS)");
    }
    try {
      return read(octets, file.toString(), opensKeys);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /**
   * Returns why a file cannot be read.
   *
   * @throws IOException if it is an interrupt, which is nothing about the file
   */
  public static KeyFile failure(Path file, Exception why) throws IOException {
    if (why instanceof InterruptedIOException || why instanceof ClosedByInterruptException) {
      throw (IOException) why;
    }
    if (why instanceof KeyFile known) {
      return known;
    }
    boolean unread = why instanceof IOException;
    KeyFile failure =
        new SmimeException.KeyFile(
            file.toString(),
            KeyFile.Reason.DAMAGED,
            unread ? "it is not there any more, or cannot be read" : "it is damaged");
    if (unread) {
      failure.initCause(why);
    }
    return failure;
  }

  public KeyMaterial read(byte[] octets, String name) throws KeyFile {
    return read(octets, name, true);
  }

  private KeyMaterial read(byte[] octets, String name, boolean opensKeys) throws KeyFile {
    KeyMaterial material =
        new KeyMaterial(name, opensKeys, WorkBudget.ofKeyFile(limits, octets.length), agents);
    try (Passwords passwords = new Passwords(source.candidates(name))) {
      PasswordDecryption decryption =
          new PasswordDecryption(
              new PasswordDerivation(limits, PasswordDerivation.OF_OWN_KEYS), passwords);
      String store = KeyStoreEntries.type(octets);
      if (store != null) {
        KeyStoreReader.read(store, octets, decryption, material);
      } else if (SerializedStore.isOne(octets)) {
        addCertificates(SerializedStore.read(name, octets, MOST_CERTIFICATES), material);
      } else if (Ber.looksLikeDer(octets)) {
        new DerReader(decryption, material).read(octets);
      } else {
        List<PemText.Block> blocks = PemText.blocks(octets);
        new PemReader(decryption, material).read(blocks);
        byte[] decoded = blocks.isEmpty() ? PemText.bareBase64(octets) : new byte[0];
        if (Ber.looksLikeDer(decoded)) {
          new DerReader(decryption, material).read(decoded);
        }
      }
    } catch (Unreadable e) {
      throw e.in(name);
    }
    return material.orThrow();
  }

  private static void addCertificates(SerializedStore store, KeyMaterial material) {
    int number = 0;
    for (byte[] each : store.certificates()) {
      number++;
      try {
        material.addCertificate(each);
      } catch (Unreadable e) {
        material.skip("certificate " + number, e);
      }
    }
  }

  /** Reads the files in the order of their names, and records those that cannot be read. */
  List<KeyMaterial> readDirectory(Path directory) throws IOException {
    KeyFolder folder = KeyFolder.of(directory);
    List<KeyMaterial> all = new ArrayList<>();
    for (Path file : folder.files().keySet()) {
      try {
        all.add(read(file));
      } catch (IOException | RuntimeException e) {
        all.add(KeyMaterial.skipped(file.toString(), failure(file, e)));
      }
    }
    for (Map.Entry<Path, IOException> unread : folder.unread().entrySet()) {
      Path file = unread.getKey();
      all.add(KeyMaterial.skipped(file.toString(), failure(file, unread.getValue())));
    }
    return all;
  }
}
