package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** One compact JSON object a line for each message. */
final class JsonReport implements Report {

  private final JsonFactory json = new JsonFactory();
  private final OutputStream out;

  JsonReport(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(MessageOutcome outcome) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator to = json.createGenerator(line)) {
      to.writeStartObject();
      JsonMessage.write(to, outcome);
      to.writeEndObject();
    }
    line.write('\n');
    line.writeTo(out);
    out.flush();
  }
}
