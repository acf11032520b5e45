package io.isthmus.app;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import java.time.Duration;
import java.util.List;

/** Sends a message as an e-mail, by what {@code quarkus.mailer.*} says. */
final class Mails implements Channel {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReactiveMailer mailer;
    private final List<String> to;

    Mails(ReactiveMailer mailer, List<String> to) {
        this.mailer = mailer;
        this.to = List.copyOf(to);
    }

    @Override
    public String name() {
        return "e-mail to " + String.join(", ", to);
    }

    @Override
    public void send(Message message) {
        Mail mail = new Mail()
                .setTo(to)
                .setSubject(message.subject())
                .setText(message.text())
                .addHeader("Auto-Submitted", "auto-generated");
        mailer.send(mail).await().atMost(PATIENCE);
    }
}
