package org.smime4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * A table of batches, each a directory of its own. A batch counts once Spark has written {@code
 * _SUCCESS} into it, which it does when all tasks of the batch are committed. What a run that was
 * killed left of a batch is removed by the next run.
 */
final class BatchTable {

  private static final String BATCH = "batch";
  private static final String DIRECTORY = BATCH + "=";
  private static final String SUCCESS = "_SUCCESS";
  private static final String RUN = "_run";
  private static final String TODO = "_todo-";

  private final SparkSession spark;
  private final Path place;
  private final FileSystem files;
  private final String token = UUID.randomUUID().toString().substring(0, 8);
  private int run;
  private int batch;

  BatchTable(SparkSession spark, String place) throws IOException {
    this.spark = spark;
    this.place = new Path(place);
    this.files = this.place.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  /** Begins a run: another one that still works at this table stops at its next batch. */
  void take() throws IOException {
    files.mkdirs(place);
    try (OutputStream out = files.create(new Path(place, RUN), true)) {
      out.write(token.getBytes(StandardCharsets.US_ASCII));
    }
    for (FileStatus each : files.listStatus(place)) {
      String name = each.getPath().getName();
      if (name.startsWith(TODO) || (name.startsWith(DIRECTORY) && !isCommitted(each.getPath()))) {
        files.delete(each.getPath(), true);
      } else if (name.startsWith(DIRECTORY)) {
        String number = name.substring(DIRECTORY.length()).split("-", 2)[0];
        run = Math.max(run, number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0);
      }
    }
    run++;
  }

  private boolean isCommitted(Path directory) throws IOException {
    return files.exists(new Path(directory, SUCCESS));
  }

  private void requireTaken() throws IOException {
    try (InputStream in = files.open(new Path(place, RUN))) {
      if (!new String(in.readAllBytes(), StandardCharsets.US_ASCII).equals(token)) {
        throw new IOException("another run has begun with this table; this one stops");
      }
    }
  }

  /** The rows of all committed batches, with the batch of each. */
  Dataset<Row> rows() throws IOException {
    List<String> directories = new ArrayList<>();
    for (FileStatus each : files.globStatus(new Path(place, DIRECTORY + "*/" + SUCCESS))) {
      directories.add(String.valueOf(each.getPath().getParent()));
    }
    return rows(directories);
  }

  private Dataset<Row> rows(List<String> directories) {
    var schema = ReportRow.SCHEMA.add(BATCH, DataTypes.StringType);
    if (directories.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    String[] places = directories.toArray(new String[0]);
    return spark.read().schema(schema).option("basePath", place.toString()).parquet(places);
  }

  /**
   * Writes down what is to be done, so that no executor that is lost lists the archive again.
   *
   * @param most messages of one file
   * @return the files
   */
  List<String> plan(Dataset<Row> todo, int most) throws IOException {
    Path list = new Path(place, TODO + token);
    todo.write().option("maxRecordsPerFile", most).parquet(list.toString());
    if (spark.read().parquet(list.toString()).isEmpty()) {
      return List.of();
    }
    return Stream.of(files.globStatus(new Path(list, "part-*")))
        .map(each -> each.getPath().toString())
        .toList();
  }

  void finish() throws IOException {
    files.delete(new Path(place, TODO + token), true);
  }

  /** Writes a batch; it counts when this returns, or not at all. */
  Dataset<Row> commit(Dataset<Row> rows) throws IOException {
    requireTaken();
    batch++;
    Path directory =
        new Path(place, String.format(Locale.ROOT, "%s%06d-%06d-%s", DIRECTORY, run, batch, token));
    rows.write()
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "true")
        .parquet(directory.toString());
    requireTaken();
    return rows(List.of(directory.toString()));
  }
}
