package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many waves come before a change: those that free the name that it takes, those that rename or create what it is about to
 * name, those that stop naming what it renames, and those that delete what names the entry that it deletes. Names come first: where
 * two wait for each other's new name to refer to it, one of them goes ahead.
 */
final class Depths {
    /** A change, and how many of either kind it still waits for. */
    private static final class Node {
        private final Change change;
        private final List<Node> freed = new ArrayList<>();
        private final List<Node> referring = new ArrayList<>();
        private int names;
        private int references;
        private int depth;
        private boolean placed;

        Node(Change change) {
            this.change = change;
        }

        boolean waits() {
            return names > 0 || references > 0;
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Change, Node> byChange = new IdentityHashMap<>();
    private final Map<String, Node> naming = new HashMap<>();

    /** @param changes in the order in which those go ahead that wait for each other */
    Depths(List<Change> changes) {
        for (Change change : changes) {
            Node node = new Node(change);
            nodes.add(node);
            byChange.put(change, node);
            if (change.gives().isPresent()) {
                naming.put(change.about().resource(), node);
            }
        }
    }

    /** A name is freed before it is taken. */
    void freedBy(Change taker, Change leaver) {
        byChange.get(leaver).freed.add(byChange.get(taker));
        byChange.get(taker).names++;
    }

    /** What a change comes to name is renamed or created before it, and what it ceases to name is renamed after it. */
    void refer(Change change, Naming does, Map<DN, Change.RenameEntry> leaving) {
        Node node = byChange.get(change);
        does.comes()
                .forEach(resource -> Optional.ofNullable(naming.get(resource))
                        .filter(named -> named != node)
                        .ifPresent(named -> after(node, named)));
        does.goes()
                .forEach(dn -> Optional.ofNullable(leaving.get(dn))
                        .filter(rename -> rename != change)
                        .filter(rename -> !does.comes().contains(rename.about().resource()))
                        .ifPresent(rename -> after(byChange.get(rename), node)));
    }

    /** What names another entry that goes as well is deleted before it. */
    void deleted() {
        Map<DN, Node> deleted = new HashMap<>();
        nodes.stream()
                .filter(node -> node.change instanceof Change.DeleteEntry)
                .forEach(node -> deleted.put(node.change.dn(), node));
        if (deleted.size() < 2) {
            return;
        }
        deleted.values()
                .forEach(node -> ((Change.DeleteEntry) node.change)
                        .before().references().stream()
                                .flatMap(named -> Optional.ofNullable(deleted.get(named)).stream())
                                .filter(named -> named != node)
                                .forEach(named -> after(named, node)));
    }

    private static void after(Node later, Node earlier) {
        earlier.referring.add(later);
        later.references++;
    }

    /** By change, by identity. */
    Map<Change, Integer> all() {
        Deque<Node> ready = new ArrayDeque<>();
        nodes.stream().filter(node -> !node.waits()).forEach(node -> place(node, ready));
        Map<Change, Integer> depths = new IdentityHashMap<>();
        int next = 0;
        while (depths.size() < nodes.size()) {
            while (ready.isEmpty()) {
                Node candidate = nodes.get(next++ % nodes.size());
                if (!candidate.placed && candidate.names == 0) {
                    place(candidate, ready);
                }
            }
            Node node = ready.remove();
            depths.put(node.change, node.depth);
            node.freed.forEach(behind -> {
                behind.names--;
                done(node, behind, ready);
            });
            node.referring.forEach(behind -> {
                behind.references--;
                done(node, behind, ready);
            });
        }
        return depths;
    }

    private static void done(Node node, Node behind, Deque<Node> ready) {
        if (!behind.placed) {
            behind.depth = Math.max(behind.depth, node.depth + 1);
            if (!behind.waits()) {
                place(behind, ready);
            }
        }
    }

    private static void place(Node node, Deque<Node> ready) {
        node.placed = true;
        ready.add(node);
    }
}
