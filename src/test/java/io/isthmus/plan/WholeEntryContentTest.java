package io.isthmus.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text, bytes and secrets of an entry are kept apart, and a difference in any of them shows. */
class WholeEntryContentTest {
    @Test
    void textIsWhatCanBeReadAsSuch() {
        WholeEntry whole = whole(
                new Attribute("postalAddress", "Main Street 1\r\n\tÖrebro"),
                new Attribute("audio", new byte[] {(byte) 0xff, (byte) 0xfe}),
                new Attribute("photo", new byte[] {'a', 1}));
        assertThat(whole.values()).isEqualTo(Map.of("postalAddress", List.of("Main Street 1\r\n\tÖrebro")));
        assertThat(whole.binary()).isEqualTo(Map.of("audio", List.of("//4="), "photo", List.of("YQE=")));
    }

    @Test
    void bytesThatDifferShow() {
        WholeEntry before = whole(new Attribute("photo", new byte[] {1}));
        assertThat(before.differences(whole(new Attribute("photo", new byte[] {2}))))
                .containsExactly("photo");
        assertThat(before.differences(whole(new Attribute("photo", new byte[] {1}))))
                .isEmpty();
    }

    @Test
    void aSecretThatCameOrWentShowsAndOneThatIsThereInBothDoesNot() {
        WholeEntry with = whole(new Attribute("userPassword", "a"));
        WholeEntry without = whole();
        assertThat(with.differences(without)).containsExactly("userPassword");
        assertThat(without.differences(with)).containsExactly("userPassword");
        assertThat(with.differences(whole(new Attribute("USERPASSWORD", "b")))).isEmpty();
    }

    private static WholeEntry whole(Attribute... attributes) {
        Map<String, Attribute> all = new HashMap<>();
        for (Attribute attribute : attributes) {
            all.put(attribute.getName().toLowerCase(Locale.ROOT), attribute);
        }
        return WholeEntry.of(new ActualEntry(new Anchor("a"), DN.NULL_DN, all));
    }
}
