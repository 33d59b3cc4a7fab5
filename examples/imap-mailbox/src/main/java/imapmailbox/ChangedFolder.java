package imapmailbox;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;

/**
 * A folder whose messages are changed. IMAP has no way to change a message, so each gets a copy
 * with its flags and INTERNALDATE, and is deleted once the server has the copy.
 */
final class ChangedFolder implements AutoCloseable {

  /** In the header of each copy: the number of the journal. */
  static final String FIELD = "X-Smime-Copy";

  /** So many messages are there twice for a moment. */
  private static final int AT_ONCE = 50;

  private final IMAPFolder folder;
  private final boolean hasUidPlus;
  private final Journal journal;
  private final Consumer<String> said;
  private int changed;
  private int unchanged;

  ChangedFolder(IMAPStore store, String name, Journal journal, Consumer<String> said)
      throws MessagingException {
    this.folder = (IMAPFolder) store.getFolder(name);
    this.hasUidPlus = store.hasCapability("UIDPLUS");
    this.journal = journal;
    this.said = said;
    folder.open(Folder.READ_WRITE);
  }

  /** How many messages were changed, or would be. */
  int changed() {
    return changed;
  }

  /** How many encrypted messages stayed as they are, each with a reason that was said. */
  int unchanged() {
    return unchanged;
  }

  /** Changes all messages. */
  void change(Change change, boolean isDry) throws IOException, MessagingException {
    Message[] all = folder.getMessages();
    FetchProfile profile = new FetchProfile();
    profile.add(UIDFolder.FetchProfileItem.UID);
    profile.add(FetchProfile.Item.FLAGS);
    profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
    profile.add(FIELD);
    folder.fetch(all, profile);
    Set<Message> copies = copies(all);
    List<Message> waiting = new ArrayList<>();
    Map<Message, byte[]> others = new HashMap<>();
    Set<Message> copied = isDry ? Set.of() : endWhatAKillLeft(all, copies);
    for (Message message : all) {
      if (copies.contains(message)
          || copied.contains(message)
          || message.isSet(Flags.Flag.DELETED)) {
        continue;
      }
      other(change, message)
          .ifPresent(
              octets -> {
                waiting.add(message);
                others.put(message, octets);
              });
      if (waiting.size() == AT_ONCE) {
        replace(waiting, others, isDry);
      }
    }
    replace(waiting, others, isDry);
  }

  private Optional<byte[]> other(Change change, Message message) throws MessagingException {
    try {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      message.writeTo(octets);
      return change.of(octets.toByteArray());
    } catch (IOException e) {
      unchanged++;
      said.accept(folder.getFullName() + " " + folder.getUID(message) + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The copies that this program made. */
  private Set<Message> copies(Message[] all) throws MessagingException {
    Set<Message> copies = new HashSet<>();
    for (Message message : all) {
      if (original(message) != null) {
        copies.add(message);
      }
    }
    return copies;
  }

  /** The message of this folder that a message is a copy of; a stranger cannot know the number. */
  private Journal.Original original(Message message) throws MessagingException {
    String[] numbers = message.getHeader(FIELD);
    Journal.Original original = numbers == null ? null : journal.original(numbers[0].trim());
    return original != null
            && original.folder().equals(folder.getFullName())
            && original.uidValidity() == folder.getUIDValidity()
        ? original
        : null;
  }

  /** Deletes the messages of which the server has a copy already. */
  private Set<Message> endWhatAKillLeft(Message[] all, Set<Message> copies)
      throws MessagingException {
    Set<Long> copied = new HashSet<>();
    for (Message copy : copies) {
      copied.add(original(copy).uid());
    }
    List<Message> originals = new ArrayList<>();
    for (Message message : all) {
      if (copied.contains(folder.getUID(message))) {
        originals.add(message);
      }
    }
    delete(originals);
    return new HashSet<>(originals);
  }

  private void replace(List<Message> waiting, Map<Message, byte[]> others, boolean isDry)
      throws IOException, MessagingException {
    changed += waiting.size();
    if (!isDry && !waiting.isEmpty()) {
      List<Journal.Original> originals = new ArrayList<>();
      for (Message message : waiting) {
        originals.add(
            new Journal.Original(
                folder.getFullName(), folder.getUIDValidity(), folder.getUID(message)));
      }
      List<Journal.Begun> begun = journal.begin(originals);
      // The server tells what flags others have set meanwhile.
      folder.doCommand(
          protocol -> {
            protocol.noop();
            return null;
          });
      Message[] copies = new Message[waiting.size()];
      for (int i = 0; i < copies.length; i++) {
        Message message = waiting.get(i);
        copies[i] =
            new Copy(
                begun.get(i).number(),
                others.get(message),
                message.getFlags(),
                message.getReceivedDate());
      }
      folder.appendMessages(copies);
      delete(waiting);
    }
    waiting.clear();
    others.clear();
  }

  /** Deletes these messages and no others, even if somebody else marked more as deleted. */
  private void delete(List<Message> messages) throws MessagingException {
    if (messages.isEmpty()) {
      return;
    }
    Message[] these = messages.toArray(Message[]::new);
    folder.setFlags(these, new Flags(Flags.Flag.DELETED), true);
    if (hasUidPlus) {
      folder.expunge(these);
    } else {
      said.accept(
          folder.getFullName()
              + ": the server cannot expunge single messages (UIDPLUS); the old ones are marked as"
              + " deleted");
    }
  }

  @Override
  public void close() throws MessagingException {
    // Not true: that would expunge all messages that anybody marked as deleted.
    folder.close(false);
  }

  /** The octets of a message, with flags and date. */
  private static final class Copy extends MimeMessage {
    private final byte[] octets;
    private final Date received;

    Copy(String number, byte[] message, Flags flags, Date received) throws MessagingException {
      this(
          (FIELD + ": " + number + "\r\n").getBytes(StandardCharsets.US_ASCII),
          message,
          flags,
          received);
    }

    private Copy(byte[] field, byte[] message, Flags flags, Date received)
        throws MessagingException {
      super((Session) null, new ByteArrayInputStream(field));
      octets = Arrays.copyOf(field, field.length + message.length);
      System.arraycopy(message, 0, octets, field.length, message.length);
      this.received = received;
      Flags kept = new Flags(flags);
      kept.remove(Flags.Flag.RECENT);
      setFlags(kept, true);
    }

    @Override
    public Date getReceivedDate() {
      return received;
    }

    @Override
    public int getSize() {
      return octets.length;
    }

    @Override
    public void writeTo(OutputStream out, String[] ignored) throws IOException {
      out.write(octets);
    }
  }
}
