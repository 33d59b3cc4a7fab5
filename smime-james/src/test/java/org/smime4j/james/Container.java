package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.Matcher;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * Runs mails through the processors of a mailetcontainer.xml, with James's own test doubles. It
 * knows two matchers (All, SMTPAuthSuccessful) and one mailet (ToProcessor) of James itself. A
 * mailet that throws sends the mail to the processor error, as James does.
 */
final class Container {

  private record Step(String match, Matcher matcher, Mailet mailet, String processor) {}

  private final Map<String, List<Step>> processors = new LinkedHashMap<>();
  private final FakeMailContext context = FakeMailContext.defaultContext();

  Container(String xml) throws Exception {
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader("<processors>" + xml + "</processors>")))
            .getElementsByTagName("processor");
    for (int i = 0; i < all.getLength(); i++) {
      Element processor = (Element) all.item(i);
      if (processor.hasAttribute("state")) {
        List<Step> steps = new ArrayList<>();
        for (Element mailet : children(processor)) {
          steps.add(step(mailet));
        }
        processors.put(processor.getAttribute("state"), steps);
      }
    }
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
      if (each instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  private Step step(Element configured) throws Exception {
    String[] match = configured.getAttribute("match").split("=", 2);
    Matcher matcher = null;
    if (match[0].contains(".")) {
      matcher = (Matcher) Class.forName(match[0]).getConstructor().newInstance();
      FakeMatcherConfig.Builder config =
          FakeMatcherConfig.builder().matcherName(match[0]).mailetContext(context);
      matcher.init((match.length > 1 ? config.condition(match[1]) : config).build());
    }
    String type = configured.getAttribute("class");
    FakeMailetConfig.Builder config =
        FakeMailetConfig.builder().mailetName(type).mailetContext(context);
    String processor = "";
    for (Element parameter : children(configured)) {
      config.setProperty(parameter.getTagName(), parameter.getTextContent());
      processor = parameter.getTextContent();
    }
    if (type.equals("ToProcessor")) {
      return new Step(match[0], matcher, null, processor);
    }
    Mailet mailet = (Mailet) Class.forName(type).getConstructor().newInstance();
    mailet.init(config.build());
    return new Step(match[0], matcher, mailet, "");
  }

  /** The mails that reached the end of a processor, which is their state. */
  List<FakeMail> run(FakeMail first) throws MessagingException {
    List<FakeMail> ended = new ArrayList<>();
    Deque<FakeMail> open = new ArrayDeque<>(List.of(first));
    first.setState("root");
    while (!open.isEmpty()) {
      FakeMail mail = open.remove();
      if (passed(mail)) {
        ended.add(mail);
      } else {
        open.add(mail);
      }
      for (FakeMailContext.SentMail sent : context.getSentMails()) {
        open.add(
            FakeMail.builder()
                .name("further")
                .sender(sent.getSender())
                .recipients(List.copyOf(sent.getRecipients()))
                .mimeMessage(sent.getMsg())
                .attributes(sent.getAttributes().values())
                .state(sent.getState())
                .build());
      }
      context.resetSentMails();
      if (ended.size() + open.size() > 100) {
        throw new AssertionError("mails go round in circles");
      }
    }
    return ended;
  }

  /** Whether a mail reached the end of its processor. */
  private boolean passed(FakeMail mail) {
    String state = mail.getState();
    try {
      for (Step step : processors.getOrDefault(state, List.of())) {
        if (matches(step, mail)) {
          if (step.mailet() == null) {
            mail.setState(step.processor());
          } else {
            step.mailet().service(mail);
          }
        }
        if (!mail.getState().equals(state)) {
          return false;
        }
      }
      return true;
    } catch (MessagingException e) {
      mail.setErrorMessage(e.getMessage());
      mail.setState(Mail.ERROR);
      return state.equals(Mail.ERROR);
    }
  }

  private static boolean matches(Step step, FakeMail mail) throws MessagingException {
    if (step.matcher() != null) {
      Collection<MailAddress> matched = step.matcher().match(mail);
      return !matched.isEmpty();
    }
    return step.match().equals("All") || mail.getAttribute(Mail.SMTP_AUTH_USER).isPresent();
  }
}
