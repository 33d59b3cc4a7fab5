package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Samples;
import org.smime4j.faults.FileUses.VerbUse;
import org.smime4j.findings.SmimeException;

/**
 * A file system that fails at its every operation (threats A14, A15, D1): the failure comes out
 * with its cause, no channel and no file is left, a target is there as a whole or as it was before,
 * and a source that changes meanwhile gives nothing but what one of its states holds. 20 operations
 * of each use, evenly spread, meet each of its loops; {@code -Pthorough} strikes 80.
 */
class FileFaultsTest {

  /** How many operations of a use are struck in each manner, at most; 330 are nearly all. */
  private static final int STRUCK = Samples.times(20);

  private static final int AT_LEAST = 33 * Math.min(STRUCK, 300);

  /** On a disk, and of large files, where fewer are struck. */
  private static final int AT_LEAST_FEWER = 5 * Math.min(STRUCK, 300);

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

  private void struckInParallel(List<VerbUse> uses, int struck, int piece, boolean inMemory)
      throws Exception {
    for (Fault.Kind kind : Fault.Kind.values()) {
      counts.putIfAbsent(kind, new AtomicInteger());
    }
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (VerbUse use : uses) {
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

  private Void strike(VerbUse use, int struck, int piece, boolean inMemory) throws Exception {
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
    private final VerbUse use;
    private final FaultyFiles files;
    private final Path in;
    private final Path file;
    private final Path source;
    private final Path out;
    private final Path target;
    private final int piece;
    private byte[] right = new byte[0];

    Struck(VerbUse use, Path root, int piece) throws IOException {
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
}
