package org.smime4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.smime4j.KeyHistory;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * An example: private keys in two tables of a database, each as a PFX under a password that the
 * database does not know. A message costs one query; a private key is decrypted when it is needed.
 */
public final class JdbcKeys implements KeySource {

  private static final String[] TABLES = {
    "CREATE TABLE smime_key (id BIGINT PRIMARY KEY, pfx BLOB NOT NULL,"
        + " kind VARCHAR(80), not_before TIMESTAMP)",
    "CREATE TABLE smime_term (term CHAR(32), id BIGINT REFERENCES smime_key,"
        + " PRIMARY KEY (term, id))"
  };

  private final DataSource database;
  private final PasswordSource passwords;

  public JdbcKeys(DataSource database, PasswordSource passwords) {
    this.database = database;
    this.passwords = passwords;
  }

  public void createTables() throws SQLException {
    try (Connection connection = database.getConnection()) {
      for (String table : TABLES) {
        connection.createStatement().execute(table);
      }
    }
  }

  /** Files a PFX with one private key. */
  public void put(long id, byte[] pfx) throws IOException, SQLException {
    DecryptionKey key = read(id, pfx).keys().get(0);
    try (Connection connection = database.getConnection();
        PreparedStatement row =
            connection.prepareStatement("INSERT INTO smime_key VALUES (?, ?, ?, ?)");
        PreparedStatement term =
            connection.prepareStatement("INSERT INTO smime_term VALUES (?, ?)")) {
      connection.setAutoCommit(false);
      row.setLong(1, id);
      row.setBytes(2, pfx);
      row.setString(3, key.kind());
      row.setTimestamp(4, Timestamp.from(newest(key).getNotBefore().toInstant()));
      row.executeUpdate();
      Set<String> terms = new TreeSet<>();
      for (X509Certificate certificate : key.certificates()) {
        terms.addAll(RecipientIdentifier.searchTermsOf(certificate));
      }
      for (String each : terms) {
        term.setString(1, each);
        term.setLong(2, id);
        term.addBatch();
      }
      term.executeBatch();
      connection.commit();
    }
  }

  private static X509Certificate newest(DecryptionKey key) {
    return key.certificates().stream().findFirst().orElseThrow();
  }

  private KeyHistory read(long id, byte[] pfx) throws IOException {
    return KeyHistory.read(pfx, "key " + id, passwords);
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    Set<String> terms = new TreeSet<>();
    wanted.forEach(identifier -> terms.addAll(identifier.searchTerms()));
    if (terms.isEmpty()) {
      return List.of();
    }
    KeyHistory named = KeyHistory.of();
    String query =
        "SELECT id, pfx FROM smime_key WHERE id IN (SELECT id FROM smime_term WHERE term IN ("
            + String.join(", ", Collections.nCopies(terms.size(), "?"))
            + ")) ORDER BY id";
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      int position = 0;
      for (String term : terms) {
        statement.setString(++position, term);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          named = named.and(read(rows.getLong(1), rows.getBytes(2)));
        }
      }
    } catch (SQLException e) {
      throw new IOException("The database of keys does not answer", e);
    }
    // Which of them fits how well, and in which order they are tried, is not for a database to say.
    return named.matching(wanted);
  }

  /** The numbers are read at once, the keys one by one. */
  @Override
  public Iterable<DecryptionKey> remaining(String kind) throws IOException {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id FROM smime_key WHERE kind = ? ORDER BY not_before DESC, id")) {
      statement.setString(1, kind);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
    } catch (SQLException e) {
      throw new IOException("The database of keys does not answer", e);
    }
    return () -> {
      Iterator<Long> each = ids.iterator();
      return new Iterator<>() {
        private @Nullable DecryptionKey next;
        private @Nullable UncheckedIOException failure;

        /** A row that cannot be read hides none of the older keys: it is said at the end. */
        @Override
        public boolean hasNext() {
          while (next == null && each.hasNext()) {
            try {
              next = key(each.next());
            } catch (UncheckedIOException e) {
              failure = failure == null ? e : failure;
            }
          }
          if (next == null && failure != null) {
            throw failure;
          }
          return next != null;
        }

        @Override
        public DecryptionKey next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          DecryptionKey key = next;
          next = null;
          return key;
        }
      };
    };
  }

  private DecryptionKey key(long id) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT pfx FROM smime_key WHERE id = ?")) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return read(id, row.getBytes(1)).keys().get(0);
      }
    } catch (SQLException | IOException e) {
      throw new UncheckedIOException(new IOException("The database of keys does not answer", e));
    }
  }

  @Override
  public int size() {
    try (Connection connection = database.getConnection();
        ResultSet row =
            connection.createStatement().executeQuery("SELECT COUNT(*) FROM smime_key")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException("The database of keys does not answer", e);
    }
  }
}
