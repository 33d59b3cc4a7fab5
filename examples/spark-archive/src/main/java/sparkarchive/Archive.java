package sparkarchive;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * {@code Archive MESSAGES TABLE PARTITIONS KEYS PASSWORDS TRUST}: opens every message of an archive
 * with a history, and writes what became of each as a row of a Parquet table.
 *
 * <p>MESSAGES is a directory, or a text file with the address of one message a line.
 */
public final class Archive {

  private static final StructType KEY =
      new StructType(new StructField[] {text("issuer"), text("serial"), text("foundBy")});

  /** The columns; {@link MessageOutcome} says what each means. */
  static final StructType SCHEMA =
      new StructType(
          new StructField[] {
            text("file"),
            text("sha256"),
            text("outcome"),
            texts("layers"),
            DataTypes.createStructField("keys", DataTypes.createArrayType(KEY, false), false),
            text("verdict"),
            texts("findings"),
            texts("addresses"),
            texts("deviations"),
            texts("notes"),
            text("contentSha256"),
            text("error")
          });

  private Archive() {}

  /** Runs the job where spark-submit says. */
  public static void main(String[] args) throws IOException {
    if (args.length != 6) {
      System.err.println("Archive MESSAGES TABLE PARTITIONS KEYS PASSWORDS TRUST");
      System.exit(2);
    }
    Recipe recipe = new Recipe(args[3], args[4], args[5], Instant.now());
    try (SparkSession spark = SparkSession.builder().appName("archive").getOrCreate()) {
      open(spark, messages(spark, args[0]), Integer.parseInt(args[2]), recipe)
          .write()
          .parquet(args[1]);
    }
  }

  /** The addresses of all messages of an archive. */
  static Dataset<String> messages(SparkSession spark, String archive) throws IOException {
    Path path = new Path(archive);
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    if (files.getFileStatus(path).isFile()) {
      return spark.read().textFile(archive);
    }
    List<String> addresses = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = files.listFiles(path, true);
    while (found.hasNext()) {
      addresses.add(found.next().getPath().toString());
    }
    return spark.createDataset(addresses, Encoders.STRING());
  }

  /**
   * A row for each message. Nothing that is wrong with a message, or with reading it, fails a task;
   * keys or anchors that cannot be read fail the job before it begins.
   */
  static Dataset<Row> open(
      SparkSession spark, Dataset<String> messages, int partitions, Recipe recipe)
      throws IOException {
    Opener.of(recipe);
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return messages
        .repartition(partitions)
        .mapPartitions(
            (MapPartitionsFunction<String, Row>)
                addresses -> rows(Opener.of(recipe), addresses, hadoop.value()),
            Encoders.row(SCHEMA));
  }

  private static Iterator<Row> rows(
      Opener opener, Iterator<String> addresses, Configuration hadoop) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return addresses.hasNext();
      }

      @Override
      public Row next() {
        return row(open(opener, addresses.next(), hadoop));
      }
    };
  }

  /** Opens the message at an address of any file system that Hadoop knows. */
  static MessageOutcome open(Opener opener, String address, Configuration hadoop) {
    return opener.open(
        address,
        () -> {
          Path path = new Path(address);
          return path.getFileSystem(hadoop).open(path);
        });
  }

  /** An outcome in the order of the columns. */
  static Row row(MessageOutcome outcome) {
    return RowFactory.create(
        outcome.file(),
        outcome.sha256(),
        outcome.outcome(),
        outcome.layers().toArray(),
        outcome.keys().stream()
            .map(key -> RowFactory.create(key.issuer(), key.serial(), key.foundBy()))
            .toArray(),
        outcome.verdict(),
        outcome.findings().toArray(),
        outcome.addresses().toArray(),
        outcome.deviations().toArray(),
        outcome.notes().toArray(),
        outcome.contentSha256(),
        outcome.error());
  }

  private static StructField text(String name) {
    return DataTypes.createStructField(name, DataTypes.StringType, true);
  }

  private static StructField texts(String name) {
    return DataTypes.createStructField(
        name, DataTypes.createArrayType(DataTypes.StringType, false), false);
  }
}
