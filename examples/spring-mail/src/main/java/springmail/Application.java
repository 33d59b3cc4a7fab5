package springmail;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/**
 * An application of Spring Boot that sends one message and ends. Its properties say how the message
 * is protected.
 */
@SpringBootApplication
public class Application {

  /** Begins. */
  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  @Bean
  ApplicationRunner order(JavaMailSender sender) {
    return arguments -> {
      SimpleMailMessage message = new SimpleMailMessage();
      message.setFrom("bob@example.org");
      message.setTo("alice@example.org");
      message.setSubject("from Spring Boot");
      message.setText("Dear Alice,\n\nthe hedge is gr\u00fcn.\n");
      sender.send(message);
    };
  }
}
