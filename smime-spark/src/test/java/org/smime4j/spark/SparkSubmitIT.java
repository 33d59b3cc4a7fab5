package org.smime4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.testing.Outside;

/**
 * The jar alone, given to spark-submit, on a cluster of two workers on this machine: an executor is
 * killed, then the driver, and the same command ends with each message once. {@code -Dcopies=500}
 * takes as many copies of each message.
 */
class SparkSubmitIT {

  private static final Path KIT = Outside.root().resolve("src-test-vectors");
  private static final int COPIES = Integer.getInteger("copies", 4);

  @TempDir private Path folder;

  /** What a Spark that is installed has: neither the library nor Bouncy Castle is in it. */
  private Path home() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String each : classes.split(File.pathSeparator)) {
      String slashed = each.replace('\\', '/');
      if (slashed.endsWith(".jar")
          && !slashed.matches(
              ".*/(org/smime4j|org/bouncycastle|org/junit|smime-[a-z]+/target)/.*")) {
        Path jar = Path.of(each);
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    return jars.getParent();
  }

  private Process submit(Path home, Path settings, String log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(System.getProperty("spark.options").split(" ")).forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-cp",
            home.resolve("jars") + "/*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local-cluster[2,1,512]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.executor.memory=512m",
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--class",
            "org.smime4j.spark.SparkArchive",
            System.getProperty("spark.jar"),
            settings.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile());
    return builder.start();
  }

  private static void await(Process process, BooleanSupplier reached) throws InterruptedException {
    while (process.isAlive() && !reached.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long batches() {
    try (Stream<Path> files = Files.walk(folder.resolve("table"), 2)) {
      return files.filter(each -> each.endsWith("_SUCCESS")).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void anExecutorAndTheDriverAreKilled_andEachMessageHasOneRow() throws Exception {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    int messages = 0;
    try (Stream<Path> kit = Files.list(KIT.resolve("messages/openssl"))) {
      for (Path each : kit.filter(file -> file.toString().endsWith(".eml")).toList()) {
        for (int copy = 0; copy < COPIES; copy++, messages++) {
          Files.copy(each, archive.resolve(copy + "-" + each.getFileName()));
        }
      }
    }
    Path settings =
        Files.write(
            folder.resolve("settings"),
            List.of(
                "messages=" + archive,
                "table=" + folder.resolve("table"),
                "keys=" + KIT.resolve("history"),
                "index=" + folder.resolve("index"),
                "passwords=" + KIT.resolve("pki/passwords.txt"),
                "trust=" + KIT.resolve("trust/root.pem"),
                "partitions=2",
                "batch=" + messages / 6));
    Path home = home();
    Process killed = submit(home, settings, "killed.log");
    List<ProcessHandle> executors = List.of();
    try {
      await(killed, () -> batches() >= 1);
      executors = killed.descendants().toList();
      assertThat(executors).as(Files.readString(folder.resolve("killed.log"))).isNotEmpty();
      executors.get(0).destroyForcibly();
      await(killed, () -> batches() >= 3);
      assertThat(killed.isAlive()).as(Files.readString(folder.resolve("killed.log"))).isTrue();
    } finally {
      killed.descendants().forEach(ProcessHandle::destroyForcibly);
      killed.destroyForcibly().waitFor();
    }
    long committed = batches();
    Process again = submit(home, settings, "again.log");
    int status = again.waitFor();
    String log = Files.readString(folder.resolve("again.log"));
    assertThat(status).as(log).isZero();
    assertThat(log).contains("opened: ");
    assertThat(batches()).isGreaterThan(committed);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      Dataset<Row> rows = spark.read().parquet(folder.resolve("table").toString());
      assertThat(rows.count()).isEqualTo(messages);
      assertThat(rows.select("name").distinct().count()).isEqualTo(messages);
      assertThat(rows.where("outcome = 'opened'").count()).isGreaterThan(messages / 2);
    }
  }
}
