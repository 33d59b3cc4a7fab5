package org.smime4j.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.util.NetMask;
import org.jspecify.annotations.Nullable;
import org.smime4j.sources.ByteSource;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** The port for one direction. It takes mail from listed networks only. */
final class Listener implements SessionHandler {

  /** What becomes of messages in one direction. */
  interface Way {
    /** Returns the one message that all these recipients get. */
    Passed passed(ByteSource message, String sender, Set<String> recipients) throws IOException;
  }

  /**
   * A message to pass on.
   *
   * @param outcome a word for logs and metrics
   */
  record Passed(ByteSource message, String outcome) {}

  final String name;
  final GatewayProperties gateway;
  final Way way;
  final MeterRegistry meters;

  /** What all messages in the gateway may take, in KiB. The directions share it. */
  final Semaphore memory;

  private final GatewayProperties.Hops hops;
  private final int budget;
  private final List<NetMask> networks;
  final SMTPServer server;
  private volatile boolean isStopping;

  private interface Work {
    @Nullable Reply reply(String line, Session session) throws IOException;
  }

  Listener(
      String name,
      GatewayProperties gateway,
      GatewayProperties.Hops hops,
      Way way,
      MeterRegistry meters,
      Semaphore memory)
      throws UnknownHostException {
    this.name = name;
    this.gateway = gateway;
    this.hops = hops;
    this.way = way;
    this.meters = meters;
    this.memory = memory;
    this.budget = memory.availablePermits();
    this.networks = gateway.networks().stream().map(NetMask::new).toList();
    server =
        SMTPServer.port(hops.listen().getPort())
            .bindAddress(InetAddress.getByName(hops.listen().getHost()))
            .hostName(gateway.name())
            .maxConnections(gateway.connections())
            .sessionHandler(this)
            .messageHandlerFactory(context -> new Transaction(this, (Session) context))
            .build();
    command("EHLO", (line, session) -> hello(session));
    command("MAIL", (line, session) -> transaction(session).ask(line, true));
    command("RCPT", (line, session) -> transaction(session).ask(line, false));
    command("DATA", (line, session) -> transaction(session).received());
    command("BDAT", (line, session) -> new Reply(502, "5.5.1 this is not offered"));
    server.start();
  }

  private void command(String verb, Work work) {
    BaseCommand command =
        new BaseCommand(verb, verb) {
          @Override
          public void execute(String line, Session session) throws IOException {
            Reply reply;
            try {
              reply = work.reply(line, session);
            } catch (Reply.Rejected e) {
              reply = Reply.of(e);
            }
            if (reply != null) {
              session.sendResponse(reply.toString());
            }
          }
        };
    server.getCommandHandler().addCommand(command);
  }

  private Reply hello(Session session) {
    session.resetMailTransaction();
    String extensions = "\nPIPELINING\n8BITMIME\nSMTPUTF8\nDSN\nENHANCEDSTATUSCODES\nSIZE ";
    return new Reply(250, gateway.name() + extensions + gateway.size().toBytes());
  }

  /** The next server refuses commands in a wrong order. */
  private static Transaction transaction(Session session) {
    if (!session.isMailTransactionInProgress()) {
      session.startMailTransaction();
    }
    return (Transaction) session.getMessageHandler();
  }

  /** A connection to the next server. */
  NextHop connect() throws Reply.Rejected {
    return NextHop.connect(gateway, hops);
  }

  /** Waits until there is memory for a message of this size, and returns what to give back. */
  int take(long size) throws IOException {
    int weight = (int) Math.min(budget, 1 + size / 1024);
    try {
      if (!isStopping
          && memory.tryAcquire(weight, gateway.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        return weight;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Reply.Rejected(451, "4.3.1 the gateway is busy, or stops");
  }

  @Override
  public SessionAcceptance accept(Session session) {
    InetAddress client = session.getRemoteAddress().getAddress();
    if (networks.stream().noneMatch(network -> network.matches(client))) {
      return SessionAcceptance.failure(554, "5.7.1 " + client.getHostAddress() + " is not listed");
    }
    return SessionAcceptance.success();
  }

  @Override
  public void onSessionEnd(Session session) {}

  /** Messages that are being passed on get their replies first. */
  void stop() throws InterruptedException {
    isStopping = true;
    if (memory.tryAcquire(budget, 25, TimeUnit.SECONDS)) {
      memory.release(budget);
    }
    server.stop();
  }
}
