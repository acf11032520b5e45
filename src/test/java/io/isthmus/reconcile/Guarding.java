package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.SearchScope;
import io.isthmus.plan.Limited;
import io.isthmus.plan.MemberLimits;
import io.isthmus.plan.PrivilegedGroups;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.plan.SafetyLimits.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A directory with a guard over it, for the tests of the guard. */
class Guarding {
    Office office;

    void open(Map<Limited, Limit> limits, int minPopulation) throws Exception {
        open(limits, minPopulation, Office.SETTINGS);
    }

    void open(Map<Limited, Limit> limits, int minPopulation, ReconcileSettings settings) throws Exception {
        Map<Limited, Limit> all = new EnumMap<>(Limited.class);
        all.putAll(limits);
        office = new Office(
                MembershipsTest.MAPPING,
                SafetyLimits.of(minPopulation, all, MemberLimits.NONE, PrivilegedGroups.NONE, 1, Duration.ofHours(24)),
                settings);
    }

    @AfterEach
    void close() {
        office.close();
    }

    List<String> hire(int number) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ids.add(office.create("u" + i));
        }
        office.engine.soon();
        return ids;
    }

    void active(List<String> ids, int from, int to, boolean active) {
        for (int i = from; i < to; i++) {
            office.replace(ids.get(i), Office.user("u" + i).put("active", active));
        }
        office.engine.soon();
    }

    long locked() throws Exception {
        return office.ldap
                .search(Office.BASE, SearchScope.ONE, "(employeeType=disabled)")
                .getEntryCount();
    }

    /** Deletes all people and groups. */
    void empty() throws Exception {
        for (String base : List.of(Office.BASE, Office.GROUPS)) {
            for (var entry :
                    office.ldap.search(base, SearchScope.ONE, "(objectClass=*)").getSearchEntries()) {
                office.ldap.delete(entry.getDN());
            }
        }
    }

    String heldLine() {
        return office.runs.held().orElseThrow().verdict().orElseThrow().line();
    }

    String lastLine() {
        return office.runs
                .list(java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.empty(), 1)
                .get(0)
                .verdict()
                .orElseThrow()
                .line();
    }

    void approve() {
        Approvals approvals = new Approvals(office.parts(), office.execution);
        RunRow held = office.runs.held().orElseThrow();
        approvals.apply(approvals.approve(held.id(), held.hash().orElseThrow(), Set.of(), "anna"), Set.of(), "anna");
    }

    void sql(String statement) throws Exception {
        try (var connection = office.database.getConnection();
                var update = connection.createStatement()) {
            update.execute(statement);
        }
    }

    int number(String query) throws Exception {
        try (var connection = office.database.getConnection();
                var select = connection.createStatement();
                var row = select.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
