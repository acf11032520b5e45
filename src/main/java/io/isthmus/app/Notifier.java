package io.isthmus.app;

import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.NoticeStates;
import io.isthmus.reconcile.Notices;
import io.isthmus.reconcile.RunRow;
import io.isthmus.reconcile.Runs;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Looks how it stands, and tells people where that is not what they were told. It looks at what is rather than at what happens, so
 * no run waits for it, and what changed while it was away is told when it is back.
 */
final class Notifier {
    private static final int NEWEST = 20;

    private final Runs runs;
    private final Deviations deviations;
    private final NoticeStates states;
    private final Set<Notices.Occasion> on;
    private final List<Channel> channels;
    private final Delivery delivery;
    private final String directory;
    private final Optional<String> publicUrl;
    private final Clock clock;

    /** @param publicUrl where the admin API is reached from elsewhere */
    Notifier(
            Runs runs,
            Deviations deviations,
            NoticeStates states,
            Set<Notices.Occasion> on,
            List<Channel> channels,
            Delivery delivery,
            String directory,
            Optional<String> publicUrl,
            Clock clock) {
        this.runs = runs;
        this.deviations = deviations;
        this.states = states;
        this.on = Set.copyOf(on);
        this.channels = List.copyOf(channels);
        this.delivery = delivery;
        this.directory = directory;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /** Tells what is new. The state is exchanged first: rather lost, and logged, than told by every node. */
    void look() {
        NoticeStates.Told told = states.load();
        Notices.Decision decision = Notices.decide(
                told,
                new Notices.Standing(
                        runs.held(),
                        runs.list(Optional.empty(), Optional.empty(), Optional.empty(), NEWEST),
                        runs.lastFull(),
                        deviations.situations()),
                on);
        if (!decision.now().equals(told) && states.replace(told, decision.now())) {
            decision.notices().forEach(this::tell);
        }
    }

    private void tell(Notices.Notice notice) {
        Optional<RunRow> run = runs.find(notice.run());
        Message message = new Message(
                UUID.randomUUID().toString(),
                clock.instant(),
                directory,
                notice,
                run,
                publicUrl.map(url -> url.replaceAll("/+$", "") + "/api/v1/runs/" + notice.run()));
        channels.forEach(channel -> delivery.deliver(channel, message));
    }
}
