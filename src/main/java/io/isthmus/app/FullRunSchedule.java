package io.isthmus.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import org.jboss.logging.Logger;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * The trigger of the full run is kept in the database, so that several nodes share it. After a change of the schedule it would
 * begin only when the old schedule fires next; here it begins at the start. Runs that were missed, since no node was up, are made
 * up for by one, at the next start: that is Quartz' own policy for cron, kept on purpose.
 */
@ApplicationScoped
public class FullRunSchedule {
    static final String IDENTITY = "full-run";
    private static final Logger LOG = Logger.getLogger(FullRunSchedule.class);

    private final Settings settings;
    private final Clock clock;

    FullRunSchedule(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of dates
    void start(@Observes StartupEvent started, Scheduler scheduler) throws SchedulerException, ParseException {
        String wanted = settings.reconcile().fullSchedule();
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            if (key.getName().equals(IDENTITY) && scheduler.getTrigger(key) instanceof CronTrigger stored) {
                Date due = new CronExpression(wanted).getNextValidTimeAfter(Date.from(clock.instant()));
                boolean late = stored.getNextFireTime() == null
                        || stored.getNextFireTime().after(due);
                if (late || !stored.getCronExpression().equals(wanted)) {
                    LOG.infof("the full run's schedule is %s from now on", wanted);
                    scheduler.rescheduleJob(
                            key,
                            stored.getTriggerBuilder()
                                    .startNow()
                                    .withSchedule(CronScheduleBuilder.cronSchedule(wanted)
                                            .withMisfireHandlingInstructionFireAndProceed())
                                    .build());
                }
            }
        }
    }
}
