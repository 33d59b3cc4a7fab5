package org.smime4j.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.mime.Base64Text;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.internal.mime.QuotedPrintable;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

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
      Reader.VERIFIER.verifyDetached(split.content(), split.signature()).toString();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return Seeds.detached();
    }
  },
  OPAQUE {
    @Override
    void read(byte[] input) throws IOException {
      Reader.VERIFIER.verify(input).toString();
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
      Reader.DECRYPTOR.decrypt(input).toString();
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
      Reader.DECRYPTOR.decrypt(input).toString();
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
}
