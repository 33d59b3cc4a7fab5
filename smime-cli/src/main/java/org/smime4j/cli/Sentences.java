package org.smime4j.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What went wrong, in one sentence for a person: never a stack trace, never a class name. */
final class Sentences {

  /** What the library calls by a method's name is an option here. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "TrustPolicy.intermediates", "--intermediates",
          "TrustPolicy.anchors", "--trust",
          "TrustPolicy.revocation", "--crl or --ocsp",
          "TrustPolicy.requiringPolicies", "--certificate-policy",
          "TrustPolicy.at", "--at",
          "Encryptor.toAddresses", "--to",
          "AlgorithmPolicy.standard()", "--policy standard",
          "open each message by itself", "smime archive opens each of them",
          "Outgoing.sealEach writes a message of its own for each of them, or take the field out",
              "take the field out, and encrypt the message to them a second time",
          "Outgoing.sealEach writes a separate message for each kind of key",
              "A second smime encrypt writes one for the other kind");

  private static final Map<Class<?>, String> OF_FILES =
      Map.of(
          NoSuchFileException.class, "there is no such file",
          AccessDeniedException.class, "access is denied",
          FileAlreadyExistsException.class, "it exists already",
          NotDirectoryException.class, "this is not a directory",
          DirectoryNotEmptyException.class, "this directory is not empty");

  private Sentences() {}

  /** A sentence of the library with the options in it that the command has. */
  static String withOptions(String sentence) {
    String said = sentence;
    for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
      said = said.replace(option.getKey(), option.getValue());
    }
    return said;
  }

  /** A number of things, with the words for one and for any other number of them. */
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** The same of things of which nothing is said if there are none. */
  static List<String> any(long number, String one, String many) {
    return number > 0 ? List.of(count(number, one, many)) : List.of();
  }

  /** The first names; the others are counted. */
  static String first(int most, Collection<String> names) {
    return names.stream().limit(most).collect(Collectors.joining(", "))
        + (names.size() > most ? ", and " + (names.size() - most) + " more" : "");
  }

  static String of(Throwable failure) {
    if (failure instanceof FileSystemException e) {
      return of(e);
    }
    if (failure instanceof CharacterCodingException) {
      return "The file is not text in UTF-8";
    }
    if (failure instanceof IOException || failure instanceof UsageException) {
      return text(failure);
    }
    if (failure instanceof StackOverflowError) {
      return "The input is nested too deeply";
    }
    if (failure instanceof OutOfMemoryError) {
      return "The memory does not suffice; give Java more with -Xmx";
    }
    return "This should not have happened; please report it (%s: %s)"
        .formatted(failure.getClass().getSimpleName(), text(failure));
  }

  private static String of(FileSystemException e) {
    String file = e.getFile() == null ? "The file" : e.getFile();
    String reason = e.getReason() == null ? "it could not be used" : e.getReason();
    return file + ": " + OF_FILES.getOrDefault(e.getClass(), reason);
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? "the reason is not known" : withOptions(message);
  }
}
