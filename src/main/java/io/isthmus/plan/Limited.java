package io.isthmus.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The classes of changes that limits count (rule 22). Names are those of the settings, and stable: API, reports. */
public enum Limited {
    CREATES("creates", "%1$d entries would be created beside %2$d%4$s", false),
    DISABLES("disables", "%1$d of %2$d accounts would be disabled%4$s", true),
    DELETES("deletes", "%1$d of %2$d entries would be deleted%4$s", true),
    RECREATES("recreates", "%1$d of %2$d entries are missing and would be created again%4$s", false),
    /** all that is linked below a base is missing at once */
    ALL_MISSING("recreates", "%1$d of %2$d entries are missing%4$s, so that the directory looks empty", false),
    ATTRIBUTE_CHANGES("attribute-changes", "%1$d of %2$d entries would be changed%4$s", false),
    /** all of them together */
    MEMBERS_REMOVED("members-removed", "%1$d of %2$d members would be removed", true),
    /** each group for itself */
    MEMBERS_OF_GROUP("members-removed", "%1$d of %2$d members of %3$s would be removed", true),
    GROUPS_EMPTIED("groups-emptied", "%1$d of %2$d groups would lose all members", true),
    /** members that come to privileged groups or leave them */
    PRIVILEGED("privileged", "%1$d members of privileged groups would come or go", true),
    /** not a change, but a reason to distrust those of a source that take something away */
    SOURCE_POPULATION("source-population", "%1$d of usually %2$d active %3$s are gone", false);

    private final String label;
    private final String words;
    private final boolean lasting;

    Limited(String label, String words, boolean lasting) {
        this.label = label;
        this.words = words;
        this.lasting = lasting;
    }

    /** As written in settings and in the API. */
    public String label() {
        return label;
    }

    /** Whether it takes something away: what was applied of it lately counts on top (rule 23). */
    public boolean lasting() {
        return lasting;
    }

    /** Whether it concerns memberships and not entries. */
    public boolean ofMembers() {
        return List.of(MEMBERS_REMOVED, MEMBERS_OF_GROUP, GROUPS_EMPTIED, PRIVILEGED)
                .contains(this);
    }

    /** A sentence. @param place a group or source, or below what the entries stand; empty for all of them */
    String told(long seen, long of, String place) {
        return String.format(Locale.ROOT, words, seen, of, place, place.isEmpty() ? "" : " below " + place);
    }

    /** The class that is stored under this name. */
    public static Limited of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(DELETES);
    }
}
