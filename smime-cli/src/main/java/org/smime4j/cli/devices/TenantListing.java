package org.smime4j.cli.devices;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.smime4j.cli.json.JsonObject;

/**
 * What Microsoft Graph lists of the imported certificates of a tenant. It never gives keys back:
 * the blob is {@code AA==} and the password empty.
 */
public final class TenantListing {

  /** The certificates of a hundred thousand users. One takes some 400 octets of memory. */
  private static final int MOST = 1_000_000;

  private TenantListing() {}

  /**
   * An imported certificate.
   *
   * @param number of the record, from 1
   * @param id by which Graph removes it; empty if there is none
   * @param thumbprint SHA-1 in lower-case hex, as far as Graph writes it so; empty if there is none
   * @param user the user principal name; empty if there is none
   * @param purpose as Graph writes it; empty if there is none
   */
  public record Listed(int number, String id, String thumbprint, String user, String purpose) {

    /** What two readings of one record have in common. */
    private List<String> compared() {
      return List.of(
          id, thumbprint, user.toLowerCase(Locale.ROOT), purpose.toLowerCase(Locale.ROOT));
    }

    /** Whether the record says which certificate is whose. */
    public boolean isReadable() {
      return !thumbprint.isEmpty() && !user.isEmpty();
    }
  }

  /**
   * Reads the certificates in a file with one answer, or with several pages one after the other.
   *
   * @throws IOException with a sentence, if it is no such answer, or the last page is missing
   */
  public static List<Listed> read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(in);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Listed> read(InputStream answers) throws IOException {
    List<Listed> certificates = new ArrayList<>();
    boolean complete = true;
    int pages = 0;
    try (JsonParser json = new JsonFactory().createParser(answers)) {
      while (json.nextToken() != null) {
        pages++;
        complete = page(json, certificates);
      }
    } catch (StreamConstraintsException e) {
      throw new IOException("a value in it is too long, or too deeply nested", e);
    } catch (JacksonException e) {
      throw new IOException("this is no JSON", e);
    }
    if (pages == 0) {
      throw new IOException("there is no answer of Microsoft Graph in it");
    }
    if (!complete) {
      throw new IOException(
          "the last page is missing (@odata.nextLink); get it, and append it to this file");
    }
    // A page that was appended twice makes no second record.
    Set<List<String>> seen = new HashSet<>();
    certificates.removeIf(each -> !each.id().isEmpty() && !seen.add(each.compared()));
    return certificates;
  }

  /** Reads a page and returns whether it is the last. */
  private static boolean page(JsonParser json, List<Listed> certificates) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    boolean last = true;
    boolean listed = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("value")) {
        expect(json, JsonToken.START_ARRAY);
        listed = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (certificates.size() == MOST) {
            throw new IOException("there are more certificates in it than " + MOST);
          }
          certificates.add(certificate(json, certificates.size() + 1));
        }
      } else {
        last &= !name.equals("@odata.nextLink") || value == JsonToken.VALUE_NULL;
        json.skipChildren();
      }
    }
    if (!listed) {
      throw new IOException("there is no list of certificates (value) in it");
    }
    return last;
  }

  private static Listed certificate(JsonParser json, int number) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    JsonObject record = JsonObject.read(json);
    return new Listed(
        number,
        record.text("id"),
        record.text("thumbprint").replaceAll("[: ]", "").toLowerCase(Locale.ROOT),
        record.text("userPrincipalName"),
        record.text("intendedPurpose"));
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("this is no list of certificates by Microsoft Graph");
    }
  }
}
