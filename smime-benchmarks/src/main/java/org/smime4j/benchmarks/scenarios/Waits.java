package org.smime4j.benchmarks.scenarios;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.smime4j.internal.bytes.ArrayOctets;

/** How often a thread had to wait for another, in whichever way, and in how many messages. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Waits {

  public long messages;
  public long waits;
  private long before;

  @Setup(Level.Iteration)
  public void begin() {
    messages = 0;
    before = soFar();
  }

  @TearDown(Level.Iteration)
  public void end() {
    waits = soFar() - before;
  }

  private static long soFar() {
    ThreadInfo thread =
        ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().getId());
    return thread.getBlockedCount() + thread.getWaitedCount();
  }

  ArrayOctets after(ArrayOctets produced) {
    messages++;
    return produced;
  }
}
