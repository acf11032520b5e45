package io.isthmus.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether what is kept is kept long enough for what needs it. */
final class RetentionCheck {
    private RetentionCheck() {}

    static List<String> faults(Settings settings) {
        Settings.Retention keep = settings.retention();
        Duration day = Duration.ofDays(1);
        List<String> faults = new ArrayList<>();
        atLeast("journal", keep.journal(), day, "a day", faults);
        atLeast("audit", keep.audit(), day, "a day", faults);
        Duration approval = settings.reconcile().approvalExpires();
        Duration window = settings.limits().window();
        Duration least = approval.compareTo(window) > 0 ? approval : window;
        atLeast(
                "runs",
                keep.runs(),
                least.compareTo(day) > 0 ? least : day,
                "a day, as reconcile.approval-expires (" + hours(approval) + ") and as limits.window (" + hours(window)
                        + "), which look back on runs",
                faults);
        return faults;
    }

    private static String hours(Duration duration) {
        return duration.toMinutesPart() == 0 ? duration.toHours() + "h" : duration.toMinutes() + "m";
    }

    private static void atLeast(String key, Duration keep, Duration least, String words, List<String> to) {
        if (!keep.isZero() && keep.compareTo(least) < 0) {
            to.add("isthmus.retention." + key + " is too short; write 0 for ever, or at least as long as " + words);
        }
    }
}
