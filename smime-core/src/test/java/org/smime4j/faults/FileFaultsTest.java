package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.faults.VerbUses.Correspondents.CBC_ENCRYPTOR;
import static org.smime4j.faults.VerbUses.Correspondents.DECRYPTOR;
import static org.smime4j.faults.VerbUses.Correspondents.ENCRYPTOR;
import static org.smime4j.faults.VerbUses.Correspondents.MAIL;
import static org.smime4j.faults.VerbUses.Correspondents.SIGNER;
import static org.smime4j.faults.VerbUses.Correspondents.VERIFIER;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateFiles;
import org.smime4j.Decryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.faults.VerbUses.Correspondents;
import org.smime4j.faults.VerbUses.Reading;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Spool;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Samples;

/**
 * A file system that fails at its every operation (threats A14, A15, D1): the failure comes out
 * with its cause, no channel and no file is left, a target is there as a whole or as it was before,
 * and a source that changes meanwhile gives nothing but what one of its states holds. 20 operations
 * of each use, evenly spread, meet each of its loops; {@code -Pthorough} strikes 80.
 */
@Tag("thorough")
class FileFaultsTest {

  /** How many operations of a use are struck in each manner, at most; 330 are nearly all. */
  private static final int STRUCK = Samples.times(20);

  private static final int AT_LEAST = 33 * Math.min(STRUCK, 300);

  /** On a disk, and of large files, where fewer are struck. */
  private static final int AT_LEAST_FEWER = 4 * Math.min(STRUCK, 300);

  /** How much is read and written in one operation. */
  private static final int PIECE = 24;

  private static final byte[] OLD = "what was there before".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path disk;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<Fault.Kind, AtomicInteger> counts = new EnumMap<>(Fault.Kind.class);

  @Test
  void a14_a15_d1_whateverFileOperationFails_isToldByItsCause_andLeavesNothing() throws Exception {
    struckInParallel(FileUses.all(), STRUCK, PIECE, true);
    assertThat(total("files in memory")).isGreaterThanOrEqualTo(AT_LEAST);
  }

  @Test
  void d1_onADisk_noDescriptorIsLeft() throws Exception {
    struckInParallel(FileUses.all(), 2, PIECE, false);
    long before = descriptors();
    struckInParallel(FileUses.all(), STRUCK / 20, PIECE, false);
    assertThat(descriptors()).isLessThanOrEqualTo(before);
    assertThat(total("files on a disk")).isGreaterThanOrEqualTo(AT_LEAST_FEWER);
  }

  @Test
  void a14_aSourceThatIsReadTwiceAndChanges_givesOneOfItsStatesOrNothing() throws Exception {
    struckInParallel(FileUses.large(), STRUCK / 5, Integer.MAX_VALUE, true);
    assertThat(total("large files")).isGreaterThanOrEqualTo(AT_LEAST_FEWER);
  }

  private static long descriptors() throws IOException {
    Path own = Path.of("/proc/self/fd");
    if (!Files.isDirectory(own)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(own)) {
      return all.count();
    }
  }

  private int total(String what) {
    int total = counts.values().stream().mapToInt(AtomicInteger::get).sum();
    System.out.println("faults of " + what + ": " + total + " " + counts);
    return total;
  }

  private void struckInParallel(
      List<FileUses.VerbUse> uses, int struck, int piece, boolean inMemory) throws Exception {
    for (Fault.Kind kind : Fault.Kind.values()) {
      counts.putIfAbsent(kind, new AtomicInteger());
    }
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (FileUses.VerbUse use : uses) {
        all.add(pool.submit(() -> strike(use, struck, piece, inMemory)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(wrong.stream().limit(20).toList()).as("of %s", wrong.size()).isEmpty();
  }

  private Void strike(FileUses.VerbUse use, int struck, int piece, boolean inMemory)
      throws Exception {
    if (!inMemory) {
      new Struck(use, Files.createTempDirectory(disk, "use"), piece).strike(struck);
      return null;
    }
    Configuration unix =
        Configuration.unix().toBuilder().setAttributeViews("basic", "posix").build();
    try (FileSystem memory = Jimfs.newFileSystem(unix)) {
      new Struck(use, memory.getPath("/work"), piece).strike(struck);
    }
    return null;
  }

  /** One use on a file system of its own. */
  private final class Struck {
    private final FileUses.VerbUse use;
    private final FaultyFiles files;
    private final Path in;
    private final Path file;
    private final Path source;
    private final Path out;
    private final Path target;
    private final int piece;
    private byte[] right = new byte[0];

    Struck(FileUses.VerbUse use, Path root, int piece) throws IOException {
      this.use = use;
      this.piece = piece;
      this.files = new FaultyFiles(root.getFileSystem());
      this.in = Files.createDirectories(root.resolve("in"));
      this.file = Files.write(in.resolve("file.pem"), use.source());
      this.source = use.folder() ? in : file;
      this.out = Files.createDirectories(root.resolve("out"));
      this.target = out.resolve("target");
    }

    void strike(int struck) throws IOException {
      Fault counting = Fault.none().inPieces(piece);
      right = read(through(counting));
      assertThat(right.length).as(use.name()).isPositive();
      for (Fault.Kind kind : Fault.Kind.values()) {
        // A stream that is read once gives what is there when it is read.
        boolean once = kind == Fault.Kind.CHANGE && use.content() && use.reading() == null;
        if (kind == Fault.Kind.NONE || once || (kind == Fault.Kind.CUT && use.content())) {
          continue;
        }
        double stride = Math.max(1.0, (double) counting.count() / struck);
        for (double each = 0; each < counting.count(); each += stride) {
          int at = (int) each;
          Fault fault = new Fault(kind, at).inPieces(piece).changing(() -> change(at));
          String found = strike(fault, kind, at % 2 == 1);
          if (!found.isEmpty()) {
            wrong.add(use.name() + ", " + kind + " at " + at + ": " + found);
          }
          if (fault.happened()) {
            counts.get(kind).incrementAndGet();
          }
          if (kind == Fault.Kind.CHANGE) {
            Files.write(file, use.source());
          }
        }
      }
    }

    private void change(int at) throws IOException {
      byte[] changed =
          switch (at % 3) {
            case 0 -> Arrays.copyOf(use.source(), use.source().length / 2);
            case 1 -> Arrays.copyOf(use.source(), use.source().length + 100);
            default -> {
              byte[] flipped = use.source().clone();
              flipped[flipped.length / 2] ^= 1;
              yield flipped;
            }
          };
      Files.write(file, changed);
    }

    private byte[] through(Fault fault) throws IOException {
      files.strike(fault);
      try {
        byte[] released = use.passage().through(files.of(source), files.of(target));
        Thread.interrupted();
        return released == null ? Files.readAllBytes(target) : released;
      } finally {
        Thread.interrupted();
        files.strike(Fault.none());
      }
    }

    private byte[] read(byte[] released) throws IOException {
      return use.reading() == null ? released : use.reading().of(released);
    }

    private String strike(Fault fault, Fault.Kind kind, boolean old) throws IOException {
      boolean replaces = old && use.reading() != null;
      Files.deleteIfExists(target);
      if (replaces) {
        Files.write(target, OLD);
      }
      byte[] released = null;
      Throwable thrown = null;
      try {
        released = through(fault);
      } catch (Throwable e) {
        thrown = e;
      }
      if (fault.open() != 0) {
        return fault.open() + " channels are open";
      }
      String left = left(thrown == null || replaces, fault, kind);
      if (!left.isEmpty()) {
        return left;
      }
      if (thrown == null) {
        return unharmed(released, fault, kind);
      }
      if (!fault.happened() || !mayThrow(kind, fault.struck(), thrown)) {
        return "it throws " + thrown;
      }
      return replaces && !Arrays.equals(Files.readAllBytes(target), OLD)
          ? "the target is not what it was"
          : "";
    }

    private String left(boolean target, Fault fault, Fault.Kind kind) throws IOException {
      List<String> names = new ArrayList<>();
      try (Stream<Path> all = Files.list(out)) {
        all.forEach(each -> names.add(each.getFileName().toString()));
      }
      boolean index = use.folder();
      if ((target && use.reading() != null) || index) {
        names.remove("target");
      }
      if (kind == Fault.Kind.ONCE && fault.struck() == Fault.Step.DELETE) {
        for (String name : List.copyOf(names)) {
          Files.delete(out.resolve(name));
        }
        names.clear();
      }
      return names.isEmpty() ? "" : "files are left: " + names;
    }

    private String unharmed(byte[] released, Fault fault, Fault.Kind kind) {
      boolean failed = kind == Fault.Kind.ONCE || kind == Fault.Kind.FULL;
      if (failed && fault.happened() && mustThrow(fault.struck())) {
        return "the failure at " + fault.struck() + " is not told";
      }
      try {
        byte[] read = read(released);
        return Arrays.equals(read, right)
                || (kind == Fault.Kind.CHANGE
                    && use.content()
                    && Arrays.equals(read, read(through(Fault.none()))))
            ? ""
            : "it gives another result";
      } catch (IOException e) {
        return "what it gives cannot be read: " + e;
      }
    }

    private boolean mustThrow(Fault.Step step) {
      return switch (step) {
        // Who closes what was only read has all of it: a failure then is nobody's loss.
        case CLOSE -> false;
        // What may be no folder is opened as a file: there it fails if it is neither.
        case LOOK -> !use.fileOrFolder();
        default -> true;
      };
    }

    /** Also where it was only closed, the folder says that the file could not be read. */
    private static boolean isOfASource(Fault.Step step) {
      return switch (step) {
        case OPEN, READ, LOOK, CLOSE -> true;
        default -> false;
      };
    }

    private boolean mayThrow(Fault.Kind kind, Fault.Step step, Throwable thrown) {
      return switch (kind) {
        case ONCE, FULL ->
            StreamFaultsTest.isCausedByTheFault(thrown)
                || (use.folder()
                    && isOfASource(step)
                    && (thrown instanceof SmimeException.KeyFile
                        || thrown instanceof SmimeException.NoMatchingKey));
        case CUT, CHANGE ->
            thrown instanceof IOException && !(thrown instanceof InterruptedIOException);
        case INTERRUPT ->
            thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException;
        default -> false;
      };
    }
  }

  /** Every way in which files go into a verb and come out of it. */
  private static final class FileUses {

    /** What a verb does with a source and a place for a target, and hands back. */
    interface Passage {
      byte[] through(Path source, Path target) throws IOException;
    }

    /**
     * A verb and how it is used.
     *
     * @param source what the file holds; where it is a folder, its files hold it
     * @param folder whether the source is a folder of such files
     * @param reading what a reader makes of the target; null where there is none
     * @param content whether another source is another content, and no damage
     */
    record VerbUse(
        String name,
        byte[] source,
        boolean folder,
        Passage passage,
        Reading reading,
        boolean content) {

      static VerbUse writing(String name, byte[] source, Writing writing, Reading reading) {
        return new VerbUse(
            name,
            source,
            false,
            (in, out) -> {
              writing.through(in, out);
              return null;
            },
            reading,
            source == MAIL);
      }

      static VerbUse releasing(String name, byte[] source, Passage passage) {
        return new VerbUse(name, source, false, passage, null, false);
      }

      /** Whether it looks which of the two it was given. */
      boolean fileOrFolder() {
        return name.equals(CERTIFICATES);
      }

      VerbUse ofFolder() {
        return new VerbUse(name, source, true, passage, reading, content);
      }

      VerbUse ofContent() {
        return new VerbUse(name, source, folder, passage, reading, true);
      }
    }

    interface Writing {
      void through(Path source, Path target) throws IOException;
    }

    private static final Limits STREAMING = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 64);
    private static final String CERTIFICATES = "read certificates";
    private static final PasswordSource PASSWORD = PasswordSource.of("secret".toCharArray());

    private FileUses() {}

    private static byte[] text(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] content(Decryption decryption) throws IOException {
      return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated).bytes();
    }

    private static byte[] opened(Path source) throws IOException {
      try (OpenedMail mail = MailReader.with(DECRYPTOR, VERIFIER).open(source)) {
        return VerbUses.released(mail);
      }
    }

    /** The key and the certificate of Bob, as PEM. */
    static byte[] keyFile() {
      StringWriter pem = new StringWriter();
      try {
        for (Object[] each :
            List.of(
                new Object[] {"PRIVATE KEY", Correspondents.BOB.privateKey().getEncoded()},
                new Object[] {"CERTIFICATE", Correspondents.BOB.certificate().getEncoded()})) {
          pem.append("-----BEGIN " + each[0] + "-----\n")
              .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString((byte[]) each[1]))
              .append("\n-----END " + each[0] + "-----\n");
        }
      } catch (java.security.cert.CertificateEncodingException e) {
        throw new AssertionError(e);
      }
      return text(pem.toString());
    }

    /** Where a file could not be read, that is known, and its keys are missing. */
    private static byte[] opened(byte[] cms, KeySource keys, Supplier<Map<String, String>> skipped)
        throws IOException {
      try {
        return content(Decryptor.with(keys).decrypt(ByteSource.of(cms)));
      } catch (SmimeException.NoMatchingKey e) {
        if (skipped.get().isEmpty()) {
          throw new IllegalStateException("a file of keys was passed over in silence", e);
        }
        throw e;
      }
    }

    /** Of sources that are read more than once, since they do not fit into memory. */
    static List<VerbUse> large() throws IOException {
      byte[] mail = Arrays.copyOf(MAIL, 1_200_000);
      Arrays.fill(mail, MAIL.length, mail.length, (byte) 'x');
      for (int i = MAIL.length; i < mail.length; i += 64) {
        mail[i] = '\n';
      }
      byte[] gcm = ENCRYPTOR.encrypt(ByteSource.of(mail)).bytes();
      return List.of(
          VerbUse.writing("decrypt GCM", gcm, DECRYPTOR::decrypt, octets -> octets),
          VerbUse.releasing(
                  "sign around",
                  mail,
                  (in, out) -> VerbUses.verified(SIGNER.signOpaque(ByteSource.of(in))))
              .ofContent(),
          VerbUse.writing(
                  "sign and encrypt mail",
                  mail,
                  (in, out) ->
                      Outgoing.of(ByteSource.of(in))
                          .signedBy(SIGNER)
                          .encryptedBy(ENCRYPTOR)
                          .writeTo(out),
                  VerbUses::opened)
              .ofContent(),
          VerbUse.releasing(
              "verify",
              SIGNER.signOpaque(ByteSource.of(mail)),
              (in, out) -> VERIFIER.verify(ByteSource.of(in)).requireTrusted().bytes()),
          VerbUse.releasing(
              "open signed mail",
              Outgoing.of(mail).signedBy(SIGNER).seal().bytes(),
              (in, out) -> opened(in)));
    }

    static List<VerbUse> all() throws IOException {
      byte[] gcm = ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes();
      byte[] cbc = CBC_ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes();
      byte[] keys = keyFile();
      return List.of(
          VerbUse.writing("decrypt GCM", gcm, DECRYPTOR::decrypt, octets -> octets),
          // Nobody can tell whether it is what was encrypted.
          VerbUse.writing(
                  "decrypt CBC",
                  cbc,
                  DECRYPTOR.releasingUnauthenticated()::decrypt,
                  octets -> octets)
              .ofContent(),
          VerbUse.writing("encrypt", MAIL, ENCRYPTOR::encrypt, VerbUses::decrypted),
          VerbUse.writing(
              "sign mail",
              MAIL,
              (in, out) -> Outgoing.of(ByteSource.of(in)).signedBy(SIGNER).writeTo(out),
              VerbUses::opened),
          VerbUse.writing(
              "sign mail around",
              MAIL,
              (in, out) -> Outgoing.of(ByteSource.of(in)).signedOpaquelyBy(SIGNER).writeTo(out),
              VerbUses::opened),
          VerbUse.writing(
              "encrypt mail",
              MAIL,
              (in, out) -> Outgoing.of(ByteSource.of(in)).encryptedBy(ENCRYPTOR).writeTo(out),
              VerbUses::opened),
          VerbUse.writing(
              "sign and encrypt mail",
              MAIL,
              (in, out) ->
                  Outgoing.of(ByteSource.of(in))
                      .signedBy(SIGNER)
                      .encryptedBy(ENCRYPTOR)
                      .writeTo(out),
              VerbUses::opened),
          VerbUse.writing(
              "compress mail",
              MAIL,
              (in, out) -> Outgoing.of(ByteSource.of(in)).compressed().writeTo(out),
              VerbUses::opened),
          VerbUse.releasing(
              "open signed mail",
              Outgoing.of(MAIL).signedBy(SIGNER).seal().bytes(),
              (in, out) -> opened(in)),
          VerbUse.releasing(
              "open encrypted mail",
              Outgoing.of(MAIL).encryptedBy(ENCRYPTOR).seal().bytes(),
              (in, out) -> opened(in)),
          VerbUse.releasing(
              "open mail of two layers",
              Outgoing.of(MAIL).signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal().bytes(),
              (in, out) -> opened(in)),
          VerbUse.releasing(
                  "spool and read twice",
                  MAIL,
                  (in, out) -> {
                    try (InputStream stream = Files.newInputStream(in);
                        Spool spool = Spool.of(stream, STREAMING, out.getParent())) {
                      spool.octets().bytes();
                      return spool.octets().bytes();
                    }
                  })
              .ofContent(),
          VerbUse.releasing(
              "read a key file",
              keys,
              (in, out) ->
                  content(
                      Decryptor.with(KeyHistory.read(PASSWORD, in)).decrypt(ByteSource.of(gcm)))),
          VerbUse.releasing(
                  "read a folder of keys",
                  keys,
                  (in, out) -> {
                    KeyHistory history = KeyHistory.read(PASSWORD, in);
                    return opened(gcm, history, history::skipped);
                  })
              .ofFolder(),
          VerbUse.releasing(
                  "open a directory of keys",
                  keys,
                  (in, out) -> {
                    KeyDirectory directory =
                        KeyDirectory.open(
                            in, out, PASSWORD, Limits.standard(), (done, total) -> {});
                    // Of this content nothing is remembered, which would be written without a word.
                    return opened(cbc, directory.keys(), directory::skipped);
                  })
              .ofFolder(),
          VerbUse.releasing(
                  "read passwords",
                  text("one\ntwo\n"),
                  (in, out) -> text(PasswordSource.ofLines(in).toString()))
              .ofContent(),
          VerbUse.releasing(
                  CERTIFICATES,
                  keys,
                  (in, out) ->
                      text("found " + CertificateFiles.readCertificates(in).certificates().size()))
              .ofContent());
    }
  }
}
