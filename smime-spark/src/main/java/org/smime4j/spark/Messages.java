package org.smime4j.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** The messages of an archive: the name of each, and its octets or where they are. */
final class Messages {

  static final String NAME = "name";
  static final String OCTETS = "octets";

  /** A message in a file has no octets here: these would all be in memory. */
  static final StructType SCHEMA =
      StructType.fromDDL("name STRING, octets BINARY, place STRING, offset BIGINT, size BIGINT");

  private static final String MAILDIR = "maildir";
  private static final String MBOX = "mbox";

  /** Of the name of a file in a Maildir, the box and the flags change when it is read. */
  private static final String CHANGING = "/(?:cur|new)/([^/]*?)(?::2,[A-Za-z]*)?$";

  private Messages() {}

  /** The messages that the settings name. */
  static Dataset<Row> of(SparkSession spark, ArchiveSettings settings) throws IOException {
    String place = settings.given("messages");
    String form = settings.choice("form", "directory", MAILDIR, MBOX, "manifest", "table");
    return switch (form) {
      case "manifest" ->
          spark
              .read()
              .text(place)
              .where("trim(value) <> ''")
              .selectExpr("trim(value) AS name", "CAST(NULL AS BINARY) AS octets")
              .selectExpr("name", "octets", "name AS place", "-1L AS offset", "-1L AS size");
      case "table" ->
          named(
              spark
                  .read()
                  .parquet(place)
                  .select(
                      functions.col(settings.text("name-column", NAME)).as(NAME),
                      functions.col(settings.text("octets-column", OCTETS)).as(OCTETS)));
      default -> listed(spark, place, form);
    };
  }

  /** Octets with names, which come from anywhere. */
  static Dataset<Row> named(Dataset<Row> messages) {
    return messages.selectExpr(
        "coalesce(CAST(name AS STRING), sha2(octets, 256), '') AS name",
        "CAST(octets AS BINARY) AS octets",
        "CAST(NULL AS STRING) AS place",
        "-1L AS offset",
        "-1L AS size");
  }

  static Row file(String name, String place) {
    return RowFactory.create(name, null, place, -1L, -1L);
  }

  /** Lists the directories in the archive beside each other, each with all below it. */
  private static Dataset<Row> listed(SparkSession spark, String place, String form)
      throws IOException {
    Configuration driver = spark.sparkContext().hadoopConfiguration();
    FileSystem files = files(new Path(place), driver);
    Path root = files.makeQualified(new Path(place));
    List<String> directories = new ArrayList<>(List.of(root.toString()));
    RemoteIterator<FileStatus> children = files.listStatusIterator(root);
    while (children.hasNext()) {
      FileStatus child = children.next();
      if (child.isDirectory() && !isHidden(child.getPath(), form)) {
        directories.add(child.getPath().toString());
      }
    }
    SerializableConfiguration hadoop = new SerializableConfiguration(driver);
    FlatMapFunction<String, Row> walk =
        each -> new Walk(new Path(each), !each.equals(directories.get(0)), form, hadoop.value());
    return spark
        .createDataset(directories, Encoders.STRING())
        .repartition(directories.size())
        .flatMap(walk, Encoders.row(SCHEMA));
  }

  /** Folders of a Maildir begin with a dot. */
  private static boolean isHidden(Path path, String form) {
    String name = path.getName();
    return form.equals(MAILDIR) ? name.equals("tmp") : name.startsWith(".") || name.startsWith("_");
  }

  /** Without the checksums that Hadoop keeps beside local files, whose names it cannot make all. */
  private static FileSystem files(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  /** The octets of a message of {@link #SCHEMA}. */
  static InputStream open(Row message, Configuration hadoop) throws IOException {
    String place = message.getString(2);
    if (place == null) {
      return new ByteArrayInputStream(message.isNullAt(1) ? new byte[0] : message.getAs(1));
    }
    try {
      Path path = new Path(place);
      FSDataInputStream in = files(path, hadoop).open(path);
      long offset = message.getLong(3);
      if (offset < 0) {
        return in;
      }
      in.seek(offset);
      return new Mbox.Message(in, message.getLong(4));
    } catch (IllegalArgumentException e) {
      throw new IOException("this is no address of a file", e);
    }
  }

  /** The messages of a directory, one after the other. */
  private static final class Walk implements Iterator<Row> {
    private final boolean isDeep;
    private final String form;
    private final FileSystem files;
    private final Deque<Path> directories = new ArrayDeque<>();
    private @Nullable RemoteIterator<FileStatus> children;
    private Iterator<Row> found = Collections.emptyIterator();

    Walk(Path directory, boolean isDeep, String form, Configuration hadoop) throws IOException {
      this.isDeep = isDeep;
      this.form = form;
      this.files = files(directory, hadoop);
      directories.add(directory);
    }

    @Override
    public boolean hasNext() {
      try {
        while (!found.hasNext()) {
          RemoteIterator<FileStatus> listing = children;
          if (listing != null && listing.hasNext()) {
            found = messages(listing.next());
          } else if (directories.isEmpty()) {
            return false;
          } else {
            children = files.listStatusIterator(directories.remove());
          }
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Row next() {
      return found.next();
    }

    private Iterator<Row> messages(FileStatus file) throws IOException {
      Path path = file.getPath();
      String place = path.toString();
      if (file.isDirectory() && isDeep && !isHidden(path, form)) {
        directories.add(path);
      }
      String name = form.equals(MAILDIR) ? place.replaceFirst(CHANGING, "/$1") : place;
      if (file.isDirectory()
          || isHidden(path, form)
          || (form.equals(MAILDIR) && name.equals(place))) {
        return Collections.emptyIterator();
      }
      return form.equals(MBOX)
          ? new Mbox(files.open(path), place)
          : List.of(file(name, place)).iterator();
    }
  }
}
