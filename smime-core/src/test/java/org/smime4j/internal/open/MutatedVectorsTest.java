package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.ForeignMessage;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;
import org.smime4j.testing.VectorCase;

/**
 * Messages of src-test-vectors and of other people's software, changed: a result or a typed
 * failure, within a second of processor time, in 256 MiB of heap and with 256 KiB of stack; and
 * nobody is trusted for what nobody signed. 5,000 messages notice a parser that throws what it does
 * not declare; {@code -Pthorough} opens 100,000. Any number, from any seed:
 *
 * <pre>
 * mvn -Pthorough -pl smime-core verify -Dtest=MutatedVectorsTest -Dsamples=40 -Dseed=7
 * </pre>
 */
@Tag("cost")
@Tag("thorough")
public class MutatedVectorsTest {

  private static final int MUTATIONS = Samples.times(25_000);
  private static final long SEED = Samples.seed();

  @Test
  void d7_whateverBecomesOfAMessage_isDeclaredAndSoonAndNeverTrustedUnsigned(@TempDir Path folder)
      throws IOException, InterruptedException {
    opened(MUTATIONS, "256m", false, folder);
  }

  /**
   * All of the kit and of the foreign messages as they are, of which the same is said on a deep
   * stack, and some altered ones.
   */
  @Test
  void d7_theWholeKit_isReadIn64MibOfHeap(@TempDir Path folder)
      throws IOException, InterruptedException {
    opened(2_000, "64m", true, folder);
  }

  private static void opened(int mutations, String heap, boolean onAnyStack, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap,
                    "-Xss256k",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dsmime4j.root=" + Outside.root(),
                    "-Dvectors=" + System.getProperty("vectors", "../shared/vectors"),
                    "-Dpeers=" + System.getProperty("peers", "optional"),
                    MutatedVectors.class.getName(),
                    Integer.toString(mutations),
                    Long.toString(SEED),
                    Boolean.toString(onAnyStack)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(12 + mutations / 10_000, TimeUnit.MINUTES))
          .as("it ends; seed " + SEED)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8).strip();
    System.out.println(heap + ": " + said);
    assertThat(said)
        .contains(mutations + " mutations of ", "seed " + SEED)
        .endsWith("all as declared");
  }

  /**
   * Opens so many altered messages, and says what came of them in one line, or what should not
   * have: a program, for {@link MutatedVectorsTest} to give a heap to. Its arguments are the number
   * and the seed; the same two make the same messages, whatever the number of processors.
   */
  private static final class MutatedVectors {

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
                  .expecting(
                      ExpectedSigner.anyone("foreign messages are judged without an address"))
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

    /** A report is the same however deep the stack was before. */
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
          addMessageDigests(
              HexFormat.of().formatHex(Base64.getMimeDecoder().decode(base64.group())));
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
          signed.add(
              octets.substring(value + 4, Math.min(octets.length(), value + 4 + 2 * length)));
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

    /**
     * Changes a message: anywhere, in the values of its CMS, or in the lines and parts of its MIME.
     */
    private static final class Mutation {

      /** Possessive, so that it needs no stack. */
      private static final Pattern BASE64_BODY =
          Pattern.compile("(?:\\r?\\n){2}((?:[A-Za-z0-9+/]{16,}+=*+\\r?\\n)++)");

      private static final int LARGEST = 60_000;

      private static final String[] LINES = {
        "From: mallory@evil.example",
        "From : mallory@evil.example",
        "From: Bob <bob@example.org>, mallory@evil.example",
        "Content-Type: text/plain",
        "Content-Type: multipart/mixed; boundary=sig",
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b1",
        "Content-Type: message/rfc822",
        "Content-Type: application/pkcs7-mime; smime-type=signed-data",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: x-unknown",
        " folded",
        "",
        "--sig",
        "--sig--",
        "--b1",
        "--b1--",
        "\0",
        "-----BEGIN CMS-----",
        "x\ry",
      };

      private final Random random;

      Mutation(Random random) {
        this.random = random;
      }

      /** The message changed in one to three ways. */
      byte[] of(byte[] message, byte[] another) {
        byte[] changed = message;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          changed =
              switch (random.nextInt(3)) {
                case 0 -> octets(changed, another);
                case 1 -> values(changed);
                default -> lines(changed, another);
              };
        }
        return changed;
      }

      private byte[] octets(byte[] message, byte[] another) {
        if (message.length == 0) {
          return another;
        }
        int at = random.nextInt(message.length);
        int length = Math.min(random.nextInt(200), message.length - at);
        return switch (random.nextInt(6)) {
          case 0 -> {
            byte[] copy = message.clone();
            copy[at] ^= (byte) (1 << random.nextInt(8));
            yield copy;
          }
          case 1 -> spliced(message, at, at + length, new byte[0]);
          case 2 -> spliced(message, at, at, Arrays.copyOfRange(message, at, at + length));
          case 3 -> Arrays.copyOf(message, at);
          case 4 -> {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            yield spliced(message, at, at + length, noise);
          }
          default -> {
            int from = another.length == 0 ? 0 : random.nextInt(another.length);
            yield spliced(
                message,
                at,
                at + length,
                Arrays.copyOfRange(another, from, Math.min(another.length, from + 2_000)));
          }
        };
      }

      /** In a mail, one of its Base64 bodies. */
      private byte[] values(byte[] message) {
        if (message.length > 0 && message[0] == 0x30) {
          byte[] changed = DerMutation.of(message, random);
          return changed == null ? message : changed;
        }
        String text = latin(message);
        Matcher body = BASE64_BODY.matcher(text);
        List<int[]> bodies = new ArrayList<>();
        while (bodies.size() < 8 && body.find()) {
          bodies.add(new int[] {body.start(1), body.end(1)});
        }
        if (bodies.isEmpty()) {
          return message;
        }
        int[] range = bodies.get(random.nextInt(bodies.size()));
        byte[] changed;
        try {
          byte[] cms = Base64.getMimeDecoder().decode(text.substring(range[0], range[1]));
          changed = DerMutation.of(cms, random);
        } catch (IllegalArgumentException notBase64) {
          return message;
        }
        return changed == null
            ? message
            : spliced(
                message,
                range[0],
                range[1],
                (Base64.getMimeEncoder().encodeToString(changed) + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
      }

      private byte[] lines(byte[] message, byte[] another) {
        if (message.length > LARGEST) {
          return message;
        }
        List<String> lines = new ArrayList<>(List.of(latin(message).split("(?<=\n)", -1)));
        int at = random.nextInt(lines.size());
        int to = random.nextInt(lines.size());
        switch (random.nextInt(9)) {
          case 0 -> lines.add(at, LINES[random.nextInt(LINES.length)] + "\r\n");
          case 1 -> lines.add(Math.min(at, 8), LINES[random.nextInt(LINES.length)] + "\r\n");
          case 2 -> lines.remove(at);
          case 3 -> lines.add(to, lines.get(at));
          case 4 -> Collections.swap(lines, at, to);
          case 5 -> lines.set(at, lines.get(at).replace("\r\n", "\n"));
          case 6 -> lines.set(at, lines.get(at).replaceAll("[;=]", "; boundary=b1; x="));
          case 7 -> wrapped(lines, another);
          default -> lines.set(at, lines.get(at).stripTrailing() + " \t\r\n");
        }
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
      }

      /** Among other parts, or in a forwarded message. */
      private void wrapped(List<String> lines, byte[] another) {
        String from = "From: Bob <bob@example.org>\r\n";
        if (random.nextBoolean()) {
          lines.add(0, from + "Content-Type: message/rfc822\r\n\r\n");
          return;
        }
        String kind = random.nextBoolean() ? "mixed" : "signed";
        lines.add(0, from + "Content-Type: multipart/" + kind + "; boundary=w\r\n\r\n--w\r\n");
        if (another.length < LARGEST) {
          lines.add("\r\n--w\r\n");
          lines.add(latin(another));
        }
        lines.add("\r\n--w--\r\n");
      }

      private static byte[] spliced(byte[] message, int from, int to, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + inserted.length);
        out.write(message, 0, from);
        out.writeBytes(inserted);
        out.write(message, to, message.length - to);
        return out.toByteArray();
      }

      private static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
      }

      /**
       * Changes one value of a DER object and mends the lengths around it, so that readers get to
       * it.
       */
      private static final class DerMutation {

        private static final int[] TAGS = {
          0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x17, 0x24, 0x30, 0x31, 0x80, 0x81, 0xa0,
          0xa1
        };
        private static final int DEEPEST = 40;
        private static final int MOST = 3_000;

        private final Random random;
        private final List<Node> all = new ArrayList<>();

        /** A value: primitive, or with children. */
        private static final class Node {
          int tag;
          byte[] content = {};
          List<Node> children = List.of();
          boolean badLength;

          byte[] encoded(Random random) {
            byte[] body = content;
            if (!children.isEmpty()) {
              ByteArrayOutputStream inside = new ByteArrayOutputStream();
              children.forEach(child -> inside.writeBytes(child.encoded(random)));
              body = inside.toByteArray();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(tag);
            if (badLength) {
              out.writeBytes(strangeLength(random, body.length));
            } else if (body.length < 0x80) {
              out.write(body.length);
            } else {
              int octets = (39 - Integer.numberOfLeadingZeros(body.length)) / 8;
              out.write(0x80 | octets);
              for (int i = octets - 1; i >= 0; i--) {
                out.write(body.length >> (8 * i));
              }
            }
            out.writeBytes(body);
            return out.toByteArray();
          }
        }

        private DerMutation(Random random) {
          this.random = random;
        }

        /** The object changed, or null if it is no DER. */
        static byte[] of(byte[] der, Random random) {
          DerMutation mutation = new DerMutation(random);
          List<Node> nodes = mutation.parse(der, 0, der.length, 0);
          if (nodes == null || mutation.all.isEmpty()) {
            return null;
          }
          for (int i = 1 + random.nextInt(3); i > 0; i--) {
            mutation.change();
          }
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          nodes.forEach(node -> out.writeBytes(node.encoded(random)));
          return out.toByteArray();
        }

        private List<Node> parse(byte[] der, int from, int to, int depth) {
          List<Node> nodes = new ArrayList<>();
          int at = from;
          while (at < to) {
            if (at + 2 > to || depth > DEEPEST || all.size() > MOST) {
              return null;
            }
            Node node = new Node();
            node.tag = der[at++] & 0xff;
            int length = der[at++] & 0xff;
            if (length >= 0x80) {
              int octets = length & 0x7f;
              if (octets == 0 || octets > 3 || at + octets > to) {
                return null;
              }
              length = 0;
              for (int i = 0; i < octets; i++) {
                length = length << 8 | (der[at++] & 0xff);
              }
            }
            if (length > to - at) {
              return null;
            }
            node.content = java.util.Arrays.copyOfRange(der, at, at + length);
            all.add(node);
            if ((node.tag & 0x20) != 0) {
              List<Node> children = parse(der, at, at + length, depth + 1);
              if (children == null) {
                return null;
              }
              node.children = children;
            }
            nodes.add(node);
            at += length;
          }
          return nodes;
        }

        private void change() {
          Node node = all.get(random.nextInt(all.size()));
          Node other = all.get(random.nextInt(all.size()));
          switch (random.nextInt(9)) {
            case 0 -> node.tag = TAGS[random.nextInt(TAGS.length)];
            case 1 -> node.badLength = true;
            case 2 -> emptied(node, new byte[random.nextInt(4)]);
            case 3 -> emptied(node, new byte[random.nextInt(2_000)]);
            case 4 -> copied(node, other);
            case 5 -> children(node, list -> list.remove(random.nextInt(list.size())));
            case 6 -> children(node, list -> list.add(list.get(random.nextInt(list.size()))));
            case 7 -> children(node, list -> java.util.Collections.shuffle(list, random));
            default -> flipped(node);
          }
        }

        private void emptied(Node node, byte[] content) {
          random.nextBytes(content);
          node.content = content;
          node.children = List.of();
        }

        /** Takes the place of another value; never of one around it. */
        private static void copied(Node node, Node other) {
          node.tag = other.tag;
          node.content = other.children.isEmpty() ? other.content : other.encoded(new Random(0));
          node.children = List.of();
        }

        private static void children(Node node, java.util.function.Consumer<List<Node>> change) {
          if (!node.children.isEmpty()) {
            List<Node> children = new ArrayList<>(node.children);
            change.accept(children);
            if (children.isEmpty()) {
              node.content = new byte[0];
            }
            node.children = children;
          }
        }

        private void flipped(Node node) {
          if (node.children.isEmpty() && node.content.length > 0) {
            node.content = node.content.clone();
            node.content[random.nextInt(node.content.length)] ^= (byte) (1 << random.nextInt(8));
          }
        }

        private static byte[] strangeLength(Random random, int length) {
          return switch (random.nextInt(6)) {
            case 0 -> new byte[] {(byte) 0x80};
            case 1 -> new byte[] {(byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
            case 2 -> new byte[] {(byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
            case 3 -> new byte[] {(byte) 0x84, 0, 0, (byte) (length >> 8), (byte) length};
            case 4 -> new byte[] {(byte) Math.max(0, Math.min(0x7f, length - 1))};
            default -> new byte[] {(byte) Math.min(0x7f, length + 1)};
          };
        }
      }
    }
  }
}
