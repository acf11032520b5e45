package io.isthmus.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However large a group is, what a push asks of its members can be counted. */
class MemberChangeTest {
    private record Rows(Map<String, Member> rows) implements MemberSet {
        @Override
        public Optional<Member> find(String value) {
            return Optional.ofNullable(rows.get(value));
        }

        @Override
        public Collection<Member> all() {
            return rows.values();
        }
    }

    @Test
    void conditionsAreHeldAgainstMembersTenMillionTimesAndNoMore() {
        Rows members = new Rows(IntStream.range(0, 200_000)
                .mapToObj(i -> Member.of("m" + i))
                .collect(Collectors.toMap(Member::value, Function.identity())));
        Filter named =
                ((Filter.ValuePath) FilterParser.parse(ResourceType.GROUP, "members[value eq \"m7\"]")).condition();
        Filter few = new Filter.Or(Collections.nCopies(10, named));
        Filter many = new Filter.Or(Collections.nCopies(51, named));
        assertThat(MemberChange.of(List.of(new MemberDelta.RemoveWhere(few)), members)
                        .gone())
                .containsExactly("m7");
        assertThatThrownBy(() -> MemberChange.of(List.of(new MemberDelta.RemoveWhere(many)), members))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("413")
                .hasMessageContaining("200000 members");
        List<MemberDelta> again = Collections.nCopies(6, new MemberDelta.RemoveWhere(few));
        assertThatThrownBy(() -> MemberChange.of(again, members))
                .isInstanceOf(ScimException.class)
                .hasMessageContaining("413");
    }
}
