package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many waves come before a change: those that free the name that it takes, those that rename or create what it is about to
 * name, those that stop naming what it renames, and those that delete what names the entry that it deletes. Names come first: where
 * two wait for each other's new name to refer to it, one of them goes ahead.
 */
final class Depths {
    /** A change, and how many of either kind it still waits for. */
    private static final class Node {
        private final Change change;
        private final int position;
        private final List<Node> before = new ArrayList<>();
        private final List<Node> freed = new ArrayList<>();
        private final List<Node> referring = new ArrayList<>();
        private int names;
        private int references;
        private int depth;
        private boolean placed;

        Node(Change change, int position) {
            this.change = change;
            this.position = position;
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
            Node node = new Node(change, nodes.size());
            nodes.add(node);
            byChange.put(change, node);
            if (change.gives().isPresent()) {
                naming.put(change.about().resource(), node);
            }
        }
    }

    /** A name is freed before it is taken. */
    void freedBy(Change taker, Change leaver) {
        Node earlier = byChange.get(leaver);
        Node later = byChange.get(taker);
        earlier.freed.add(later);
        later.before.add(earlier);
        later.names++;
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
        later.before.add(earlier);
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
                Node candidate = nodes.get(next % nodes.size());
                if (candidate.placed) {
                    next++;
                } else {
                    place(ahead(candidate), ready);
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

    /**
     * Who goes first of those that wait for each other: the first of the ring that this one stands in or waits for, so that whoever
     * only waits behind it comes after it. Never who waits for a name.
     */
    private Node ahead(Node waiting) {
        Set<Node> walked = new LinkedHashSet<>();
        Node at = waiting;
        while (walked.add(at)) {
            at = at.before.stream().filter(node -> !node.placed).findFirst().orElseThrow();
        }
        Node entrance = at;
        return walked.stream()
                .dropWhile(node -> node != entrance)
                .filter(node -> node.names == 0)
                .min(Comparator.comparingInt(node -> node.position))
                .orElseGet(() -> nodes.stream()
                        .filter(node -> !node.placed && node.names == 0)
                        .findFirst()
                        .orElseThrow());
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
