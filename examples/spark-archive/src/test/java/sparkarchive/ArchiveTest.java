package sparkarchive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job in Spark's local mode, two tasks at once, over the messages of the test kit. */
class ArchiveTest {

  private static final Path KIT = Path.of(System.getProperty("kit")).toAbsolutePath().normalize();
  private static final Recipe RECIPE =
      new Recipe(
          KIT.resolve("history").toString(),
          KIT.resolve("pki/passwords.txt").toString(),
          KIT.resolve("trust").toString(),
          Instant.parse("2026-06-01T00:00:00Z"));

  private static final AtomicInteger TASKS = new AtomicInteger();
  private static final AtomicInteger FAILED_TASKS = new AtomicInteger();

  private static SparkSession spark;

  /** The table of the kit. */
  private static List<Row> table;

  @TempDir private Path folder;

  @BeforeAll
  static void start(@TempDir Path shared) throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                TASKS.incrementAndGet();
                if (end.reason() != Success$.MODULE$) {
                  FAILED_TASKS.incrementAndGet();
                }
              }
            });
    Path manifest = Files.write(shared.resolve("manifest"), kit());
    Dataset<Row> job = Archive.open(spark, Archive.messages(spark, manifest.toString()), 2, RECIPE);
    assertEquals(2, job.rdd().getNumPartitions());
    String parquet = shared.resolve("table").toString();
    job.write().parquet(parquet);
    table = spark.read().parquet(parquet).collectAsList();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void theTableOfTwoPartitions_isWhatASerialLoopGives() throws Exception {
    List<String> messages = kit();
    assertTrue(messages.size() > 1000, () -> "messages: " + messages.size());
    Opener opener = RECIPE.make();
    List<Row> serial =
        messages.stream()
            .map(message -> Archive.row(Archive.open(opener, message, new Configuration())))
            .toList();
    assertEquals(texts(serial), texts(table));
    noTaskFailed();
  }

  /** Checks the table against the outcomes that the kit states, independently of the loop. */
  @Test
  void theTable_hasTheContentsThatTheKitExpects() throws Exception {
    Map<String, Row> rows =
        table.stream().collect(Collectors.toMap(row -> name(row.getAs("file")), row -> row));
    int compared = 0;
    for (Path sidecar : files(KIT.resolve("messages"), ".expect")) {
      Map<String, String> expected =
          Files.readAllLines(sidecar).stream()
              .map(line -> line.split(": ", 2))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      String verdict = expected.get("expect");
      // Judged as here: these keys, this anchor, no lists, no other time, no other policy.
      if (!"history".equals(expected.get("keys"))
          || !"good".equals(expected.get("kind"))
          || expected.keySet().stream()
              .anyMatch(List.of("crls", "at", "policy", "from")::contains)) {
        continue;
      }
      Row row = rows.get(name(sidecar.toString()));
      assertNotNull(row, sidecar::toString);
      assertEquals("opened", row.getAs("outcome"), row::toString);
      assertEquals(expected.get("sha256"), row.getAs("contentSha256"), row::toString);
      assertEquals(
          verdict.equals("opened") ? null : verdict.split(" ")[0],
          row.getAs("verdict"),
          row::toString);
      compared++;
    }
    int count = compared;
    assertTrue(count >= 5, () -> "messages that were compared: " + count);
  }

  @Test
  void eachYearsMessage_namesTheKeyThatOpenedIt() throws Exception {
    List<String> serials = new ArrayList<>();
    for (String year : List.of("2019", "2022", "2025")) {
      Row row = rows(List.of(message("encrypted-" + year + ".eml"))).get(0);
      List<Row> keys = row.getList(row.fieldIndex("keys"));
      assertEquals(1, keys.size(), row::toString);
      assertEquals("recipient-id", keys.get(0).getAs("foundBy"));
      serials.add(keys.get(0).getAs("serial"));
      assertEquals(List.of("encrypted"), row.getList(row.fieldIndex("layers")));
    }
    assertEquals(3, serials.stream().distinct().count(), serials::toString);
  }

  @Test
  void whatIsWrongWithAMessage_isARow_andNoFailedTask() throws Exception {
    byte[] cut = Files.readAllBytes(KIT.resolve("messages/openssl/encrypted-2022.eml"));
    Path broken = Files.write(folder.resolve("cut.eml"), Arrays.copyOf(cut, cut.length / 2));
    Path empty = Files.write(folder.resolve("empty.eml"), new byte[0]);
    Path plain = Files.writeString(folder.resolve("plain.eml"), "Subject: hello\r\n\r\nhello\r\n");
    Path missing = folder.resolve("missing.eml");
    List<Row> rows =
        rows(
            List.of(
                broken.toUri().toString(),
                empty.toUri().toString(),
                plain.toUri().toString(),
                missing.toUri().toString(),
                "nowhere://host/message.eml",
                ":",
                message("encrypted-2022.eml")));
    Map<String, Row> byName =
        rows.stream().collect(Collectors.toMap(row -> row.getAs("file"), row -> row));
    assertEquals(7, byName.size());
    Row half = byName.get(broken.toUri().toString());
    assertEquals("malformed", half.getAs("outcome"), half::toString);
    assertNull(half.getAs("contentSha256"));
    // What failed early is hashed to its end all the same.
    assertEquals(sha256(Files.readAllBytes(broken)), half.getAs("sha256"));
    assertEquals("not-smime", byName.get(plain.toUri().toString()).getAs("outcome"));
    assertEquals(sha256(new byte[0]), byName.get(empty.toUri().toString()).getAs("sha256"));
    for (String unread : List.of(missing.toUri().toString(), "nowhere://host/message.eml", ":")) {
      Row row = byName.get(unread);
      assertEquals("io-error", row.getAs("outcome"), row::toString);
      assertNull(row.getAs("sha256"));
      assertNotNull(row.getAs("error"));
    }
    assertEquals("opened", byName.get(message("encrypted-2022.eml")).getAs("outcome"));
    noTaskFailed();
  }

  @Test
  void aMediumThatFailsHalfway_isAnErrorWithoutAHash() throws Exception {
    byte[] octets = Files.readAllBytes(KIT.resolve("messages/openssl/encrypted-2022.eml"));
    MessageOutcome outcome =
        RECIPE
            .make()
            .open(
                "halfway",
                () ->
                    new SequenceInputStream(
                        new ByteArrayInputStream(octets, 0, 500),
                        new InputStream() {
                          private boolean failed;

                          @Override
                          public int read() throws IOException {
                            if (failed) {
                              return -1;
                            }
                            failed = true;
                            throw new IOException("the disk is gone");
                          }
                        }));
    assertEquals("io-error", outcome.outcome());
    assertNull(outcome.sha256());
    assertEquals("the disk is gone", outcome.error());
  }

  @Test
  void aDirectory_isAnArchiveToo() throws Exception {
    Path archive = Files.createDirectories(folder.resolve("archive/2022/march"));
    Files.copy(KIT.resolve("messages/openssl/encrypted-2022.eml"), archive.resolve("a b.eml"));
    Files.copy(
        KIT.resolve("messages/openssl/signed-encrypted.eml"), folder.resolve("archive/c.eml"));
    Dataset<String> found = Archive.messages(spark, folder.resolve("archive").toString());
    List<Row> rows = Archive.open(spark, found, 2, RECIPE).collectAsList();
    assertEquals(2, rows.size());
    rows.forEach(row -> assertEquals("opened", row.getAs("outcome"), row::toString));
  }

  @Test
  void keysThatCannotBeRead_failTheJobBeforeATask() throws Exception {
    Dataset<String> messages = Archive.messages(spark, KIT.resolve("pki/passwords.txt").toString());
    String nothing = Files.createDirectories(folder.resolve("no-keys")).toString();
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                Archive.open(
                    spark,
                    messages,
                    2,
                    new Recipe(nothing, RECIPE.passwords(), RECIPE.trust(), RECIPE.at())));
    assertTrue(failure.getMessage().startsWith(nothing), failure.getMessage());
  }

  /** A recipe arrives with every task; its keys are read for the first. */
  @Test
  void recipesThatArrive_shareTheOpenerOfTheJvm() throws Exception {
    assertSame(Opener.of(arrived(RECIPE)), Opener.of(arrived(RECIPE)));
  }

  /** No key, password or certificate travels: the octets of a recipe are names and a time. */
  @Test
  void aRecipe_isSmall() throws Exception {
    assertTrue(serialized(RECIPE).length < 1_000, () -> "octets: " + RECIPE);
  }

  private List<Row> rows(List<String> messages) throws IOException {
    Path manifest = Files.write(Files.createTempFile(folder, "manifest", ""), messages);
    return Archive.open(spark, Archive.messages(spark, manifest.toString()), 2, RECIPE)
        .collectAsList();
  }

  private static void noTaskFailed() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    assertTrue(TASKS.get() > 0);
    assertEquals(0, FAILED_TASKS.get());
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream()
        .sorted(Comparator.comparing((Row row) -> row.getString(0)))
        .map(row -> text(row.toSeq()))
        .toList();
  }

  /** A row as text, whatever Spark holds lists in. */
  private static String text(Object value) {
    if (value instanceof Object[] array) {
      return Stream.of(array).map(ArchiveTest::text).toList().toString();
    }
    if (value instanceof Row row) {
      return text(row.toSeq());
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<String> parts = new ArrayList<>();
      seq.iterator().foreach(part -> parts.add(text(part)));
      return parts.toString();
    }
    return String.valueOf(value);
  }

  private static List<String> kit() throws IOException {
    return Stream.of(".eml", ".der", ".pem", ".txt")
        .flatMap(
            ending -> {
              try {
                return files(KIT.resolve("messages"), ending).stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .map(file -> file.toUri().toString())
        .toList();
  }

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String message(String name) {
    return KIT.resolve("messages/openssl").resolve(name).toUri().toString();
  }

  /** The name of a message or its sidecar, without directory and ending. */
  private static String name(String file) {
    String last = file.substring(file.lastIndexOf('/') + 1);
    return last.substring(0, last.lastIndexOf('.'));
  }

  private static String sha256(byte[] octets) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(object);
    }
    return octets.toByteArray();
  }

  private static Recipe arrived(Recipe recipe) throws Exception {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(serialized(recipe)))) {
      return (Recipe) in.readObject();
    }
  }
}
