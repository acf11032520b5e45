package io.isthmus.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnmatchedRolesCsvTest {
    private static final Instant AT = Instant.parse("2027-01-02T03:04:05Z");

    @Test
    void aLineEachAndNoFormulas() throws IOException {
        StringWriter text = new StringWriter();
        try (UnmatchedRolesCsv csv = new UnmatchedRolesCsv(text)) {
            csv.write(row(
                    "=cmd()", Optional.of(new UnmatchedRole.Nearest("admin", 2)), "- role: admin\n  match: [\"a\"]\n"));
            csv.write(row("Ops, \"all\"", Optional.empty(), ""));
        }
        assertThat(text).hasToString("""
                source,value,display,users,firstSeen,lastSeen,nearest,distance,wouldChange,snippet\r
                okta,"'=cmd()",,3,2027-01-02T03:04:05Z,2027-01-02T03:04:05Z,admin,2,2,"- role: admin
                  match: [""a""]
                "\r
                okta,"Ops, ""all""\",,3,2027-01-02T03:04:05Z,2027-01-02T03:04:05Z,,,2,\r
                """);
    }

    @Test
    void nothingIsTheHeader() throws IOException {
        StringWriter text = new StringWriter();
        new UnmatchedRolesCsv(text).close();
        assertThat(text.toString()).startsWith("source,value,").endsWith("snippet\r\n");
    }

    private static UnmatchedRole row(String value, Optional<UnmatchedRole.Nearest> nearest, String snippet) {
        return new UnmatchedRole(
                "okta", Optional.of(value), Optional.empty(), 3, AT, AT, nearest, snippet, 2, List.of());
    }
}
