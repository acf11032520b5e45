package io.isthmus.app;

import java.text.ParseException;
import java.util.Date;
import java.util.Optional;
import org.quartz.CronExpression;

/** Whether the schedule of the full run can be read and is ever due: the scheduler stops the start for either, without key or line. */
final class ScheduleCheck {
    private ScheduleCheck() {}

    static Optional<String> fault(String schedule) {
        return wrong(schedule)
                .map(why -> "isthmus.reconcile.full-schedule is \"" + schedule + "\", which " + why
                        + "; write a Quartz cron expression (seconds, minutes, hours, day of the month, month, day of the"
                        + " week) like \"0 0 2 * * ?\"");
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of dates
    private static Optional<String> wrong(String schedule) {
        try {
            Date next = new CronExpression(schedule).getNextValidTimeAfter(new Date());
            return next == null ? Optional.of("is never due any more") : Optional.empty();
        } catch (ParseException wrong) {
            return Optional.of("is none: " + wrong.getMessage());
        }
    }
}
