package io.isthmus.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import io.isthmus.ldap.ActualEntry;
import io.isthmus.ldap.Anchor;
import io.isthmus.plan.About;
import io.isthmus.plan.Change;
import io.isthmus.plan.MemberEdit;
import io.isthmus.plan.Situation;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import io.isthmus.scim.ResourceType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reports against the files in {@code src/test/resources/golden/reports}. */
class ReportsTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("isthmus.test.basedir"), "src/test/resources/golden/reports");

    private static final LdifServer SERVER =
            new LdifServer(Optional.of(new Attribute("pwdAccountLockedTime", "000001010000Z")), true, false, true);

    @Test
    void csv() throws IOException {
        StringWriter text = new StringWriter();
        try (ChangesCsv csv = new ChangesCsv(text)) {
            for (ChangeLine line : lines()) {
                csv.write(line);
            }
        }
        assertThat(text.toString().replace("\r\n", "\n")).isEqualTo(golden("changes.csv"));
    }

    @Test
    void csvOfNothingIsItsHeader() throws IOException {
        StringWriter text = new StringWriter();
        new ChangesCsv(text).close();
        assertThat(text.toString()).startsWith("id,type,dn,").endsWith("\r\n");
    }

    @Test
    void ldif() throws IOException {
        StringWriter text = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(text, SERVER);
        for (ChangeLine line : lines()) {
            ldif.write(line);
        }
        assertThat(text.toString()).isEqualTo(golden("changes.ldif"));
    }

    @Test
    void reversedLdif() throws IOException {
        StringWriter text = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(text, SERVER);
        List<ChangeLine> backwards = new ArrayList<>(lines());
        Collections.reverse(backwards);
        for (ChangeLine line : backwards) {
            ldif.reverse(line);
        }
        assertThat(text.toString()).isEqualTo(golden("changes-reverse.ldif"));
    }

    @Test
    void reversedCsv() throws IOException {
        StringWriter text = new StringWriter();
        try (ChangesCsv csv = new ChangesCsv(text)) {
            for (ChangeLine line : lines()) {
                csv.reverse(line);
            }
        }
        assertThat(text.toString())
                .contains("1,delete,\"uid=ann,ou=people,dc=x\",,new,id-ann,okta,ann,uid,ann,,applied")
                .contains(
                        "2,modify,\"uid=bea,ou=people,dc=x\",,pending,id-bea,okta,bea,title,\"Chef \u00e9\",Buyer,applied")
                .contains("3,rename,\"uid=cyd,ou=people,dc=x\",\"uid=cid,ou=people,dc=x\",")
                .contains("4,add,\"uid=dan,ou=people,dc=x\",")
                .doesNotContain("eve");
    }

    @Test
    void aRingOfNamesIsBrokenFirstAndClosedLast() throws IOException {
        ChangeLine second = line(1, ring("bea", "ann", Optional.empty()), "planned", "");
        ChangeLine first = line(2, ring("ann", "bea", Optional.of(dn("isthmus-moving-ann"))), "planned", "");
        StringWriter forward = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(forward, SERVER);
        for (ChangeLine line : List.of(second, first)) {
            ldif.aside(line);
        }
        ldif.write(second);
        ldif.write(first);
        assertThat(moves(forward)).containsExactly("ann>isthmus-moving-ann", "bea>ann", "isthmus-moving-ann>bea");
        StringWriter back = new StringWriter();
        ChangesLdif reverse = new ChangesLdif(back, SERVER);
        reverse.reverse(first);
        reverse.reverse(second);
        for (ChangeLine line : List.of(first, second)) {
            reverse.home(line);
        }
        assertThat(moves(back)).containsExactly("bea>isthmus-moving-ann", "ann>bea", "isthmus-moving-ann>ann");
    }

    private static List<String> moves(StringWriter ldif) {
        List<String> moves = new ArrayList<>();
        String from = "";
        for (String line : ldif.toString().lines().toList()) {
            if (line.startsWith("dn: uid=")) {
                from = line.substring(8, line.indexOf(','));
            } else if (line.startsWith("newrdn: uid=")) {
                moves.add(from + ">" + line.substring(12));
            }
        }
        return moves;
    }

    private static Change ring(String from, String to, Optional<DN> via) {
        About about = about(from, Situation.PENDING);
        return new Change.RenameEntry(
                about, new Anchor(from), dn(from), dn(to), via, List.of(), ValueChange.Kind.PENDING);
    }

    @Test
    void membersOfARenamedGroupAreWrittenWhereItStandsAndTheLastLeavesSomebody() throws IOException {
        Change.ModifyMembers members = new Change.ModifyMembers(
                about("team", Situation.PENDING),
                Optional.of(new Anchor("t")),
                dn("team"),
                "member",
                List.of(new MemberEdit("r", "uid=last,dc=x", false, ValueChange.Kind.PENDING)),
                Optional.of("cn=nobody,dc=x"),
                true);
        StringWriter text = new StringWriter();
        ChangesLdif ldif = new ChangesLdif(text, SERVER);
        ldif.name(line(1, ring("team", "crew", Optional.empty()), "planned", ""));
        ldif.write(line(2, members, "planned", ""));
        assertThat(text.toString()).contains("""
                dn: uid=crew,ou=people,dc=x
                control: 1.2.840.113556.1.4.1413 false
                changetype: modify
                add: member
                member: uid=last,dc=x
                -
                delete: member
                member: uid=last,dc=x
                -
                add: member
                member: cn=nobody,dc=x
                -
                """);
        StringWriter back = new StringWriter();
        new ChangesLdif(back, SERVER).reverseMembers(line(2, members, "applied", ""));
        assertThat(back.toString())
                .contains("delete: member\nmember: cn=nobody,dc=x\n-\nadd: member\nmember: uid=last,dc=x");
        StringWriter needsNone = new StringWriter();
        new ChangesLdif(needsNone, LdifServer.UNKNOWN).write(line(2, members, "planned", ""));
        assertThat(needsNone.toString()).doesNotContain("nobody");
    }

    @Test
    void aDeletedEntryIsMadeAgainWithAllThatWasKeptAndSaysWhatIsLost() throws IOException {
        StringWriter text = new StringWriter();
        WholeEntry before = new WholeEntry(
                Map.of("uid", List.of("dan"), "roomNumber", List.of("42")),
                Map.of("jpegPhoto", List.of("AAEC")),
                List.of("userPassword"),
                "20260101000000Z");
        new ChangesLdif(text, LdifServer.UNKNOWN)
                .reverse(line(
                        1,
                        new Change.DeleteEntry(about("dan", Situation.PENDING), new Anchor("d"), dn("dan"), before),
                        "applied",
                        ""));
        assertThat(text.toString())
                .contains("lost, since its values are secret: userPassword")
                .contains("roomNumber: 42")
                .contains("jpegPhoto:: AAEC")
                .doesNotContain("20260101");
    }

    @Test
    void bothCanBeReadAgain() throws IOException, LDIFException {
        for (String file : List.of("changes.ldif", "changes-reverse.ldif")) {
            try (LDIFReader reader = new LDIFReader(new BufferedReader(new StringReader(golden(file))))) {
                int records = 0;
                while (reader.readChangeRecord() != null) {
                    records++;
                }
                assertThat(records).as(file).isGreaterThan(3);
            }
        }
    }

    private static String golden(String file) throws IOException {
        return Files.readString(GOLDEN.resolve(file));
    }

    private static List<ChangeLine> lines() {
        Map<String, List<String>> entry = new LinkedHashMap<>();
        entry.put("objectClass", List.of("inetOrgPerson"));
        entry.put("uid", List.of("ann"));
        entry.put("cn", List.of("Ann, \"the\" Lee"));
        entry.put("telephoneNumber", List.of("+1 55", "=cmd()"));
        entry.put("userPassword", List.of("never shown"));
        ValueChange title = new ValueChange("title", List.of("Buyer"), List.of("Chef é"), ValueChange.Kind.PENDING);
        ValueChange lock = new ValueChange(ActualEntry.DISABLED, List.of(), List.of("true"), ValueChange.Kind.PENDING);
        return List.of(
                line(1, new Change.AddEntry(about("ann", Situation.NEW), dn("ann"), entry, true), "applied", ""),
                line(
                        2,
                        new Change.ModifyEntry(
                                about("bea", Situation.PENDING), new Anchor("b"), dn("bea"), List.of(title, lock)),
                        "applied",
                        ""),
                line(
                        3,
                        new Change.RenameEntry(
                                about("cid", Situation.PENDING),
                                new Anchor("c"),
                                dn("cid"),
                                dn("cyd"),
                                Optional.empty(),
                                List.of(title),
                                ValueChange.Kind.PENDING),
                        "planned",
                        ""),
                line(
                        4,
                        new Change.DeleteEntry(
                                about("dan", Situation.PENDING),
                                new Anchor("d"),
                                dn("dan"),
                                WholeEntry.of(Map.of("uid", List.of("dan")))),
                        "applied",
                        ""),
                line(
                        5,
                        new Change.ModifyEntry(
                                about("eve", Situation.DRIFTED), new Anchor("e"), dn("eve"), List.of(title)),
                        "denied",
                        "insufficient access\nrights"));
    }

    private static ChangeLine line(long id, Change change, String outcome, String detail) {
        return new ChangeLine(id, change, outcome, detail, Optional.of(Instant.EPOCH));
    }

    private static About about(String name, Situation situation) {
        return new About("id-" + name, ResourceType.USER, "okta", name, 7, situation, List.of(), false);
    }

    private static DN dn(String name) {
        try {
            return new DN("uid=" + name + ",ou=people,dc=x");
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
