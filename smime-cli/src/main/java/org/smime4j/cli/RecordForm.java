package org.smime4j.cli;

import java.io.IOException;
import java.util.List;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.keys.KeyEntry;

/** What a service takes of a key. */
@FunctionalInterface
interface RecordForm {

  /** The records of a user's key; none if there is nothing to send. */
  List<JsonObject> of(TenantUser user, KeyEntry entry) throws IOException;
}
