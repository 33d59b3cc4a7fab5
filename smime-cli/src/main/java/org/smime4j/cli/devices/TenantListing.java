package org.smime4j.cli.devices;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What Microsoft Graph lists of the imported certificates of a tenant. It never gives keys back:
 * the blob is {@code AA==} and the password empty.
 *
 * @param certificates in the order of the answer
 * @param complete whether the last page is there
 */
public record TenantListing(List<Listed> certificates, boolean complete) {

  /** More than the certificates of any tenant. */
  private static final int MOST = 5_000_000;

  /**
   * An imported certificate.
   *
   * @param thumbprint SHA-1 in lower-case hex, as far as Graph writes it so; empty if there is none
   * @param user the user principal name; empty if there is none
   * @param purpose as Graph writes it; empty if there is none
   */
  public record Listed(String thumbprint, String user, String purpose) {}

  /**
   * Reads one answer, or several pages one after the other.
   *
   * @throws IOException with a sentence, if it is no such answer
   */
  public static TenantListing read(InputStream answers) throws IOException {
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
    return new TenantListing(List.copyOf(certificates), complete);
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
          certificates.add(certificate(json));
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

  private static Listed certificate(JsonParser json) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    String thumbprint = "";
    String user = "";
    String purpose = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      String text = value == JsonToken.VALUE_STRING ? json.getText() : "";
      switch (name) {
        case "thumbprint" -> thumbprint = text.replaceAll("[: ]", "").toLowerCase(Locale.ROOT);
        case "userPrincipalName" -> user = text;
        case "intendedPurpose" -> purpose = text;
        default -> json.skipChildren();
      }
    }
    return new Listed(thumbprint, user, purpose);
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("this is no list of certificates by Microsoft Graph");
    }
  }
}
