package io.isthmus.plan;

import static io.isthmus.plan.NetChangesTest.add;
import static io.isthmus.plan.NetChangesTest.modify;
import static io.isthmus.plan.People.entry;
import static io.isthmus.plan.People.wish;
import static io.isthmus.plan.Wanted.about;
import static io.isthmus.plan.Wanted.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.isthmus.ldap.Anchor;
import io.isthmus.mapping.Ownership;
import io.isthmus.plan.ValueChange.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of what is ours it is known what stood there before we wrote any. */
class FoundTest {
    @Test
    void anAdoptionFindsWhatItNeedNotWrite() {
        Change adoption = Wanted.modify(about(Situation.ADOPTABLE, true), to("TITLE", "b", Kind.PENDING));
        Claims claims =
                ClaimsAfter.applied(adoption, Wanted.entry("ann", "title", "b", "sn", "Lee"), link("ann", Claims.NONE));
        assertThat(claims.found()).containsOnly(Map.entry("uid", List.of("ann")), Map.entry("sn", List.of("Lee")));
    }

    @Test
    void aCreationFindsNothing() {
        Claims before = found("title", "b");
        assertThat(ClaimsAfter.applied(add("ann"), Wanted.entry("ann", "title", "b"), link("ann", before))
                        .found())
                .isEmpty();
    }

    @Test
    void whatIsAskedForAndThereAlreadyIsFound() {
        Pair pair = wish("ann").has("mail", "M").on(entry("ann", "mail", "m"), People.applied("uid", "ann"));
        Claims claims = EntryPlanner.plan(pair).confirmed().orElseThrow();
        assertThat(claims.applied()).containsEntry("mail", List.of("M"));
        assertThat(claims.found()).containsOnly(Map.entry("mail", List.of("M")));
        Pair again = wish("ann").has("mail", "M").on(entry("ann", "mail", "m"), claims);
        assertThat(EntryPlanner.plan(again).confirmed()).isEmpty();
    }

    @Test
    void whatWeBeganToWriteIsNot() {
        Pair pair = wish("ann").has("mail", "m").on(entry("ann", "mail", "m"), People.intended("mail", "m"));
        assertThat(EntryPlanner.plan(pair).confirmed().orElseThrow().found()).containsOnlyKeys("uid");
    }

    @Test
    void anotherValueOfTheAttributeThatIsWrittenChangesNothingOfIt() {
        Claims claims =
                ClaimsAfter.applied(modify("title", "+b"), wanted("title", "a", "b"), link("ann", found("title", "a")));
        assertThat(claims.applied()).containsEntry("title", List.of("a", "b"));
        assertThat(claims.found()).containsOnly(Map.entry("title", List.of("a")));
        Claims unclaimed =
                ClaimsAfter.applied(modify("title", "+b"), wanted("title", "a", "b"), link("ann", Claims.NONE));
        assertThat(unclaimed.found()).containsOnly(Map.entry("title", List.of("a")));
    }

    @Test
    void whatIsGoneAndWrittenAgainIsOursWhatIsSpelledAnewIsNot() {
        Claims healed =
                ClaimsAfter.applied(modify("title", "+a"), wanted("title", "a"), link("ann", found("title", "a")));
        assertThat(healed.found()).isEmpty();
        Claims spelled = ClaimsAfter.applied(
                modify("title", "-a", "+A"), wanted("title", "A"), link("ann", found("title", "a")));
        assertThat(spelled.found()).containsOnly(Map.entry("title", List.of("A")));
    }

    @Test
    void whatIsNotWantedAnyMoreIsForgotten() {
        Claims other = ClaimsAfter.applied(
                modify("title", "-a", "+b"), wanted("title", "b"), link("ann", found("title", "a")));
        assertThat(other.found()).isEmpty();
        Pair unmapped = wish("ann").on(entry("ann", "description", "a"), found("description", "a"));
        assertThat(EntryPlanner.plan(unmapped).confirmed().orElseThrow().found())
                .containsOnlyKeys("uid");
    }

    @Test
    void aNewNameIsWritten() {
        Change rename = Wanted.rename(about(Situation.PENDING, false), Kind.PENDING);
        Claims claims = ClaimsAfter.applied(rename, Wanted.entry("bea"), link("ann", found("uid", "ann")));
        assertThat(claims.applied()).containsEntry("uid", List.of("bea"));
        assertThat(claims.found()).isEmpty();
    }

    @Test
    void whatIsRecordedBeforeAWriteKeepsIt() {
        Claims found = found("title", "a");
        assertThat(ClaimsAfter.intended(modify("sn", "+x"), link("ann", found)).found())
                .isEqualTo(found.found());
        assertThat(ClaimsAfter.locked(found).found()).isEqualTo(found.found());
    }

    private static Claims found(String attribute, String value) {
        Map<String, List<String>> values = Map.of(attribute, List.of(value));
        return new Claims(values, Map.of(), values);
    }

    private static io.isthmus.mapping.DesiredEntry wanted(String attribute, String... values) {
        return wish("ann").owned(Ownership.MERGE, attribute, values).entry();
    }

    private static Link link(String uid, Claims claims) {
        return Wanted.link("1", Optional.of(new Anchor("1")), uid, claims);
    }
}
