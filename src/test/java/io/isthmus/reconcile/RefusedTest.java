package io.isthmus.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data that the directory refuses is invalid until the resource or the mapping changes (rule 30). */
class RefusedTest {
    private Bureau bureau;
    private String user;

    @BeforeEach
    void aValueThatTheClassDoesNotAllow() throws LDAPException {
        bureau = new Bureau(Bureau.settings(true, false, false), 0);
        user = bureau.hire("ann");
        bureau.settled();
        bureau.patch(user, "nickName", "no such attribute here");
        bureau.settled();
        assertThat(refusals()).isEqualTo(1);
    }

    @AfterEach
    void close() {
        bureau.close();
    }

    @Test
    void aRunOverEverythingDoesNotSendItAgainAlsoAfterARestart() {
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("invalid", 1L);
        bureau.open(Bureau.MAPPING);
        assertThat(bureau.run(RunRow.Kind.SYNC).counts()).containsEntry("invalid", 1L);
        assertThat(refusals()).isEqualTo(1);
    }

    @Test
    void aPushOfTheUserAnotherMappingOrAskingForTheUserTriesAgain() {
        bureau.patch(user, "title", "Chief");
        bureau.settled();
        assertThat(refusals()).isEqualTo(2);
        RunRow asked = bureau.service().request(RunRow.Kind.SYNC, Optional.of(user), "operator");
        bureau.service().await(asked.id(), java.time.Duration.ofSeconds(30));
        assertThat(refusals()).isEqualTo(3);
        bureau.open(Bureau.MAPPING.replace("      host: nickName\n", ""));
        bureau.run(RunRow.Kind.SYNC);
        assertThat(refusals()).isEqualTo(3);
        assertThat(bureau.entry("ann").getAttributeValue("title")).isEqualTo("Chief");
    }

    private long refusals() {
        List<RunRow> runs = bureau.runs.list(Optional.empty(), Optional.empty(), Optional.empty(), 100);
        return runs.stream()
                .flatMap(run -> bureau.changes(run).stream())
                .filter(change -> change.outcome().equals("invalid"))
                .count();
    }
}
