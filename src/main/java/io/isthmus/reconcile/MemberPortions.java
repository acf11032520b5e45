package io.isthmus.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Groups by portions of so many, or of so many members: as much as is planned at a time. */
final class MemberPortions {
    private static final int GROUPS = 1000;
    private static final long MEMBERS = 50_000;

    private MemberPortions() {}

    static List<List<String>> of(GroupMembers members, List<String> targets) {
        Map<String, Long> sizes = targets.isEmpty() ? Map.of() : members.sizes(targets);
        List<List<String>> portions = new ArrayList<>();
        List<String> portion = new ArrayList<>();
        long size = 0;
        for (String target : targets) {
            long more = sizes.getOrDefault(target, 0L);
            if (!portion.isEmpty() && (size + more > MEMBERS || portion.size() >= GROUPS)) {
                portions.add(portion);
                portion = new ArrayList<>();
                size = 0;
            }
            portion.add(target);
            size += more;
        }
        if (!portion.isEmpty()) {
            portions.add(portion);
        }
        return portions;
    }
}
