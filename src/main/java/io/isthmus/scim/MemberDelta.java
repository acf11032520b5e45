package io.isthmus.scim;

import java.util.List;

/** What a push asks of a group's members; a list of them takes effect in order. */
public sealed interface MemberDelta {
    /** How many members it names. */
    int size();

    /** These become members; those that are already stay as they are. */
    record Add(List<Member> members) implements MemberDelta {
        public Add {
            members = List.copyOf(members);
        }

        @Override
        public int size() {
            return members.size();
        }
    }

    /** The members with these values go; values that name no member say nothing. */
    record Remove(List<String> values) implements MemberDelta {
        public Remove {
            values = List.copyOf(values);
        }

        @Override
        public int size() {
            return values.size();
        }
    }

    /** The members that meet a condition go; its paths are relative to a member. */
    record RemoveWhere(Filter condition) implements MemberDelta {
        @Override
        public int size() {
            return 0;
        }
    }

    /** Exactly these are the members, as they are written here. */
    record ReplaceAll(List<Member> members) implements MemberDelta {
        public ReplaceAll {
            members = List.copyOf(members);
        }

        @Override
        public int size() {
            return members.size();
        }
    }
}
