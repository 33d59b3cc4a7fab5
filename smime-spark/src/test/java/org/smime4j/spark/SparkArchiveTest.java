package org.smime4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.testing.Outside;

/** Runs in Spark's local mode, two tasks at once, over messages of the test kit. */
class SparkArchiveTest {

  private static final Path KIT = Outside.root().resolve("src-test-vectors");
  private static final Path MESSAGES = KIT.resolve("messages/openssl");

  private static final AtomicInteger FAILED_TASKS = new AtomicInteger();

  @TempDir private static Path events;

  private static SparkSession spark;

  @TempDir private Path folder;

  private final Map<String, Object> settings = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.adaptive.enabled", false)
            .config("spark.sql.parquet.compression.codec", "uncompressed")
            .config("spark.eventLog.enabled", true)
            .config("spark.eventLog.compress", false)
            .config("spark.eventLog.dir", events.toUri().toString())
            .getOrCreate();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.reason() != Success$.MODULE$) {
                  FAILED_TASKS.incrementAndGet();
                }
              }
            });
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void settings() {
    settings.put("messages", folder.resolve("archive"));
    settings.put("table", folder.resolve("table"));
    settings.put("keys", KIT.resolve("history"));
    settings.put("index", folder.resolve("index"));
    settings.put("passwords", KIT.resolve("pki/passwords.txt"));
    settings.put("trust", KIT.resolve("trust/root.pem"));
    settings.put("at", "2026-06-01T00:00:00Z");
    settings.put("partitions", 2);
  }

  private String written() throws IOException {
    List<String> lines = new ArrayList<>();
    settings.forEach((name, value) -> lines.add(name + "=" + value));
    return Files.write(folder.resolve("settings"), lines).toString();
  }

  private SparkArchive.Run run() throws IOException {
    return SparkArchive.run(spark, written(), false);
  }

  private Map<String, Row> table() throws IOException {
    Map<String, Row> rows = new TreeMap<>();
    for (Row row : all()) {
      String name = row.getAs("name");
      assertThat(rows.put(name.substring(name.lastIndexOf('/') + 1), row)).as(name).isNull();
    }
    return rows;
  }

  private List<Row> all() throws IOException {
    return spark.read().parquet(folder.resolve("table").toString()).collectAsList();
  }

  private static List<Path> messages() throws IOException {
    try (Stream<Path> files = Files.list(MESSAGES)) {
      return files
          .filter(each -> each.toString().matches(".*/(compressed|encrypted-20|signed).*\\.eml"))
          .sorted()
          .toList();
    }
  }

  private void archive() throws IOException {
    Path to = Files.createDirectories(folder.resolve("archive/a b"));
    for (Path each : messages()) {
      Files.copy(each, to.resolve(each.getFileName()));
    }
  }

  @Test
  void theTable_isWhatASerialLoopGives_andASecondRunAddsOnlyWhatIsNew() throws Exception {
    archive();
    settings.put("batch", 10);
    SparkArchive.Run run = run();
    List<Path> messages = messages();
    assertThat(messages).hasSizeGreaterThan(10);
    assertThat(run.outcomes().values().stream().mapToLong(each -> each).sum())
        .isEqualTo(messages.size());
    assertThat(run.outcomes().get("opened")).isGreaterThan(5);
    assertThat(run.batches()).isGreaterThan(1);
    Map<String, Row> table = table();
    Opener opener =
        Opener.of(
            new Opener.Recipe(written(), Instant.parse("2026-06-01T00:00:00Z"), UUID.randomUUID()),
            new Configuration());
    for (Path each : messages) {
      Row row = table.remove(each.getFileName().toString());
      Row serial = opener.open(row.getString(0), () -> Files.newInputStream(each));
      assertThat(columns(row)).isEqualTo(columns(serial));
    }
    assertThat(table).isEmpty();

    assertThat(run().batches()).isZero();
    Files.copy(messages.get(0), folder.resolve("archive/new.eml"));
    assertThat(run().outcomes()).hasSize(1);
    assertThat(table()).hasSize(messages.size() + 1).containsKey("new.eml");
    assertThat(FAILED_TASKS).hasValue(0);
  }

  /**
   * As text, whatever Spark holds lists in. Whether a downgrade is possible depends on what the
   * same key opened before.
   */
  private static List<String> columns(Row row) {
    return Stream.of(ReportRow.SCHEMA.fieldNames())
        .map(name -> text(row.get(ReportRow.SCHEMA.fieldIndex(name))))
        .map(text -> text.replaceAll("(, )?DOWNGRADE_POSSIBLE", ""))
        .toList();
  }

  private static String text(Object value) {
    if (value instanceof Object[] array) {
      return Stream.of(array).map(SparkArchiveTest::text).toList().toString();
    }
    if (value instanceof Row row) {
      return text(row.toSeq());
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<String> parts = new ArrayList<>();
      seq.iterator().foreach(part -> parts.add(text(part)));
      return parts.toString();
    }
    return value instanceof byte[] octets ? Arrays.toString(octets) : String.valueOf(value);
  }

  @Test
  void aBatchThatWasNotCommitted_isDoneAgain_andNothingElse() throws Exception {
    archive();
    settings.put("batch", 10);
    run();
    Map<String, Row> before = table();
    List<Path> batches;
    try (Stream<Path> files = Files.list(folder.resolve("table"))) {
      batches = files.filter(each -> each.getFileName().toString().startsWith("batch=")).toList();
    }
    Path killed = batches.get(0);
    Files.delete(killed.resolve("_SUCCESS"));
    Files.createDirectories(folder.resolve("table/_todo-killed"));
    assertThat(SparkArchive.table(spark, folder.resolve("table").toString()).count())
        .isLessThan(before.size());
    assertThat(run().outcomes().values().stream().mapToLong(each -> each).sum())
        .isBetween(1L, (long) before.size() - 1);
    assertThat(killed).doesNotExist();
    assertThat(folder.resolve("table/_todo-killed")).doesNotExist();
    assertThat(table().keySet()).isEqualTo(before.keySet());
  }

  @Test
  void aRunThatAnotherOneTookTheTableFrom_commitsNothing() throws Exception {
    BatchTable first = new BatchTable(spark, folder.resolve("table").toString());
    first.take();
    new BatchTable(spark, folder.resolve("table").toString()).take();
    assertThatThrownBy(() -> first.commit(spark.createDataFrame(List.of(), ReportRow.SCHEMA)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another run");
    assertThat(SparkArchive.table(spark, folder.resolve("table").toString()).count()).isZero();
  }

  @Test
  void whatIsWrongWithAMessage_isARow_andNoFailedTask() throws Exception {
    byte[] whole = Files.readAllBytes(MESSAGES.resolve("encrypted-2022.eml"));
    Path cut = Files.write(folder.resolve("cut.eml"), Arrays.copyOf(whole, whole.length / 2));
    Path empty = Files.write(folder.resolve("empty.eml"), new byte[0]);
    Path plain = Files.writeString(folder.resolve("plain.eml"), "Subject: hello\r\n\r\nhello\r\n");
    List<String> lines =
        List.of(
            cut.toUri().toString(),
            empty.toUri().toString(),
            plain.toUri().toString(),
            folder.resolve("missing.eml").toUri().toString(),
            "nowhere://host/message.eml",
            "",
            ":",
            MESSAGES.resolve("encrypted-2022.eml").toString());
    settings.put("messages", Files.write(folder.resolve("manifest"), lines));
    settings.put("form", "manifest");
    run();
    Map<String, Row> table = table();
    assertThat(table).hasSize(7);
    assertThat(table.get("cut.eml").<String>getAs("outcome")).isEqualTo("malformed");
    assertThat(table.get("cut.eml").<String>getAs("sha256"))
        .isEqualTo(sha256(Files.readAllBytes(cut)));
    assertThat(table.get("plain.eml").<String>getAs("outcome")).isEqualTo("not-smime");
    assertThat(table.get("empty.eml").<String>getAs("sha256")).startsWith("e3b0c44298fc");
    Row unread = table.get("missing.eml");
    assertThat(unread.<String>getAs("outcome")).isEqualTo("io-error");
    assertThat(unread.<String>getAs("sha256")).isNull();
    assertThat(unread.<String>getAs("error")).isNotNull();
    assertThat(table.get(":").<String>getAs("outcome")).isEqualTo("io-error");
    assertThat(table.get("message.eml").<String>getAs("outcome")).isEqualTo("io-error");
    assertThat(table.get("encrypted-2022.eml").<String>getAs("outcome")).isEqualTo("opened");
    assertThat(FAILED_TASKS).hasValue(0);
  }

  @Test
  void aMediumThatFailsHalfway_isAnErrorWithoutAHash() throws Exception {
    byte[] octets = Files.readAllBytes(MESSAGES.resolve("encrypted-2022.eml"));
    Opener.indexed(ArchiveSettings.read(written(), new Configuration()));
    Opener opener =
        Opener.of(
            new Opener.Recipe(written(), Instant.now(), UUID.randomUUID()), new Configuration());
    Row row =
        opener.open(
            "halfway",
            () ->
                new SequenceInputStream(
                    new ByteArrayInputStream(octets, 0, 500),
                    new InputStream() {
                      @Override
                      public int read() throws IOException {
                        throw new IOException("the disk is gone");
                      }
                    }));
    assertThat(row.get(ReportRow.SCHEMA.fieldIndex("outcome"))).isEqualTo("io-error");
    assertThat(row.get(ReportRow.SCHEMA.fieldIndex("sha256"))).isNull();
    assertThat(row.get(ReportRow.SCHEMA.fieldIndex("error"))).isEqualTo("the disk is gone");
  }

  @Test
  void anMbox_isSplitAtItsLinesFrom_andUnquoted() throws Exception {
    ByteArrayOutputStream mbox = new ByteArrayOutputStream();
    List<Path> messages = messages().subList(0, 5);
    for (Path each : messages) {
      mbox.writeBytes(
          "From a@example.org Mon Jun  1 00:00:00 2026\n".getBytes(StandardCharsets.US_ASCII));
      mbox.writeBytes(Files.readAllBytes(each));
      mbox.write('\n');
    }
    mbox.writeBytes(
        "From b\nSubject: x\n\n>From here\n>>From there\n> no\n"
            .getBytes(StandardCharsets.US_ASCII));
    Path archive = Files.createDirectories(folder.resolve("archive"));
    Files.write(archive.resolve("box"), mbox.toByteArray());
    Files.copy(messages.get(0), archive.resolve("single.eml"));
    settings.put("form", "mbox");
    run();
    Map<String, Row> table = table();
    assertThat(table).hasSize(7);
    List<String> hashes = table.values().stream().map(row -> row.<String>getAs("sha256")).toList();
    for (Path each : messages) {
      assertThat(hashes).contains(sha256(Files.readAllBytes(each)));
    }
    assertThat(hashes)
        .contains(
            sha256(
                "Subject: x\n\nFrom here\n>From there\n> no\n"
                    .getBytes(StandardCharsets.US_ASCII)));
    assertThat(run().outcomes()).isEmpty();
  }

  private static String sha256(byte[] octets) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(octets));
  }

  @Test
  void aMessageOfAMaildir_keepsItsName_whenItIsFlagged() throws Exception {
    Path cur = Files.createDirectories(folder.resolve("archive/.Sent/cur"));
    Files.createDirectories(folder.resolve("archive/.Sent/tmp"));
    Files.createDirectories(folder.resolve("archive/new"));
    Path flagged = cur.resolve("1.host:2,S");
    Files.copy(MESSAGES.resolve("encrypted-2022.eml"), flagged);
    Files.copy(
        MESSAGES.resolve("encrypted-2019.eml"), folder.resolve("archive/.Sent/tmp/unfinished"));
    Files.copy(MESSAGES.resolve("encrypted-2025.eml"), folder.resolve("archive/new/2.host"));
    settings.put("form", "maildir");
    assertThat(run().outcomes()).isEqualTo(Map.of("opened", 2L));
    assertThat(table()).containsOnlyKeys("1.host", "2.host");
    Files.move(flagged, cur.resolve("1.host:2,FS"));
    assertThat(run().outcomes()).isEmpty();
  }

  @Test
  void octetsOfATable_areMessages_andAPipelineGetsTheSameRows() throws Exception {
    List<Row> octets = new ArrayList<>();
    for (Path each : messages()) {
      octets.add(RowFactory.create(each.getFileName().toString(), Files.readAllBytes(each)));
    }
    Dataset<Row> source =
        spark.createDataFrame(
            octets,
            new StructType(
                new StructField[] {
                  DataTypes.createStructField("id", DataTypes.StringType, false),
                  DataTypes.createStructField("raw", DataTypes.BinaryType, false)
                }));
    source.write().parquet(folder.resolve("source").toString());
    settings.put("messages", folder.resolve("source"));
    settings.put("form", "table");
    settings.put("name-column", "id");
    settings.put("octets-column", "raw");
    run();
    Map<String, Row> table = table();
    assertThat(table).hasSize(octets.size());
    List<Row> piped = SparkArchive.open(source.toDF("name", "octets"), written()).collectAsList();
    assertThat(piped).hasSize(octets.size());
    for (Row each : piped) {
      assertThat(columns(each)).isEqualTo(columns(table.get(each.getString(0))));
    }
  }

  @Test
  void retry_opensAgainWhatDidNotOpen_andTheTableHasTheLastRow() throws Exception {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    List<Path> all;
    try (Stream<Path> files = Files.list(KIT.resolve("history"))) {
      all = files.filter(Files::isRegularFile).sorted().toList();
    }
    Files.copy(all.get(0), keys.resolve(all.get(0).getFileName()));
    Files.writeString(keys.resolve("broken.p12"), "no key");
    settings.put("keys", keys);
    archive();
    SparkArchive.Run first = run();
    assertThat(first.skippedKeys().values().stream().mapToLong(each -> each).sum()).isPositive();
    long opened = first.outcomes().getOrDefault("opened", 0L);
    for (Path each : all.subList(1, all.size())) {
      Files.copy(each, keys.resolve(each.getFileName()));
    }
    assertThat(run().outcomes()).isEmpty();
    SparkArchive.Run second = SparkArchive.run(spark, written(), true);
    assertThat(second.outcomes().get("opened")).isPositive();
    Dataset<Row> table = SparkArchive.table(spark, folder.resolve("table").toString());
    assertThat(table.count()).isEqualTo(messages().size());
    assertThat(table.where("outcome = 'opened'").count())
        .isEqualTo(opened + second.outcomes().get("opened"));
  }

  @Test
  void d9_aBadKeyFile_isNamedOnceInTheLogOfTheDriver() throws Exception {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.copy(KIT.resolve("history/2025.pfx"), keys.resolve("good.pfx"));
    Files.writeString(keys.resolve("broken.p12"), "no key");
    settings.put("keys", keys);
    archive();
    StringWriter said = new StringWriter();
    WriterAppender log = WriterAppender.newBuilder().setName("said").setTarget(said).build();
    log.start();
    Logger logger = (Logger) LogManager.getLogger(Opener.class);
    logger.addAppender(log);
    logger.setLevel(Level.WARN);
    try {
      assertThat(run().outcomes().get("opened")).isPositive();
    } finally {
      logger.removeAppender(log);
      logger.setLevel(Level.ERROR);
    }
    assertThat(said.toString().lines())
        .singleElement()
        .asString()
        .startsWith("keys: ")
        .contains("broken.p12: ");
  }

  @Test
  void plaintextAndTheMessageEncryptedAgain_areColumns() throws Exception {
    archive();
    settings.put("write", "plaintext");
    run();
    Row opened = table().get("encrypted-2022.eml");
    assertThat(opened.<byte[]>getAs("plaintext")).as(columns(opened).toString()).isNotEmpty();
    assertThat(opened.<byte[]>getAs("reencrypted")).isNull();
    settings.put("write", "reencrypted");
    settings.put("reencrypt-to", KIT.resolve("trust/root.pem"));
    settings.put("table", folder.resolve("again"));
    run();
    Row again =
        spark.read().parquet(folder.resolve("again").toString()).collectAsList().stream()
            .filter(row -> row.<String>getAs("name").endsWith("/encrypted-2022.eml"))
            .findFirst()
            .orElseThrow();
    assertThat(new String(again.<byte[]>getAs("reencrypted"), StandardCharsets.ISO_8859_1))
        .contains("application/pkcs7-mime");
    settings.put("write-limit", 10);
    settings.put("table", folder.resolve("limited"));
    run();
    assertThat(
            spark
                .read()
                .parquet(folder.resolve("limited").toString())
                .where("error like '%write-limit%'")
                .count())
        .isPositive();
  }

  /** No password, and no place of a key, is in what Spark keeps or the table has. */
  @Test
  void a9_passwordsAndPlacesOfKeys_areInNoEventLogNoConfAndNoRow() throws Exception {
    archive();
    Path keys = Files.createDirectories(folder.resolve("secret-place"));
    try (Stream<Path> files = Files.list(KIT.resolve("history"))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.copy(each, keys.resolve(each.getFileName()));
      }
    }
    Files.writeString(folder.resolve("words"), "a-secret-word\ntest\n");
    settings.put("keys", keys);
    settings.put("passwords", folder.resolve("words"));
    assertThat(run().outcomes().get("opened")).isPositive();
    spark.sparkContext().listenerBus().waitUntilEmpty();
    int read = 0;
    for (Path place : List.of(events, folder.resolve("table"))) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
              .as(each.toString())
              .doesNotContain("secret-place", "a-secret-word", folder.resolve("words").toString());
          read++;
        }
      }
    }
    assertThat(read).isGreaterThan(3);
    assertThat(Arrays.toString(spark.sparkContext().getConf().getAll()))
        .doesNotContain("secret-place", "a-secret-word");
    ByteArrayOutputStream recipe = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(recipe)) {
      out.writeObject(new Opener.Recipe(written(), Instant.now(), UUID.randomUUID()));
    }
    assertThat(recipe.toString(StandardCharsets.ISO_8859_1)).doesNotContain("secret-place");
    assertThat(recipe.size()).isLessThan(1000);
  }

  @Test
  void settingsThatCannotHold_failTheJobBeforeATask() throws Exception {
    archive();
    settings.put("keyes", "x");
    assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("keyes");
    settings.remove("keyes");
    settings.put("keys", Files.createDirectories(folder.resolve("no-keys")));
    assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("no key");
    settings.put("keys", KIT.resolve("history"));
    settings.put("batch", "-1");
    assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("batch");
    settings.put("batch", 1);
    settings.put("write", "reencrypted");
    assertThatThrownBy(this::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reencrypt-to");
  }
}
