package io.isthmus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunWatchTest {
    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static JsonNode progress(String phase, long done, long of) {
        return json("{'status':'applying','progress':{'phase':'%s','done':%d,'of':%d}}".formatted(phase, done, of));
    }

    @Test
    void progressSaysWhatHowFarHowFastAndHowLong() {
        ProgressLine line = new ProgressLine();
        assertThat(line.of(json("{'status':'planning'}"), 0)).isEqualTo("planning ...");
        assertThat(line.of(progress("reading", 4000, 0), 1)).isEqualTo("reading 4,000 entries");
        assertThat(line.of(progress("reading", 12000, 0), 3)).isEqualTo("reading 12,000 entries, 4,000/s");
        assertThat(line.of(progress("planning", 500, 10000), 4)).isEqualTo("planning 500 of 10,000 resources");
        assertThat(line.of(progress("planning", 1500, 10000), 6))
                .isEqualTo("planning 1,500 of 10,000 resources, 500/s, 17 s left");
        assertThat(line.of(progress("applying", 0, 90000), 10)).isEqualTo("applying 0 of 90,000 changes");
        assertThat(line.of(progress("applying", 1000, 90000), 20))
                .isEqualTo("applying 1,000 of 90,000 changes, 100/s, 15 min left");
        assertThat(line.of(progress("applying", 90001, 90000), 900)).startsWith("applying 90,001 of 90,001 changes");
    }

    /** 0 in sync or fine, 2 changes, 3 held, 1 error. */
    @ParameterizedTest
    @CsvSource({
        "done, false, 0, 0",
        "done, false, 2, 3",
        "planned, false, 0, 2",
        "planned, true, 0, 3",
        "held, true, 0, 3",
        "failed, false, 0, 1",
        "rejected, false, 0, 1",
        "expired, false, 0, 1",
        "void, false, 0, 1"
    })
    void exitCodesAreThoseOfTheContract(String status, boolean verdictHeld, int held, int exit) {
        JsonNode run = json(
                "{'status':'%s','verdict':{'held':%s},'changes':{'held':%d}}".formatted(status, verdictHeld, held));
        assertThat(RunWatch.exit(run)).isEqualTo(exit);
    }

    @Test
    void theLastLineSaysWhatItCameTo() {
        assertThat(RunWatch.summary(json("{'id':'r1','status':'done','changes':{'planned':0},'counts':{}}")))
                .isEqualTo("run r1 done: no changes");
        assertThat(
                        RunWatch.summary(
                                json(
                                        "{'id':'r1','status':'done','changes':{'planned':3,'applied':3},'counts':{'in_sync':9,'new':3}}")))
                .isEqualTo("run r1 done: 3 planned, 3 applied; 9 in sync, 3 new");
    }

    private static final String FINE = "{'directory':{'up':true},'journal':{'position':9,'reconciled':9,'pending':0,"
            + "'oldestPendingSeconds':0},'lastFull':{'run':'r','status':'done','ageSeconds':60},'held':null,"
            + "'limits':{'oldestPendingSeconds':300,'fullAgeSeconds':93600}}";

    private static StatusCommand.Line line(String from, String to, String counts) {
        return StatusCommand.Line.of(json(FINE.replace(from, to)), json("{'counts':" + counts + "}"));
    }

    @Test
    void statusSpeaksNagios() {
        StatusCommand.Line fine = line("", "", "{'in_sync':5}");
        assertThat(fine.code()).isZero();
        assertThat(fine.text())
                .isEqualTo("ISTHMUS OK - in order | pending=0 oldest=0s;;300 full_age=60s;93600 held=0 drift=0"
                        + " position=9 reconciled=9");
        assertThat(line("'up':true", "'up':false", "{}").code()).isEqualTo(2);
        assertThat(line("'oldestPendingSeconds':0", "'oldestPendingSeconds':301", "{}")
                        .code())
                .isEqualTo(2);
        assertThat(line("'held':null", "'held':{'run':'r7'}", "{}").text())
                .startsWith("ISTHMUS WARNING - run r7 is held");
        StatusCommand.Line drift = line("", "", "{'drifted':2,'missing':1}");
        assertThat(drift.code()).isEqualTo(1);
        assertThat(drift.text()).contains("3 entries were changed by others").contains("drift=3");
        assertThat(line("'ageSeconds':60", "'ageSeconds':93601", "{}").text())
                .startsWith("ISTHMUS WARNING - the last full run is 26 h old");
        assertThat(line("'up':true", "'up':true,'refuses':'no | access'", "{}").code())
                .isEqualTo(2);
    }

    @Test
    void theServersOwnLimitsCountAndAServerThatHadNoFullRunIsNotOld() {
        JsonNode status = json(FINE.replace("'oldestPendingSeconds':300", "'oldestPendingSeconds':7200")
                .replace("'oldestPendingSeconds':0", "'oldestPendingSeconds':3600")
                .replace("{'run':'r','status':'done','ageSeconds':60}", "null"));
        StatusCommand.Line line = StatusCommand.Line.of(status, MissingNode.getInstance());
        assertThat(line.code()).isZero();
        assertThat(line.text()).contains("oldest=3600s;;7200").contains("full_age=U;");
    }

    private static JsonNode byHand(int pending, int oldest, boolean full) {
        String status = FINE.replace("'pending':0", "'pending':" + pending)
                .replace("'oldestPendingSeconds':0", "'oldestPendingSeconds':" + oldest)
                .replace("'held':null", "'held':null,'switches':{'autoSync':false}");
        return json(full ? status : status.replace("{'run':'r','status':'done','ageSeconds':60}", "null"));
    }

    @Test
    void pushesThatWaitForAFirstRunAreAWarningThatSaysWhatToDo() {
        StatusCommand.Line waits = StatusCommand.Line.of(byHand(3, 2, false), MissingNode.getInstance());
        assertThat(waits.code()).isEqualTo(1);
        assertThat(waits.text())
                .startsWith(
                        "ISTHMUS WARNING - 3 pushes wait, and no run over everything was made yet: auto-sync is off,"
                                + " isthmus plan shows what would be written, isthmus sync writes it | pending=3 ");
        assertThat(StatusCommand.Line.of(byHand(0, 0, false), MissingNode.getInstance())
                        .code())
                .as("a fresh server to which nothing was pushed")
                .isZero();
        JsonNode writing = json(byHand(3, 2, false).toString().replace("\"autoSync\":false", "\"autoSync\":true"));
        assertThat(StatusCommand.Line.of(writing, MissingNode.getInstance()).code())
                .isZero();
    }

    /** What nobody asked to write is no failure, however long it waits; a directory that is away is one all the same. */
    @Test
    void lagIsAWarningWhileAutoSyncIsOff() {
        assertThat(StatusCommand.Line.of(byHand(1, 300, true), MissingNode.getInstance())
                        .code())
                .isZero();
        StatusCommand.Line late = StatusCommand.Line.of(byHand(1, 301, true), MissingNode.getInstance());
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.text())
                .startsWith("ISTHMUS WARNING - 1 push waits, the oldest for 301 s: auto-sync is off,")
                .contains("isthmus sync writes it")
                .contains("oldest=301s;;300");
        JsonNode away = json(byHand(1, 301, true).toString().replace("\"up\":true", "\"up\":false"));
        assertThat(StatusCommand.Line.of(away, MissingNode.getInstance()).text())
                .startsWith("ISTHMUS CRITICAL - directory down");
        JsonNode writing = json(byHand(1, 301, true).toString().replace("\"autoSync\":false", "\"autoSync\":true"));
        assertThat(StatusCommand.Line.of(writing, MissingNode.getInstance()).text())
                .startsWith("ISTHMUS CRITICAL - pushes wait for 301 s");
    }
}
