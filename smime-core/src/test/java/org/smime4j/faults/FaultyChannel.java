package org.smime4j.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel in front of another, each of whose operations may be struck by a fault. */
final class FaultyChannel extends FileChannel {

  private final FileChannel real;
  private final Fault fault;
  private final boolean writes;

  /**
   * @param writes whether it was opened for writing
   */
  FaultyChannel(FileChannel real, boolean writes, Fault fault) {
    this.real = real;
    this.writes = writes;
    this.fault = fault;
    fault.opened();
  }

  private interface Work {
    int done() throws IOException;
  }

  /** Lets so many octets of the buffer be moved. */
  private static int limited(ByteBuffer buffer, int octets, Work work) throws IOException {
    int limit = buffer.limit();
    buffer.limit(buffer.position() + octets);
    try {
      return work.done();
    } finally {
      buffer.limit(limit);
    }
  }

  private int reading(ByteBuffer into, long position, Work work) throws IOException {
    int octets = fault.read(into.remaining(), real.size() - position);
    return octets <= 0 ? octets : limited(into, octets, work);
  }

  private int writing(ByteBuffer from, Work work) throws IOException {
    return limited(from, fault.write(from.remaining()), work);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return reading(into, real.position(), () -> real.read(into));
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return reading(into, position, () -> real.read(into, position));
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return writing(from, () -> real.write(from));
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    return writing(from, () -> real.write(from, position));
  }

  @Override
  public long position() throws IOException {
    fault.step(writes ? Fault.Step.OTHER : Fault.Step.READ);
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    fault.step(writes ? Fault.Step.OTHER : Fault.Step.READ);
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    fault.step(writes ? Fault.Step.OTHER : Fault.Step.READ);
    return real.size();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    fault.step(Fault.Step.FORCE);
    real.force(metaData);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    fault.closed();
    real.close();
    fault.step(writes ? Fault.Step.FINISH : Fault.Step.CLOSE);
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
