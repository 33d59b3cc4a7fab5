package org.smime4j.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo;
import org.smime4j.internal.asn1.ContentInfo.CompressedData;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.internal.mime.QuotedPrintable;
import org.smime4j.internal.mime.TransferCoding;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** The methods that take octets of a stranger, one each. */
enum Target {
  SCANNER {
    @Override
    void read(byte[] input) throws IOException {
      EntityScanner.scan(ByteSource.of(input), Limits.standard());
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.messages();
    }
  },
  HEADER {
    @Override
    void read(byte[] input) throws IOException {
      HeaderFields header = EntityScanner.header(ByteSource.of(input), Limits.standard());
      for (HeaderField field : header.all()) {
        String value = header.value(field.name());
        if (value != null) {
          EncodedWords.decode(value);
          MediaType.parse(value).parameters();
        }
      }
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.headers();
    }
  },
  /** What is decoded piece by piece is what is decoded at once, and what was encoded comes back. */
  TRANSFER_CODING {
    @Override
    void read(byte[] input) throws IOException {
      ByteSource text = ByteSource.of(input);
      ByteSource encoded = ByteSource.of(Base64Text.encode(input));
      same(Base64Text.decode(encoded, deviation -> {}).bytes(), input);
      same(QuotedPrintable.decode(ByteSource.of(QuotedPrintable.encode(input))).bytes(), input);
      QuotedPrintable.decode(text).bytes();
      Base64Text.decode(text, deviation -> {}).bytes();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.bodies();
    }
  },
  ASN1 {
    @Override
    void read(byte[] input) throws IOException {
      TlvScan.check(ArrayOctets.of(input), Limits.standard(), "BER");
      ContentInfoReader.read(ByteSource.of(input), Limits.standard());
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.objects();
    }
  },
  SIGNED {
    @Override
    void read(byte[] input) throws IOException {
      Seeds.Detached split = Seeds.Detached.of(input);
      Reader.VERIFIER
          .verifyDetached(ByteSource.of(split.content()), ByteSource.of(split.signature()))
          .toString();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.detached();
    }
  },
  OPAQUE {
    @Override
    void read(byte[] input) throws IOException {
      Reader.VERIFIER.verify(ByteSource.of(input)).toString();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.opaque();
    }
  },
  ENVELOPED {
    @Override
    void read(byte[] input) throws IOException {
      Reader.DECRYPTOR.diagnose(ByteSource.of(input)).toString();
      Reader.DECRYPTOR.decrypt(ByteSource.of(input)).toString();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.enveloped();
    }
  },
  AUTH_ENVELOPED {
    @Override
    void read(byte[] input) throws IOException {
      Reader.DECRYPTOR.diagnose(ByteSource.of(input)).toString();
      Reader.DECRYPTOR.decrypt(ByteSource.of(input)).toString();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.authEnveloped();
    }
  },
  COMPRESSED {
    @Override
    void read(byte[] input) throws IOException {
      Decompressor.decompress(ByteSource.of(input), Limits.standard()).content().bytes();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.compressed();
    }
  },
  CERTIFICATES {
    @Override
    void read(byte[] input) throws IOException {
      Reader.certificates(input);
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.certificates();
    }
  },
  PFX {
    @Override
    void read(byte[] input) throws IOException {
      Reader.keys(input);
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.keyFiles();
    }
  },
  OPEN {
    @Override
    void read(byte[] input) throws IOException {
      Reader.open(input);
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.messages();
    }
  };

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SECOND = 1_000_000_000L;

  /** Reads the input to its end. */
  abstract void read(byte[] input) throws IOException;

  /** What this method is made for, from the messages that the project has. */
  abstract List<byte[]> seeds() throws IOException;

  /** True if there was a result; see {@link #holds(String, Reading)}. */
  final boolean holds(byte[] input) {
    return holds(label(), () -> read(input));
  }

  interface Reading {
    void run() throws IOException;
  }

  /**
   * A result or a typed failure, within a second of processor time; what took longer may try twice
   * more, for compilers and collectors take their share. True if there was a result.
   */
  static boolean holds(String name, Reading reading) {
    boolean read = false;
    long took = Long.MAX_VALUE;
    for (int i = 0; i < 3 && took > SECOND; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      try {
        reading.run();
        read = true;
      } catch (SmimeException declared) {
        read = false;
      } catch (IOException e) {
        throw new AssertionError(name + " fails by an undeclared type", e);
      }
      took = THREADS.getCurrentThreadCpuTime() - start;
    }
    if (took > SECOND) {
      throw new AssertionError(name + " takes " + took / 1_000_000 + " ms of processor time");
    }
    return read;
  }

  private static void same(byte[] one, byte[] other) {
    if (!Arrays.equals(one, other)) {
      throw new AssertionError("two readings of one text");
    }
  }

  /** As the command line names it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Target named(String label) {
    for (Target each : values()) {
      if (each.label().equals(label)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no target " + label);
  }

  /**
   * What fuzzing begins with: the messages, certificates and key files of src-test-vectors, what it
   * found before (src-test-vectors/found) among them, and, where they are there, those of other
   * people's software; read where they lie.
   */
  private static final class Seeds {

    private static final int LARGEST = 50_000;

    private Seeds() {}

    /** A content and what signs it, in one input: two octets say how long the content is. */
    record Detached(byte[] content, byte[] signature) {

      byte[] joined() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        out.writeBytes(signature);
        return out.toByteArray();
      }

      static Detached of(byte[] input) {
        int length = input.length < 2 ? 0 : (input[0] & 0xff) << 8 | (input[1] & 0xff);
        int from = Math.min(2, input.length);
        int to = Math.min(input.length, from + length);
        return new Detached(
            Arrays.copyOfRange(input, from, to), Arrays.copyOfRange(input, to, input.length));
      }
    }

    private static List<byte[]> files(Predicate<Path> wanted) throws IOException {
      List<byte[]> found = new ArrayList<>();
      for (Path folder :
          List.of(
              Outside.root().resolve("src-test-vectors"),
              Outside.root().resolve(System.getProperty("vectors", "../shared/vectors")))) {
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).filter(wanted).sorted().toList()) {
              if (Files.size(file) <= LARGEST) {
                found.add(Files.readAllBytes(file));
              }
            }
          }
        }
      }
      return found;
    }

    private static Predicate<Path> ending(String... endings) {
      return file -> {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Stream.of(endings).anyMatch(name::endsWith);
      };
    }

    static List<byte[]> messages() throws IOException {
      Path kit = Outside.root().resolve("src-test-vectors/messages");
      return files(
          file ->
              file.startsWith(kit)
                  ? !file.toString().endsWith(".expect")
                  : ending(".eml", ".p7m", ".p7s", ".message", ".cms", ".env", ".asc").test(file));
    }

    static List<byte[]> headers() throws IOException {
      List<byte[]> headers = new ArrayList<>();
      for (byte[] each : messages()) {
        if (each.length > 0 && each[0] != 0x30) {
          each(each, entity -> headers.add(entity.rawHeader().bytes()));
        }
      }
      return headers;
    }

    static List<byte[]> bodies() throws IOException {
      List<byte[]> bodies = new ArrayList<>();
      for (byte[] each : messages()) {
        each(
            each,
            entity -> {
              if (!entity.isMultipart() && !entity.transferEncoding().isEmpty()) {
                bodies.add(entity.body().bytes());
              }
            });
      }
      return bodies;
    }

    static List<byte[]> objects() throws IOException {
      List<byte[]> objects = new ArrayList<>();
      for (byte[] message : messages()) {
        if (message.length > 0 && message[0] == 0x30) {
          objects.add(message);
        } else {
          each(
              message,
              entity -> {
                byte[] body = TransferCoding.decode(entity, deviation -> {}).bytes();
                if (!entity.isMultipart() && body.length > 0 && body[0] == 0x30) {
                  objects.add(body);
                }
              });
        }
      }
      return objects;
    }

    private static List<byte[]> objects(Predicate<ContentInfo> wanted) throws IOException {
      List<byte[]> fitting = new ArrayList<>();
      for (byte[] each : objects()) {
        try {
          if (wanted.test(ContentInfoReader.read(ByteSource.of(each), Limits.standard()))) {
            fitting.add(each);
          }
        } catch (SmimeException unreadable) {
          // of no type
        }
      }
      return fitting;
    }

    static List<byte[]> opaque() throws IOException {
      return objects(info -> info instanceof SignedData signed && signed.eContent() != null);
    }

    static List<byte[]> enveloped() throws IOException {
      return objects(info -> info.contentType().equals(Oids.ENVELOPED_DATA));
    }

    static List<byte[]> authEnveloped() throws IOException {
      return objects(info -> info.contentType().equals(Oids.AUTH_ENVELOPED_DATA));
    }

    static List<byte[]> compressed() throws IOException {
      return objects(CompressedData.class::isInstance);
    }

    static List<byte[]> detached() throws IOException {
      List<byte[]> detached = new ArrayList<>();
      for (byte[] message : messages()) {
        each(
            message,
            entity -> {
              List<Entity> parts = entity.children();
              if (parts.size() == 2
                  && parts.get(0).raw().sizeIfKnown().orElse(Long.MAX_VALUE) < 0x10000) {
                byte[] signature = TransferCoding.decode(parts.get(1), deviation -> {}).bytes();
                if (signature.length > 0 && signature[0] == 0x30) {
                  detached.add(new Detached(parts.get(0).raw().bytes(), signature).joined());
                }
              }
            });
      }
      return detached;
    }

    static List<byte[]> certificates() throws IOException {
      return files(ending(".pem", ".crt", ".crl", ".der", ".p7b", ".p7c", ".p7z"));
    }

    static List<byte[]> keyFiles() throws IOException {
      return files(ending(".pfx", ".p12", ".key", ".priv"));
    }

    private interface Look {
      void at(Entity entity) throws IOException;
    }

    private static void each(byte[] message, Look look) throws IOException {
      try {
        each(EntityScanner.scan(ByteSource.of(message), Limits.standard()), look);
      } catch (SmimeException unreadable) {
        // it is a seed of the scanner alone
      }
    }

    private static void each(Entity entity, Look look) throws IOException {
      look.at(entity);
      for (Entity child : entity.children()) {
        each(child, look);
      }
    }
  }
}
