package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.PfxProtection;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smime keys recover}: keys from the archive of an authority. */
@Command(
    name = "recover",
    description =
        "Recover keys from a Microsoft authority's archive. The files are key"
            + " recovery blobs, which certutil -getkey writes. The command writes a PFX file for"
            + " each blob to --out, and continues an interrupted run. Or it exports all keys as"
            + " export does.")
final class KeysRecoverCommand extends KeysExportCommand {

  private static final int LONGEST_NAME = 80;

  /** Of a file that may be a script so many octets are looked at. */
  private static final int LONGEST_BEGINNING = 1 << 16;

  private static final String OTHER_PASSWORD =
      "it is there already, but under another password, or damaged";

  /** Octets of a hash in the name of a file. */
  private static final int DISTINCT = 8;

  /** The end of the name of a file that was written. */
  private static final Pattern WRITTEN = Pattern.compile("-[0-9a-f]{" + 2 * DISTINCT + "}\\.pfx$");

  @Option(
      names = "--kra",
      required = true,
      paramLabel = "FILE|DIR",
      description =
          "The key of a key recovery agent: a key file (PFX, PEM, JKS), or a directory of key "
              + "files. May be repeated. The passwords of --password-file are tried on it.")
  private List<Path> agents = new ArrayList<>();

  private final List<String> problems = new ArrayList<>();

  /** What is said of each file of an earlier run with another password. */
  private final List<String> shut = new ArrayList<>();

  private int closed;

  private boolean isComplete = true;

  /**
   * What came of a file.
   *
   * @param keys those in it with their certificates; empty if it has none, or failed
   * @param target the file that was written, or without keys one that stands in its place; null if
   *     there is none
   * @param problem what is wrong, as a clause; null if nothing is
   * @param isOther whether the file is no key file, in a directory where such may lie
   */
  private record Found(
      Path file,
      Optional<KeyHistory> keys,
      @Nullable Path target,
      @Nullable String problem,
      boolean isOther) {

    /** Keys, some of which may have no certificate. */
    static Found of(Path file, KeyHistory keys) {
      boolean isCertified =
          keys.entries().stream()
              .allMatch(each -> each.key().isEmpty() || !each.certificates().isEmpty());
      return new Found(
          file,
          Optional.of(keys),
          null,
          isCertified ? null : "none of its certificates has the public key of its private key",
          false);
    }
  }

  @Override
  public Integer call() throws Exception {
    int status = forms() == 0 ? write(directory()) : super.call();
    return isComplete ? status : ExitStatus.FAILED;
  }

  private Path directory() throws IOException {
    Path directory = records.takeOut();
    check();
    if (directory == null) {
      throw new UsageException(
          "give --out DIR, or one of --merged, --split, --intune, --google, --mobileconfig and"
              + " --sst");
    }
    return directory;
  }

  /** All keys of all files, for the forms of export. */
  @Override
  KeyHistory read() throws IOException {
    List<KeyHistory> all = new ArrayList<>();
    Recovery recovery = recovery();
    run(files(null), recovery::open, found -> found.keys().ifPresent(all::add));
    say(
        "%s keys, %s did not open"
            .formatted(
                Sentences.count(all.size(), "file gave", "files gave"),
                Sentences.count(closed, "file", "files")));
    if (all.isEmpty() && closed > 0) {
      throw new IOException("None of these files opened");
    }
    return together(all);
  }

  private int write(Path directory) throws IOException {
    if (!addresses.isEmpty()) {
      throw new UsageException("--address: with --out alone the command recovers all keys");
    }
    Recovery recovery = recovery();
    PfxProtection chosen = protection();
    List<Path> files = files(directory);
    newPassword.check();
    makeDirectory(directory);
    char[] password = newPassword.get();
    Map<String, Path> present = present(directory);
    TargetFile.removeAbandoned(directory);
    int[] written = new int[2];
    run(
        files,
        file -> {
          String end;
          try {
            end = end(file);
          } catch (IOException e) {
            return Recovery.failed(file, Sentences.of(e), false);
          }
          Path there = present.get(end);
          if (there != null) {
            return recovery.again(file, there, PasswordSource.of(password));
          }
          Path target = directory.resolve(beginning(file) + end);
          Found found = recovery.open(file);
          if (found.keys().isEmpty()) {
            return found;
          }
          KeyHistory keys = found.keys().get();
          TargetFile.writeOneOfMany(target, out -> chosen.write(keys, out, password));
          return new Found(file, found.keys(), target, found.problem(), false);
        },
        found -> {
          if (found.target() != null && found.keys().isPresent()) {
            written[0]++;
            streams().print(SafeText.line(found.target().toString()) + "\n");
          } else if (found.keys().isPresent()) {
            written[1]++;
          }
        });
    streams().out().flush();
    if (written[0] == 0) {
      removeUnused();
    }
    if (written[1] > 0) {
      shut.forEach(this::say);
    } else if (!shut.isEmpty()) {
      say(directory + " has PFX files under another password: give it with --new-password-file");
    }
    say(
        "%s recovered, %s there already, %s did not open"
            .formatted(
                Sentences.count(written[0], "key", "keys"),
                Sentences.count(written[1], "was", "were"),
                Sentences.count(closed, "file", "files")));
    if (written[0] + written[1] + closed == 0) {
      throw new IOException("There is no key recovery blob and no private key");
    }
    return ExitStatus.DONE;
  }

  /** What earlier runs wrote, by the end of the name. */
  private static Map<String, Path> present(Path directory) throws IOException {
    Map<String, Path> present = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        Matcher name = WRITTEN.matcher(String.valueOf(file.getFileName()));
        if (name.find()) {
          present.putIfAbsent(name.group(), file);
        }
      }
    }
    return present;
  }

  /** On all cores; says in the end what was lacking. */
  private void run(List<Path> files, InOrder.Work<Path, Found> work, InOrder.Sink<Found> sink)
      throws IOException {
    try (ProgressMeter meter = ProgressMeter.of(streams(), "Files", files.size(), 0)) {
      InOrder.run(
          files,
          work,
          found -> {
            if (found.problem() != null) {
              count(found);
            }
            meter.makeRoom();
            sink.take(found);
            meter.step();
          });
    } finally {
      problems.forEach(this::say);
    }
  }

  private void count(Found found) {
    String skipped = found.isOther() ? "skipped " : "";
    String file = found.file() + ": ";
    String problem = String.valueOf(found.problem());
    (problem.startsWith(OTHER_PASSWORD) ? shut : problems)
        .add(skipped + (problem.startsWith(file) ? "" : file) + problem);
    isComplete &= found.isOther();
    if (!found.isOther() && found.keys().isEmpty()) {
      closed++;
    }
  }

  private Recovery recovery() throws IOException {
    PasswordOptions passwords = places.passwords;
    Limits limits = places.limits.limits();
    KeyHistory history = KeyFiles.read(streams(), "--kra", agents, passwords, limits).history();
    if (history.size() == 0) {
      throw new UsageException(
          "--kra: " + KeyFiles.without(history, "these files have no private key"));
    }
    return new Recovery(history, passwords.source(streams()), limits, places.places);
  }

  /** Who reads a file, with whose keys. */
  private record Recovery(
      KeyHistory agents, PasswordSource passwords, Limits limits, List<Path> named) {

    Found open(Path file) {
      try {
        KeyHistory read = KeyHistory.read(limits, passwords, agents, file);
        KeyHistory own = KeyHistory.of();
        for (KeyEntry entry : read.entries()) {
          if (entry.key().isPresent() && !isAgents(entry.key().get())) {
            boolean isAlone = entry.certificates().isEmpty();
            own = own.and(isAlone ? KeyHistory.split(entry).get(0) : only(read, List.of(entry)));
          }
        }
        if (own.size() == 0) {
          boolean isAgents = read.size() > 0;
          String why = isAgents ? "it has the key of an agent alone" : "it has no private key";
          return failed(file, why, isAgents || !named.contains(file));
        }
        return Found.of(file, own);
      } catch (SmimeException.KeyFile e) {
        boolean isOther = e.reason() == SmimeException.KeyFile.Reason.NOT_A_KEY_FILE;
        if (isOther && isScript(file)) {
          return failed(
              file,
              "this is certutil's script, which has no key: run certutil -getkey USER retrieve"
                  + " NAME on the authority, and give the .rec files that it writes",
              false);
        }
        return failed(file, e.what(), isOther && !named.contains(file));
      } catch (IOException e) {
        return failed(file, Sentences.of(e), false);
      }
    }

    /** A blob whose file is there: only one that opens, with a private key, needs no new one. */
    Found again(Path file, Path there, PasswordSource password) {
      String why = "it is no regular file";
      try {
        if (Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)) {
          KeyHistory keys = KeyHistory.read(limits, password, KeyHistory.of(), there);
          if (!keys.keys().isEmpty()) {
            return Found.of(file, keys);
          }
          why = "it has no private key";
        }
      } catch (SmimeException.KeyFile e) {
        if (e.reason() == SmimeException.KeyFile.Reason.WRONG_PASSWORD) {
          why = OTHER_PASSWORD + "; give that to --new-password-file, or remove the file";
          return new Found(there, Optional.empty(), there, why, false);
        }
        why = e.what();
      } catch (IOException e) {
        why = Sentences.of(e);
      }
      why = "it is there already for " + file + ", but " + why + "; remove it";
      return new Found(there, Optional.empty(), there, why, false);
    }

    /** Whether it is what certutil writes instead of blobs if several keys fit. */
    private static boolean isScript(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        String text =
            new String(in.readNBytes(LONGEST_BEGINNING), StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .toLowerCase(Locale.ROOT);
        return text.contains("-getkey") && text.contains("-recoverkey");
      } catch (IOException e) {
        return false;
      }
    }

    /** The agents' own keys may lie beside the blobs, and are not for users. */
    private boolean isAgents(DecryptionKey key) {
      byte[] encoded = key.publicKey().getEncoded();
      return agents.keys().stream()
          .anyMatch(agent -> Arrays.equals(agent.publicKey().getEncoded(), encoded));
    }

    private static Found failed(Path file, String why, boolean isOther) {
      return new Found(file, Optional.empty(), null, why, isOther);
    }
  }

  /**
   * All files, in the order of their names.
   *
   * @param except a directory to leave out, in which earlier runs wrote
   */
  private List<Path> files(@Nullable Path except) throws IOException {
    Path out = except == null ? null : except.toAbsolutePath().normalize();
    TreeSet<Path> all = new TreeSet<>();
    for (Path place : places.places) {
      Arguments.existing("FILE|DIR", place);
      if (!Files.isDirectory(place) && !Files.isRegularFile(place)) {
        throw new UsageException(place + ": give a file or a directory");
      }
      Files.walkFileTree(
          Files.isSymbolicLink(place) ? place.toRealPath() : place,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (Files.isRegularFile(file)
                  && (out == null || !file.toAbsolutePath().normalize().startsWith(out))) {
                all.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              count(Recovery.failed(file, Sentences.of(e), false));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path file, @Nullable IOException e) {
              return e == null ? FileVisitResult.CONTINUE : visitFileFailed(file, e);
            }
          });
    }
    return List.copyOf(all);
  }

  /** Of the name of what is written, by the octets of the blob: it is not done again. */
  private static String end(Path file) throws IOException {
    String sha256 = new HashedOctets(ByteSource.of(file)).sha256();
    return "-" + sha256.substring(0, 2 * DISTINCT) + ".pfx";
  }

  /** Of that name, for people: the name of the blob, as the locale reads it. */
  private static String beginning(Path file) {
    String name =
        String.valueOf(file.getFileName())
            .replaceFirst("(?<=.)\\.[^.]*$", "")
            .replaceFirst("^\\.", "_")
            .replaceAll("[^A-Za-z0-9._-]", "_");
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /** By halves, since adding to a history copies its tables. */
  private static KeyHistory together(List<KeyHistory> parts) {
    int half = parts.size() / 2;
    return switch (parts.size()) {
      case 0 -> KeyHistory.of();
      case 1 -> parts.get(0);
      default -> together(parts.subList(0, half)).and(together(parts.subList(half, parts.size())));
    };
  }
}
