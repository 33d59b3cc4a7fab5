package org.smime4j.cli;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;

/** What a service takes of a key. */
interface RecordForm {

  /** The certificates of a user's key that the service takes. */
  List<X509Certificate> taken(TenantUser user, KeyEntry entry);

  /** Whether the service has a record of it already. */
  default boolean isThere(TenantUser user, X509Certificate certificate) {
    return false;
  }

  /**
   * What is to be said.
   *
   * @param entries all keys
   * @param written those of their certificates of which there are records
   */
  List<String> remarks(List<KeyEntry> entries, Set<X509Certificate> written);

  /** The records of a user's key; none if there is nothing to send. */
  List<JsonObject> of(TenantUser user, KeyEntry entry) throws IOException;
}
