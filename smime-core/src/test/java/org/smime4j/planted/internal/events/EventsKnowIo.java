package org.smime4j.planted.internal.events;

class EventsKnowIo {
  org.smime4j.planted.internal.io.Io target;
}
