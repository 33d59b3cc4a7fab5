package org.smime4j.spark;

import static org.smime4j.findings.Outcome.NOT_SMIME;
import static org.smime4j.findings.Outcome.OPENED;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Opens and verifies messages on Spark. Keys, passwords and anchors are named in a settings file,
 * which the driver and each executor read. Only the place of that file becomes part of a plan.
 *
 * <p>{@code SparkArchive SETTINGS [--retry]}, given to {@code spark-submit}, opens the messages of
 * an archive into a table. The same command goes on where a run was killed.
 */
public final class SparkArchive {

  private static final int TASKS_OF_A_CORE = 4;
  private static final int BATCH = 100_000;

  private SparkArchive() {}

  /**
   * What a run did.
   *
   * @param outcomes the number of messages for each outcome; a message that the table had is not
   *     counted
   * @param batches the number of batches that were added
   * @param skippedKeys the number of key files that could not be used, in whole or in part, for
   *     each reason
   */
  public record Run(Map<String, Long> outcomes, int batches, Map<String, Long> skippedKeys) {
    public Run {
      outcomes = Map.copyOf(outcomes);
      skippedKeys = Map.copyOf(skippedKeys);
    }
  }

  /**
   * Opens messages that a pipeline has.
   *
   * @param messages a name (string) and octets (binary)
   * @param settings the place of the settings file
   * @return a row for each message, whatever is wrong with it
   * @throws IOException if the settings or the keys cannot be read
   */
  public static Dataset<Row> open(Dataset<Row> messages, String settings) throws IOException {
    SparkSession spark = messages.sparkSession();
    ArchiveSettings read =
        ArchiveSettings.read(settings, spark.sparkContext().hadoopConfiguration());
    Opener.indexed(read);
    Opener.Recipe recipe = new Opener.Recipe(settings, read.at(), UUID.randomUUID());
    return opened(spark, Messages.named(messages), recipe);
  }

  /**
   * Adds to the table of the settings the messages that it has not. If the run is killed, the next
   * run goes on behind the last batch that was committed. Do not start a second run with a table
   * before the first has ended.
   *
   * @param settings the place of the settings file
   * @param retry whether messages are opened again that did not open before; each gets a second
   *     row, and {@link #table} returns the last one
   * @throws IOException if the settings, keys or messages cannot be read, or the table not written
   */
  public static Run run(SparkSession spark, String settings, boolean retry) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    ArchiveSettings read = ArchiveSettings.read(settings, hadoop);
    Map<String, String> skipped = Opener.indexed(read);
    Opener.Recipe recipe = new Opener.Recipe(settings, read.at(), UUID.randomUUID());
    Opener.of(recipe, hadoop);
    int partitions =
        read.number("partitions", TASKS_OF_A_CORE * spark.sparkContext().defaultParallelism());
    int messagesOfATask = Math.max(1, read.number("batch", BATCH) / partitions);
    BatchTable table = new BatchTable(spark, read.given("table"));
    table.take();
    Dataset<Row> known = last(table.rows());
    if (retry) {
      known =
          known
              .where(functions.col("outcome").isin(OPENED.label(), NOT_SMIME.label()))
              .where("error IS NULL");
    }
    Dataset<Row> todo =
        Messages.of(spark, read)
            .dropDuplicates(Messages.NAME)
            .join(known.select(Messages.NAME), new String[] {Messages.NAME}, "left_anti");
    List<String> parts = table.plan(todo, messagesOfATask);
    Map<String, Long> outcomes = new TreeMap<>();
    int batches = 0;
    for (int begin = 0; begin < parts.size(); begin += partitions) {
      List<String> some = parts.subList(begin, Math.min(parts.size(), begin + partitions));
      Dataset<Row> batch =
          spark.read().schema(Messages.SCHEMA).parquet(some.toArray(new String[0]));
      table
          .commit(opened(spark, batch.repartition(partitions), recipe))
          .groupBy("outcome")
          .count()
          .collectAsList()
          .forEach(row -> outcomes.merge(row.getString(0), row.getLong(1), Long::sum));
      batches++;
    }
    table.finish();
    Map<String, Long> reasons = new TreeMap<>();
    skipped.values().forEach(why -> reasons.merge(withoutNames(why), 1L, Long::sum));
    return new Run(outcomes, batches, reasons);
  }

  /** A file that was read in part names its entries, which are no business of a log. */
  static String withoutNames(String why) {
    return why.startsWith("read in part") ? "read in part" : why;
  }

  /**
   * Returns the committed rows of a table, of each message the last.
   *
   * @param table the place of the table
   */
  public static Dataset<Row> table(SparkSession spark, String table) throws IOException {
    return last(new BatchTable(spark, table).rows());
  }

  private static Dataset<Row> last(Dataset<Row> rows) {
    String last = "row_number() OVER (PARTITION BY name ORDER BY batch DESC) AS last";
    return rows.selectExpr("*", last).where("last = 1").drop("last");
  }

  private static Dataset<Row> opened(
      SparkSession spark, Dataset<Row> messages, Opener.Recipe recipe) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return messages.map(
        (MapFunction<Row, Row>)
            each ->
                Opener.of(recipe, hadoop.value())
                    .open(each.getString(0), () -> Messages.open(each, hadoop.value())),
        Encoders.row(ReportRow.SCHEMA));
  }

  /** Runs where spark-submit says, and prints what was done. */
  public static void main(String[] args) throws IOException {
    boolean retry = args.length == 2 && args[1].equals("--retry");
    if (args.length != 1 && !retry) {
      System.err.println("SparkArchive SETTINGS [--retry]");
      System.exit(2);
    }
    try (SparkSession spark = SparkSession.builder().appName("smime-spark").getOrCreate()) {
      Run run = run(spark, args[0], retry);
      run.outcomes().forEach((outcome, count) -> System.out.println(outcome + ": " + count));
      run.skippedKeys()
          .forEach((why, count) -> System.out.println("key files left out, " + why + ": " + count));
      System.out.println(run.batches() + " batches added");
    }
  }
}
