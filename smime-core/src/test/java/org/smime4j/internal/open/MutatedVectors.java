package org.smime4j.internal.open;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.ForeignMessage;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;

/**
 * Opens so many altered messages, and says what came of them in one line, or what should not have:
 * a program, for {@link MutatedVectorsTest} to give a heap to. Its arguments are the number and the
 * seed; the same two make the same messages, whatever the number of processors.
 */
public final class MutatedVectors {

  private static final long SECOND = 1_000_000_000L;
  private static final int LARGEST = 100_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** The attribute's type (RFC 5652, section 11.2), and the SET of its values. */
  private static final String MESSAGE_DIGEST = "06092a864886f70d01090431";

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\r\\n]{100,}");

  /** A message, who reads it, and the content of its detached signature where that is at hand. */
  private record Source(
      String name,
      byte[] message,
      Decryptor decryptor,
      Verifier verifier,
      Optional<ByteSource> content) {

    OpenedMail open(byte[] changed, boolean withContent) throws IOException {
      MailReader reader = MailReader.with(decryptor, verifier);
      if (withContent && content.isPresent()) {
        reader = reader.withDetachedContent(content.get());
      }
      return reader.open(ByteSource.of(changed));
    }
  }

  private record Tally(long opened, long believed, long lastResort, long slowest) {

    Tally and(Tally other) {
      return new Tally(
          opened + other.opened,
          believed + other.believed,
          lastResort + other.lastResort,
          Math.max(slowest, other.slowest));
    }
  }

  private final int count;
  private final long seed;

  /** Whether what is said of the messages as they are is also asked on a deep stack. */
  private final boolean onAnyStack;

  private final AtomicInteger next = new AtomicInteger();
  private final List<Source> sources = new ArrayList<>();

  /** The digests of all that anybody signed, by any algorithm. */
  private final Set<String> signed = new HashSet<>();

  private MutatedVectors(int count, long seed, boolean onAnyStack) {
    this.count = count;
    this.seed = seed;
    this.onAnyStack = onAnyStack;
  }

  public static void main(String[] arguments) throws Exception {
    new MutatedVectors(
            Integer.parseInt(arguments[0]),
            Long.parseLong(arguments[1]),
            Boolean.parseBoolean(arguments[2]))
        .run();
  }

  private void run() throws Exception {
    kit();
    try {
      foreign();
    } catch (TestAbortedException missing) {
      // which was said
    }
    for (Source each : sources) {
      signed(each);
      saysItWasSigned(each.message());
      if (onAnyStack) {
        sameOnAnyStack(each);
      }
    }
    sources.removeIf(each -> each.message().length > LARGEST);
    if (signed.size() < 20) {
      throw new AssertionError("hardly anything was signed: " + signed.size());
    }
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    long startOfWork = processorTime();
    Tally all = new Tally(0, 0, 0, 0);
    try {
      List<Future<Tally>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(executor.submit(this::part));
      }
      for (Future<Tally> part : parts) {
        all = all.and(part.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      executor.shutdownNow();
    }
    long took = System.nanoTime() - start;
    long work = processorTime() - startOfWork;
    System.out.printf(
        "%d mutations of %d messages, seed %d: %d opened, %d of them trusted, %d of unforeseen"
            + " form, slowest %d ms,"
            + " %d a second, %d a second of one processor, all as declared%n",
        count,
        sources.size(),
        seed,
        all.opened,
        all.believed,
        all.lastResort,
        all.slowest / 1_000_000,
        count * SECOND / took,
        count * SECOND / work);
  }

  private void kit() throws IOException {
    Map<String, Decryptor> decryptors = new HashMap<>();
    Map<String, Verifier> verifiers = new HashMap<>();
    for (VectorCase each : VectorCase.all()) {
      sources.add(
          new Source(
              each.name(),
              Files.readAllBytes(each.message()),
              shared(decryptors, each, each.decryptor(), "keys", "password", "policy"),
              shared(verifiers, each, each.verifier(), "trust", "crls", "at", "from", "policy"),
              Optional.empty()));
    }
  }

  /** One verb for all that say the same, so that what it has seen once it knows. */
  private static <V> V shared(Map<String, V> verbs, VectorCase kit, V own, String... keys) {
    StringBuilder same = new StringBuilder();
    for (String key : keys) {
      same.append(kit.value(key).orElse("")).append('\n');
    }
    return verbs.computeIfAbsent(same.toString(), unused -> own);
  }

  private void foreign() throws IOException {
    Map<String, Source> verbs = new HashMap<>();
    for (ForeignMessage each : ForeignMessage.all()) {
      byte[] message = Files.readAllBytes(each.path());
      Source verb = verbs.get(each.readBy());
      if (verb == null) {
        Verifier verifier =
            Verifier.trusting(each.trust())
                .expecting(ExpectedSigner.anyone("foreign messages are judged without an address"))
                .under(AlgorithmPolicy.archive());
        Decryptor decryptor = Decryptor.with(each.keys()).under(AlgorithmPolicy.archive());
        verb = new Source(each.name(), message, decryptor, verifier, Optional.empty());
        verbs.put(each.readBy(), verb);
      }
      Optional<ByteSource> content = Optional.empty();
      if (each.content().isPresent()) {
        content = Optional.of(ByteSource.of(Files.readAllBytes(each.content().get())));
      }
      sources.add(new Source(each.name(), message, verb.decryptor(), verb.verifier(), content));
    }
  }

  private Tally part() throws IOException, GeneralSecurityException {
    Tally tally = new Tally(0, 0, 0, 0);
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      tally = tally.and(one(i));
    }
    return tally;
  }

  private Tally one(int number) throws IOException, GeneralSecurityException {
    Random random = new Random(seed + number * 0x9e3779b97f4a7c15L);
    Source source = sources.get(random.nextInt(sources.size()));
    byte[] another = sources.get(random.nextInt(sources.size())).message();
    byte[] changed = new Mutation(random).of(source.message(), another);
    boolean withContent = random.nextBoolean();
    Set<List<String>> found = new HashSet<>();
    Optional<SmimeException> failure = Optional.empty();
    long took = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3 && took > SECOND; attempt++) {
      long before = THREADS.getCurrentThreadCpuTime();
      try {
        failure = trusted(source, changed, withContent, found);
      } catch (IOException | RuntimeException | Error e) {
        throw new AssertionError(kept("undeclared: ", source, changed, number), e);
      }
      took = Math.min(took, THREADS.getCurrentThreadCpuTime() - before);
    }
    if (took > SECOND) {
      throw new AssertionError(kept("three times slow: ", source, changed, number));
    }
    if (found.stream().anyMatch(each -> Collections.disjoint(each, signed))) {
      throw new AssertionError(kept("trusted though unsigned: ", source, changed, number));
    }
    return new Tally(
        failure.isEmpty() ? 1 : 0,
        found.size(),
        failure.filter(MutatedVectors::isLastResort).isPresent() ? 1 : 0,
        took);
  }

  /** What is said of a message is no matter of how deep the stack is. */
  private static void sameOnAnyStack(Source source) throws IOException, InterruptedException {
    AtomicReference<String> deep = new AtomicReference<>();
    Thread other =
        new Thread(null, () -> deep.set(outcome(source)), "another stack", 64L * 1024 * 1024);
    other.start();
    other.join();
    if (!outcome(source).equals(deep.get())) {
      throw new AssertionError(source.name() + " depends on the stack: " + deep.get());
    }
  }

  private static String outcome(Source source) {
    try (OpenedMail mail = source.open(source.message(), true)) {
      // But the moments: of judging, and of keys that are valid now.
      return (mail + "\n" + mail.failure()).replaceAll("[0-9-]{10}T[0-9:.]+Z", "then");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Whether nothing is known of what is wrong: an exception that nobody foresaw. */
  private static boolean isLastResort(SmimeException failure) {
    return failure instanceof SmimeException.Malformed
        && String.valueOf(failure.getMessage()).contains("it cannot be read");
  }

  private void signed(Source source) throws IOException, GeneralSecurityException {
    try (OpenedMail mail = source.open(source.message(), true)) {
      for (Layer layer : mail.layers()) {
        Optional<SignatureReport> report =
            Layers.isSignature(layer) ? layer.report() : Optional.empty();
        if (report.isPresent() && report.get().hasContent()) {
          signed.addAll(digests(report.get().unverifiedContent("its digest is taken").bytes()));
        }
      }
    }
  }

  /**
   * The messageDigest attributes of signatures that stand in the message, or in Base64 in it: of
   * what was altered on its way nothing else tells what was signed, and a mutation may alter it
   * back.
   */
  private void saysItWasSigned(byte[] message) {
    addMessageDigests(HexFormat.of().formatHex(message));
    Matcher base64 = BASE64.matcher(new String(message, StandardCharsets.ISO_8859_1));
    while (base64.find()) {
      try {
        addMessageDigests(HexFormat.of().formatHex(Base64.getMimeDecoder().decode(base64.group())));
      } catch (IllegalArgumentException e) {
        // Then it only looked like Base64.
      }
    }
  }

  private void addMessageDigests(String octets) {
    for (int at = octets.indexOf(MESSAGE_DIGEST); at >= 0; ) {
      int value = at + MESSAGE_DIGEST.length() + 2;
      if (octets.startsWith("04", value)) {
        int length = HexFormat.fromHexDigits(octets, value + 2, value + 4);
        signed.add(octets.substring(value + 4, Math.min(octets.length(), value + 4 + 2 * length)));
      }
      at = octets.indexOf(MESSAGE_DIGEST, at + 1);
    }
  }

  private static List<String> digests(byte[] content) throws GeneralSecurityException {
    List<String> digests = new ArrayList<>();
    for (String algorithm : List.of("SHA-1", "SHA-256", "SHA-384", "SHA-512")) {
      digests.add(HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content)));
    }
    return digests;
  }

  /** Adds the digests of trusted content; empty if the message opened. */
  private static Optional<SmimeException> trusted(
      Source source, byte[] message, boolean withContent, Set<List<String>> digests)
      throws IOException, GeneralSecurityException {
    try (OpenedMail mail = source.open(message, withContent)) {
      mail.toString();
      try {
        ByteSource content = mail.requireSigned().requireTrusted();
        digests.add(digests(content.bytes()));
      } catch (SmimeException none) {
        // as most should
      }
      return mail.failure();
    }
  }

  private String kept(String what, Source source, byte[] message, int number) throws IOException {
    Path file = Files.write(Files.createTempFile("mutation", ".eml"), message);
    return what + source.name() + ", number " + number + " of seed " + seed + ": " + file;
  }

  /** Of all threads: compilers and collectors work for the messages too. */
  private static long processorTime() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new AssertionError("no processor time here"))
        .toNanos();
  }
}
