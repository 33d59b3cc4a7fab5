package org.smime4j.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What the Flight Recorder kept of some work of the calling thread.
 *
 * @param events of this library, in the order in which they ended
 * @param file all octets of the recording
 */
public record Recorded(List<RecordedEvent> events, byte[] file) {

  /** Work that may fail. */
  public interface Work {
    void run() throws Exception;
  }

  /** Records the work with the events of this library alone. */
  public static Recorded of(Work work) throws Exception {
    return of(true, work);
  }

  /**
   * @param enabled whether the library's events are
   */
  public static Recorded of(boolean enabled, Work work) throws Exception {
    Path file = Files.createTempFile("events", ".jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("Open", "Decrypt", "Verify")) {
        if (enabled) {
          recording.enable("org.smime4j." + name);
        } else {
          recording.disable("org.smime4j." + name);
        }
      }
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
      String thread = Thread.currentThread().getName();
      List<RecordedEvent> events =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().startsWith("org.smime4j."))
              // Other tests of this JVM may be at work too.
              .filter(event -> event.getThread().getJavaName().equals(thread))
              .sorted((a, b) -> a.getEndTime().compareTo(b.getEndTime()))
              .toList();
      return new Recorded(events, Files.readAllBytes(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** The only event of this name, without what the recorder adds. */
  public Map<String, Object> only(String name) {
    List<Map<String, Object>> all = all(name);
    if (all.size() != 1) {
      throw new AssertionError("not one event " + name + " but " + events);
    }
    return all.get(0);
  }

  /** The events of this name, without what the recorder adds. */
  public List<Map<String, Object>> all(String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("org.smime4j." + name))
        .map(Recorded::fields)
        .toList();
  }

  public static Map<String, Object> fields(RecordedEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (ValueDescriptor field : event.getFields()) {
      if (!List.of("startTime", "duration", "eventThread", "stackTrace")
          .contains(field.getName())) {
        fields.put(field.getName(), event.getValue(field.getName()));
      }
    }
    return fields;
  }
}
