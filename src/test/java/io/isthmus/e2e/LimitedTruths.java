package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Besides: what a server does not give whole proves nothing. */
abstract class LimitedTruths extends Truths {
    @Test
    void aReadThatALimitCutsOffEndsTheRunAndNothingIsRemovedForIt() throws Exception {
        String one = okta.user("partial.one", "");
        okta.user("partial.two", "");
        okta.user("partial.three", "");
        okta.group("Partial", List.of(one));
        settled();
        sync();
        String byHand = site.makeUser("partial.by.hand");
        site.admin().modify(site.group("Partial"), new Modification(ModificationType.ADD, "member", byHand));
        restartedWith(OptionalInt.of(2));
        JsonNode run = sync();
        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("failed");
        assertThat(run.path("complete").asBoolean()).isFalse();
        assertThat(run.at("/changes/applied").asInt()).isZero();
        assertThat(isthmus.log()).containsIgnoringCase("size limit");
        assertThat(members("Partial")).isEqualTo(dns("partial.one", "partial.by.hand"));
        restartedWith(OptionalInt.empty());
        sync();
        assertThat(members("Partial")).isEqualTo(dns("partial.one"));
        assertIdle();
    }

    private void restartedWith(OptionalInt limit) throws Exception {
        isthmus.stop();
        ((PlainSite) site).limitReads(limit);
        isthmus.start();
    }
}
