package org.smime4j.benchmarks.contestants;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.sources.ByteSource;

/**
 * Keys and messages that every fork of a run shares, in files beside the jar ({@code
 * target/material}). What is missing is made by a JVM of its own, so that the one that is measured
 * is as cold, or as warm, as the scenario wants it.
 */
public final class MaterialFiles {

  private MaterialFiles() {}

  /** Where the files are. */
  public static Path folder() {
    try {
      Path here =
          Path.of(MaterialFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.createDirectories(here.resolveSibling("material"));
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The keys of all contests. */
  public static Material material(Material.Keys keys, boolean authenticated, Material.Form form)
      throws Exception {
    List<byte[]> parts = parts("keys", keys.name());
    KeyFactory factory = KeyFactory.getInstance(keys == Material.Keys.RSA_2048 ? "RSA" : "EC");
    return new Material(
        Certificates.parse(parts.get(0)),
        Certificates.parse(parts.get(1)),
        factory.generatePrivate(new PKCS8EncodedKeySpec(parts.get(2))),
        Certificates.parse(parts.get(3)),
        factory.generatePrivate(new PKCS8EncodedKeySpec(parts.get(4))),
        authenticated,
        form);
  }

  /**
   * Messages as S/MIME text, each by another signer.
   *
   * @return the certificate of their authority, then the messages
   */
  public static List<byte[]> signed(Material.Keys keys, int signers, int size) throws Exception {
    return parts("signed", keys.name(), String.valueOf(signers), String.valueOf(size));
  }

  /**
   * An entity and its encryption, made by a contestant.
   *
   * @return the entity, then the message, AES-256-GCM as S/MIME text
   */
  public static List<byte[]> encrypted(Contestant writer, Material.Keys keys, int size)
      throws Exception {
    return parts("encrypted", writer.name(), keys.name(), String.valueOf(size));
  }

  /** A file of zeros without blocks on the disk. */
  public static Path zeros(long octets) throws IOException {
    Path zeros = folder().resolve("zeros-" + octets);
    try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
      file.setLength(octets);
    }
    return zeros;
  }

  /** As many zeros as CMS, AES-256-GCM, for the recipient with the RSA key. */
  public static Path encryptedZeros(long octets) throws Exception {
    return file("encrypted-zeros", String.valueOf(octets));
  }

  private static List<byte[]> parts(String... what) throws Exception {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file(what))))) {
      List<byte[]> parts = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        parts.add(in.readNBytes(in.readInt()));
      }
      return parts;
    }
  }

  private static Path file(String... what) throws Exception {
    Path file = folder().resolve(String.join("-", what));
    if (!Files.exists(file)) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(MaterialFiles.class.getName());
      command.add(file.toString());
      command.addAll(List.of(what));
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("could not prepare " + file);
      }
    }
    return file;
  }

  /**
   * Makes one file.
   *
   * @param args the file, and what is to be in it
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Path beside = Files.createTempFile(file.getParent(), "making", "");
    if (args[1].equals("encrypted-zeros")) {
      encryptZeros(Long.parseLong(args[2]), beside);
    } else {
      write(made(args), beside);
    }
    // When it is read, nothing of it is still on its way to the disk.
    try (FileChannel written = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<byte[]> made(String[] args) throws Exception {
    return switch (args[1]) {
      case "keys" -> makeKeys(Material.Keys.valueOf(args[2]));
      case "signed" ->
          makeSigned(
              Material.Keys.valueOf(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
      case "encrypted" ->
          makeEncrypted(
              Contestant.valueOf(args[2]),
              Material.Keys.valueOf(args[3]),
              Integer.parseInt(args[4]));
      default -> throw new IllegalArgumentException(args[1]);
    };
  }

  private static void write(List<byte[]> parts, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(parts.size());
      for (byte[] part : parts) {
        out.writeInt(part.length);
        out.write(part);
      }
    }
  }

  private static void encryptZeros(long octets, Path file) throws Exception {
    Material material = material(Material.Keys.RSA_2048, true, Material.Form.DER);
    try (OutputStream out = Files.newOutputStream(file)) {
      material.encryptor().encrypt(ByteSource.of(zeros(octets)), out);
    }
  }

  private static List<byte[]> makeKeys(Material.Keys keys) throws Exception {
    Material material = Material.create(keys, true, Material.Form.TEXT);
    return List.of(
        material.authority().getEncoded(),
        material.signer().getEncoded(),
        material.signerKey().getEncoded(),
        material.recipient().getEncoded(),
        material.recipientKey().getEncoded());
  }

  private static List<byte[]> makeSigned(Material.Keys keys, int signers, int size)
      throws Exception {
    Material common = material(keys, true, Material.Form.TEXT);
    Certificates authority = Certificates.authority(KeyPairs.one(keys));
    byte[] entity = Material.entity(size);
    List<KeyPair> pairs =
        keys == Material.Keys.RSA_2048 ? KeyPairs.rsa(signers) : KeyPairs.ec(signers);
    List<byte[]> parts = new ArrayList<>();
    parts.add(authority.certificate().getEncoded());
    for (KeyPair pair : pairs) {
      int number = parts.size();
      Material signer =
          new Material(
              authority.certificate(),
              authority.issue("sender" + number, number, pair.getPublic()),
              pair.getPrivate(),
              common.recipient(),
              common.recipientKey(),
              true,
              Material.Form.TEXT);
      parts.add(Engine.whole(Contestant.SMIME4J.engine(signer).sign(entity)));
    }
    return parts;
  }

  private static List<byte[]> makeEncrypted(Contestant writer, Material.Keys keys, int size)
      throws Exception {
    byte[] entity = Material.entity(size);
    Material material = material(keys, true, Material.Form.TEXT);
    return List.of(entity, Engine.whole(writer.engine(material).encrypt(entity)));
  }

  /** Deletes what was kept. */
  public static void clear() throws IOException {
    try (var files = Files.walk(folder())) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
