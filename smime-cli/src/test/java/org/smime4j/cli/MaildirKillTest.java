package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.archive.Step;

/**
 * A Maildir that is changed in place while the process is killed: in the end each message is there
 * once, with its flags and times, for the new key. With {@code -Pthorough} there are kills at
 * random moments too, one a sample.
 */
@Tag("thorough")
class MaildirKillTest {

  private static final int SAMPLES = Integer.getInteger("samples", 1);
  private static final int MESSAGES = 50 * SAMPLES;
  private static final int KILLS = SAMPLES;

  /** The longest time from the beginning, or from the first batch, to a kill. */
  private static final long MILLIS = 1_500;

  /**
   * Those at which a Maildir is half changed; with more samples all, as ArchiveKillTest has them.
   */
  private static final Step[] STEPS =
      SAMPLES > 1 ? Step.values() : new Step[] {Step.LINKED, Step.REPLACED};

  private static final List<String> FLAGS = List.of("", "S", "RS", "FS", "FRSa");

  @TempDir private Path folder;

  private Path maildir;

  private void messages(int count, long seed) throws Exception {
    Path plain = folder.resolve("plain");
    Escrow.make(folder.resolve("old"), 3).write(plain, count, 2_000, new Random(seed));
    Escrow.make(folder.resolve("new"), 1);
    maildir = folder.resolve("Maildir");
    for (String box : List.of("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp")) {
      Files.createDirectories(maildir.resolve(box));
    }
    for (int i = 0; i < count; i++) {
      String size = i % 2 == 0 ? "" : ",S=" + Files.size(plain.resolve(i + ".eml"));
      String box = i % 7 == 0 ? "new/" : "cur/";
      Path file =
          maildir.resolve(
              (i % 3 == 0 ? ".Sent/" : "")
                  + box
                  + (1_500_000_000 + i)
                  + ".M"
                  + i
                  + ".host"
                  + size
                  + (i % 7 == 0 ? "" : ":2," + FLAGS.get(i % FLAGS.size())));
      Files.move(plain.resolve(i + ".eml"), file);
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_500_000_000L + i)));
    }
  }

  private Process start(String job, String step, int time) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HaltedArchive.class.getName(),
                step,
                String.valueOf(time),
                "archive",
                "--quiet",
                "--job",
                folder.resolve(job).toString(),
                "--keys",
                folder.resolve("old").toString(),
                "--reencrypt-to",
                folder.resolve("new/0/0.pem").toString(),
                "--in-place",
                "reencrypted",
                maildir.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private int run(String job, String step, int time) throws Exception {
    Process process = start(job, step, time);
    assertThat(process.waitFor(1200, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Each message by its folder, number and flags, with its time. */
  private Map<String, Instant> listed() throws IOException {
    Map<String, Instant> listed = new HashMap<>();
    for (String box : List.of("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp")) {
      try (Stream<Path> files = Files.list(maildir.resolve(box))) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          String told = name.replaceAll(".*,S=(\\d+).*", "$1");
          if (!told.equals(name)) {
            assertThat(Files.size(file)).as(name).isEqualTo(Long.parseLong(told));
          }
          String key = box + "/" + name.replaceAll("_smime[0-9a-f]{8}|,S=\\d+", "");
          assertThat(listed.put(key, Files.getLastModifiedTime(file).toInstant()))
              .as("twice: " + name)
              .isNull();
        }
      }
    }
    return listed;
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void openedByTheNewKey(int messages) {
    Run run =
        Run.of(
            "archive",
            "--json",
            "--quiet",
            "--job",
            folder.resolve("check"),
            "--keys",
            folder.resolve("new"),
            maildir);
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.only().get("outcomes").get("opened").number()).isEqualTo(messages);
  }

  @Test
  void aKillAtAnyStepLosesNothingAndDoublesNothing() throws Exception {
    Path all = folder;
    for (Step step : STEPS) {
      folder = Files.createDirectory(all.resolve(step.name()));
      messages(20, 1);
      Map<String, Instant> before = listed();
      boolean ofMessage = step == Step.OUTPUT_WRITTEN || step == Step.OUTPUT_PLACED;
      assertThat(run("job", step.name(), ofMessage ? 3 : 1))
          .as(step + ": " + Files.readString(folder.resolve("said")))
          .isEqualTo(HaltedArchive.HALTED);
      assertThat(run("job", "-", 0)).as(Files.readString(folder.resolve("said"))).isZero();
      assertThat(listed()).as(step.name()).isEqualTo(before);
      openedByTheNewKey(20);
    }
  }

  @Test
  @Tag("thorough")
  void aRunThatIsKilledWhileItEndsWhatAnotherBegan_isEndedByTheNext() throws Exception {
    messages(20, 1);
    Map<String, Instant> before = listed();
    for (Step step : List.of(Step.LINKED, Step.LINKED, Step.REPLACED)) {
      assertThat(run("job", step.name(), 1)).isEqualTo(HaltedArchive.HALTED);
    }
    assertThat(run("job", "-", 0)).as(Files.readString(folder.resolve("said"))).isZero();
    assertThat(listed()).isEqualTo(before);
    openedByTheNewKey(20);
  }

  /** The job's directory is lost with the process, and a new job goes on. */
  @Test
  @Tag("thorough")
  void aNewJobEndsWhatAKilledOneBegan() throws Exception {
    messages(20, 1);
    Map<String, Instant> before = listed();
    assertThat(run("job", Step.LINKED.name(), 1)).isEqualTo(HaltedArchive.HALTED);
    // What is done already has no key among the old ones.
    assertThat(run("another", "-", 0)).isEqualTo(ExitStatus.FAILED);
    assertThat(listed()).isEqualTo(before);
    openedByTheNewKey(20);
  }

  @Test
  @Tag("thorough")
  void killsAtRandomMomentsLoseNothingAndDoubleNothing() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("MaildirKillTest seed " + seed + ", kills " + KILLS + " of " + MESSAGES);
    messages(MESSAGES, seed);
    Map<String, Instant> before = listed();
    Random random = new Random(seed);
    int killed = 0;
    int atWork = 0;
    boolean finished = false;
    Path journal = folder.resolve("job/journal");
    while (!finished) {
      long known = size(journal);
      Process process = start("job", "-", 0);
      if (killed < KILLS && random.nextInt(4) > 0) {
        // Some kills come while it starts, and most once it works.
        while (process.isAlive() && size(journal) <= known) {
          Thread.sleep(5);
        }
        atWork++;
      }
      finished =
          process.waitFor(
              killed < KILLS ? random.nextLong(MILLIS) : 1_800_000, TimeUnit.MILLISECONDS);
      if (!finished) {
        process.destroyForcibly().waitFor();
        killed++;
      }
    }
    assertThat(killed).isPositive();
    System.out.println("MaildirKillTest: " + killed + " kills, " + atWork + " of them at work");
    assertThat(listed()).as("seed " + seed).isEqualTo(before).hasSize(MESSAGES);
    openedByTheNewKey(MESSAGES);
  }
}
