package io.isthmus.app;

import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Sends a message by a channel, and again a few times where that may help; the outcome is logged. */
final class Delivery {
    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final Pause pause;

    Delivery(Pause pause) {
        this.pause = pause;
    }

    /** Whether it arrived. */
    boolean deliver(Channel channel, Message message) {
        String what = message.notice().occasion().label() + " of run "
                + message.notice().run();
        for (int attempt = 0; ; attempt++) {
            try {
                channel.send(message);
                LOG.infof("%s was told by %s", what, channel.name());
                return true;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Channel.Refused refused) {
                LOG.errorf("%s could not be told by %s: %s", what, channel.name(), refused.getMessage());
                return false;
            } catch (Exception failed) {
                if (attempt == PAUSES.size()) {
                    LOG.errorf(
                            "%s could not be told by %s in %d attempts: %s", what, channel.name(), attempt + 1, failed);
                    return false;
                }
                LOG.warnf("%s is told by %s later: %s", what, channel.name(), failed);
            }
            try {
                pause.of(PAUSES.get(attempt));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
