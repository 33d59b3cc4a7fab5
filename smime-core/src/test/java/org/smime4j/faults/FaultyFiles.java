package org.smime4j.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A file system in front of another, each of whose operations may be struck by a fault. Its paths
 * are to be had by {@link #of}.
 */
final class FaultyFiles extends FileSystem {

  private final FileSystem real;
  private final Provider provider = new Provider();
  private Fault fault = Fault.none();

  FaultyFiles(FileSystem real) {
    this.real = real;
  }

  /** The path of the other file system, seen through this one. */
  Path of(Path path) {
    return new FaultyPath(this, path);
  }

  /** What strikes from now on. */
  void strike(Fault other) {
    fault = other;
  }

  private static Path real(Path path) {
    return path instanceof FaultyPath faulty ? faulty.real() : path;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return of(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = real.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }

  private final class Provider extends FileSystemProvider {

    private FileSystemProvider others() {
      return real.provider();
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      boolean writes = options.contains(StandardOpenOption.WRITE);
      fault.step(writes ? Fault.Step.CREATE : Fault.Step.OPEN);
      return new FaultyChannel(
          others().newFileChannel(real(path), options, attributes), writes, fault);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
      fault.step(Fault.Step.OPEN);
      DirectoryStream<Path> stream =
          others().newDirectoryStream(real(directory), path -> filter.accept(of(path)));
      fault.opened();
      Fault opened = fault;
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          Iterator<Path> paths = stream.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return paths.hasNext();
            }

            @Override
            public Path next() {
              try {
                opened.step(Fault.Step.READ);
              } catch (IOException e) {
                throw new DirectoryIteratorException(e);
              }
              return of(paths.next());
            }
          };
        }

        @Override
        public void close() throws IOException {
          opened.closed();
          stream.close();
        }
      };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
      fault.step(Fault.Step.OTHER);
      others().createDirectory(real(directory), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      fault.step(Fault.Step.DELETE);
      others().delete(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
      fault.step(Fault.Step.OTHER);
      others().copy(real(source), real(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      fault.step(Fault.Step.MOVE);
      others().move(real(source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
      return others().isSameFile(real(path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return others().isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      fault.step(Fault.Step.LOOK);
      others().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return others().getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      fault.step(Fault.Step.LOOK);
      return others().readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
        throws IOException {
      fault.step(Fault.Step.LOOK);
      return others().readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
        throws IOException {
      fault.step(Fault.Step.OTHER);
      others().setAttribute(real(path), attribute, value, options);
    }

    @Override
    public String getScheme() {
      return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }
  }

  private record FaultyPath(FaultyFiles files, Path real) implements Path {

    private Path wrapped(Path path) {
      return path == null ? null : files.of(path);
    }

    @Override
    public FileSystem getFileSystem() {
      return files;
    }

    @Override
    public boolean isAbsolute() {
      return real.isAbsolute();
    }

    @Override
    public Path getRoot() {
      return wrapped(real.getRoot());
    }

    @Override
    public Path getFileName() {
      return wrapped(real.getFileName());
    }

    @Override
    public Path getParent() {
      return wrapped(real.getParent());
    }

    @Override
    public int getNameCount() {
      return real.getNameCount();
    }

    @Override
    public Path getName(int index) {
      return wrapped(real.getName(index));
    }

    @Override
    public Path subpath(int from, int to) {
      return wrapped(real.subpath(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
      return real.startsWith(FaultyFiles.real(other));
    }

    @Override
    public boolean endsWith(Path other) {
      return real.endsWith(FaultyFiles.real(other));
    }

    @Override
    public Path normalize() {
      return wrapped(real.normalize());
    }

    @Override
    public Path resolve(Path other) {
      return wrapped(real.resolve(FaultyFiles.real(other)));
    }

    @Override
    public Path relativize(Path other) {
      return wrapped(real.relativize(FaultyFiles.real(other)));
    }

    @Override
    public URI toUri() {
      return real.toUri();
    }

    @Override
    public Path toAbsolutePath() {
      return wrapped(real.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
      return wrapped(real.toRealPath(options));
    }

    @Override
    public WatchKey register(
        WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
      return real.compareTo(FaultyFiles.real(other));
    }

    @Override
    public String toString() {
      return real.toString();
    }
  }

  /** A channel in front of another, each of whose operations may be struck by a fault. */
  private static final class FaultyChannel extends FileChannel {

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
}
