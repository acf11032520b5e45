package io.isthmus.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.directory.DirectoryFailure.Kind;
import io.isthmus.plan.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Users who report to each other. */
abstract class Staffing {
    Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(MembershipsTest.MAPPING);
    }

    @AfterEach
    void close() {
        office.close();
    }

    /** Another office in the place of this one. */
    void instead(Office other) {
        office.close();
        office = other;
    }

    void refuse(String name, Kind kind) {
        office.refuses = change -> change.dn().toString().equals(dn(name)) ? Optional.of(kind) : Optional.empty();
    }

    /** Of the whole plan but for this. */
    void approve(RunRow plan, Set<Long> except) {
        Approvals approvals = approvals();
        RunRow approved = approvals.approve(plan.id(), plan.hash().orElseThrow(), except, "test");
        approvals.apply(approved, except, "test");
    }

    void approve(RunRow plan) {
        approve(plan, Set.of());
    }

    Approvals approvals() {
        return new Approvals(office.parts(), office.execution);
    }

    /** Of the changes of an entry. */
    Set<Long> ids(RunRow plan, String name) {
        Set<Long> ids = new HashSet<>();
        office.runs.changes(plan.id(), row -> {
            if (row.change().dn().toString().equals(dn(name))) {
                ids.add(row.id());
            }
        });
        return ids;
    }

    List<Change> changes(RunRow run) {
        List<Change> changes = new ArrayList<>();
        office.runs.changes(run.id(), row -> changes.add(row.change()));
        return changes;
    }

    List<String> told(RunRow run, String name) {
        List<String> told = new ArrayList<>();
        office.runs.changes(run.id(), row -> {
            if (row.change().dn().toString().equals(dn(name))) {
                told.add(row.outcome() + ": " + row.detail());
            }
        });
        return told;
    }

    List<String> manager(String name) throws Exception {
        return office.values(dn(name), "manager");
    }

    static ObjectNode reports(String name, String manager) {
        ObjectNode body = Office.user(name);
        body.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .putObject("manager")
                .put("value", manager);
        return body;
    }

    static String dn(String name) {
        return "uid=" + name + "," + Office.BASE;
    }
}
