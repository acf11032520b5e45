package io.isthmus.app;

import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.NoticeStates;
import io.isthmus.reconcile.Notices;
import io.isthmus.reconcile.Repeated;
import io.isthmus.reconcile.Runs;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Tells people by e-mail and webhook as {@code notify} says, on a thread of its own; without either it does nothing. */
@ApplicationScoped
public class Notification {
    private static final Logger LOG = Logger.getLogger(Notification.class);
    private static final long EVERY_SECONDS = 2;

    private final Settings settings;
    private final Runs runs;
    private final Deviations deviations;
    private final NoticeStates states;
    private final Instance<ReactiveMailer> mailer;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "notices");
        thread.setDaemon(true);
        return thread;
    });

    Notification(
            Settings settings,
            Runs runs,
            Deviations deviations,
            NoticeStates states,
            Instance<ReactiveMailer> mailer,
            Clock clock) {
        this.settings = settings;
        this.runs = runs;
        this.deviations = deviations;
        this.states = states;
        this.mailer = mailer;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent started) {
        List<Channel> channels = channels();
        if (channels.isEmpty()) {
            return;
        }
        Set<Notices.Occasion> on = settings.notifications().on().stream()
                .map(name -> Notices.Occasion.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
        Notifier notifier = new Notifier(
                runs,
                deviations,
                states,
                on,
                channels,
                new Delivery(time -> Thread.sleep(time.toMillis())),
                settings.directory().name(),
                settings.http().publicUrl().filter(url -> !url.isBlank()),
                clock);
        var unused =
                thread.scheduleWithFixedDelay(Repeated.of(() -> look(notifier)), 1, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private List<Channel> channels() {
        Settings.Notify keys = settings.notifications();
        List<Channel> channels = new ArrayList<>();
        keys.mailTo().filter(to -> !to.isEmpty()).ifPresent(to -> channels.add(new Mails(mailer.get(), to)));
        keys.webhookUrl()
                .filter(url -> !url.isBlank())
                .ifPresent(url -> channels.add(new Webhook(
                        URI.create(url),
                        keys.webhookSecretFile()
                                .filter(file -> !file.isBlank())
                                .map(file -> Secrets.value(java.util.Optional.empty(), java.util.Optional.of(file))))));
        return channels;
    }

    private static void look(Notifier notifier) {
        try {
            notifier.look();
        } catch (RuntimeException databaseAway) {
            LOG.debug("notices are looked for again soon", databaseAway);
        }
    }

    @PreDestroy
    void end() {
        thread.shutdownNow();
    }
}
