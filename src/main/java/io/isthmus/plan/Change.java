package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.ldap.Anchor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One write to the directory: LDAP's four, each about one entry and one resource. */
public sealed interface Change {
    About about();

    /** Where the entry stands before the change (where it will stand, for an add). */
    DN dn();

    /** The name that it gives to its entry; empty for a change that leaves the name as it is. */
    default Optional<DN> gives() {
        if (this instanceof AddEntry) {
            return Optional.of(dn());
        }
        return this instanceof RenameEntry rename ? Optional.of(rename.newDn()) : Optional.empty();
    }

    /**
     * Create an entry.
     *
     * @param attributes all of it, objectClass and RDN value included
     * @param disabled whether the account is created locked
     */
    record AddEntry(About about, DN dn, Map<String, List<String>> attributes, boolean disabled) implements Change {
        public AddEntry {
            attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }
    }

    /** Change values. An empty list of modifications is an adoption or re-link that writes nothing. */
    record ModifyEntry(About about, Anchor anchor, DN dn, List<ValueChange> modifications) implements Change {
        public ModifyEntry {
            modifications = List.copyOf(modifications);
        }
    }

    /**
     * modDN, then modify against the new DN, in one work item.
     *
     * @param via a temporary DN to stand at first, where a cycle of names must be broken; the applier moves all entries with
     *     one away before the changes that need their names
     * @param kind who moved
     */
    record RenameEntry(
            About about,
            Anchor anchor,
            DN dn,
            DN newDn,
            Optional<DN> via,
            List<ValueChange> modifications,
            ValueChange.Kind kind)
            implements Change {
        public RenameEntry {
            modifications = List.copyOf(modifications);
        }

        /**
         * What an entry that steps aside has in place of a value that no two entries may have, until it gets the new one.
         * The same each time, and at most 20 characters before an @.
         */
        public String meanwhile(String value) {
            String name = "moving-"
                    + anchor.value().substring(0, Math.min(13, anchor.value().length()));
            int at = value.indexOf('@');
            return at < 0 ? name : name + value.substring(at);
        }

        /** The same with other value changes. */
        RenameEntry with(List<ValueChange> others) {
            return new RenameEntry(about, anchor, dn, newDn, via, others, kind);
        }
    }

    /** Delete an entry that we created, if it is still as it was {@code before}, which is kept for undo. */
    record DeleteEntry(About about, Anchor anchor, DN dn, WholeEntry before) implements Change {}

    /**
     * Add and delete some values of a group's member attribute, each for itself: one that the directory refuses does not keep the
     * others from being written. A large difference is several of these.
     *
     * @param anchor of the group; empty where it is created in the same run, and for one that no resource stands for
     * @param attribute that holds the members
     * @param placeholder value to put there where the deletions would leave the group without a member and its class wants one
     * @param empties whether it would leave the group without any value, as far as the plan has read it
     */
    record ModifyMembers(
            About about,
            Optional<Anchor> anchor,
            DN dn,
            String attribute,
            List<MemberEdit> edits,
            Optional<String> placeholder,
            boolean empties)
            implements Change {
        /** Values in one change, at most. */
        public static final int MOST = 500;

        public ModifyMembers {
            edits = List.copyOf(edits);
        }

        /** Of a group that was not read. */
        public ModifyMembers(
                About about,
                Optional<Anchor> anchor,
                DN dn,
                String attribute,
                List<MemberEdit> edits,
                Optional<String> placeholder) {
            this(about, anchor, dn, attribute, edits, placeholder, false);
        }

        /** The same with fewer edits. */
        public ModifyMembers with(List<MemberEdit> fewer) {
            return new ModifyMembers(about, anchor, dn, attribute, fewer, placeholder, empties);
        }

        /** The same on a group that stands there. */
        public ModifyMembers at(Anchor found, DN now) {
            return new ModifyMembers(about, Optional.of(found), now, attribute, edits, placeholder, empties);
        }

        @Override
        public List<ValueChange> modifications() {
            List<ValueChange> parts = new ArrayList<>();
            for (ValueChange.Kind kind : ValueChange.Kind.values()) {
                List<String> delete = values(kind, false);
                List<String> add = values(kind, true);
                if (!delete.isEmpty() || !add.isEmpty()) {
                    parts.add(new ValueChange(attribute, delete, add, kind));
                }
            }
            return parts;
        }

        private List<String> values(ValueChange.Kind kind, boolean add) {
            return edits.stream()
                    .filter(edit -> edit.kind() == kind && edit.add() == add)
                    .map(MemberEdit::value)
                    .toList();
        }
    }

    /** The same with a note for the report; it is no part of what is approved. */
    default Change noted(String note) {
        About noted = about().noted(note);
        if (this instanceof AddEntry add) {
            return new AddEntry(noted, add.dn, add.attributes, add.disabled);
        }
        if (this instanceof ModifyEntry modify) {
            return new ModifyEntry(noted, modify.anchor, modify.dn, modify.modifications);
        }
        if (this instanceof RenameEntry rename) {
            return new RenameEntry(
                    noted, rename.anchor, rename.dn, rename.newDn, rename.via, rename.modifications, rename.kind);
        }
        if (this instanceof DeleteEntry delete) {
            return new DeleteEntry(noted, delete.anchor, delete.dn, delete.before);
        }
        ModifyMembers members = (ModifyMembers) this;
        return new ModifyMembers(
                noted,
                members.anchor,
                members.dn,
                members.attribute,
                members.edits,
                members.placeholder,
                members.empties);
    }

    /** As written in the API: {@code add}, {@code modify}, {@code rename} or {@code delete}. */
    default String type() {
        if (this instanceof AddEntry) {
            return "add";
        }
        if (this instanceof RenameEntry) {
            return "rename";
        }
        return this instanceof DeleteEntry ? "delete" : "modify";
    }

    /** The value changes, for the kinds that have them. */
    default List<ValueChange> modifications() {
        return List.of();
    }
}
