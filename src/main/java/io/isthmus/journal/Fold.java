package io.isthmus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isthmus.scim.EntityTags;
import io.isthmus.scim.ExtensionRules;
import io.isthmus.scim.ImportMark;
import io.isthmus.scim.MemberChange;
import io.isthmus.scim.MemberSet;
import io.isthmus.scim.Patch;
import io.isthmus.scim.Resource;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Folds pushes into the view, purely; the journal's writer and its self-check both use it. */
public final class Fold {
    /** 1 and 1.0 are one number. */
    private static final Comparator<JsonNode> SAME = (one, other) -> one.equals(other)
                    || one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0
            ? 0
            : 1;

    private Fold() {}

    /**
     * The resource after a push.
     *
     * @param changed whether the push changed it, its members included
     * @param members what changes among its members
     */
    public record Folded(Resource after, boolean changed, MemberChange members) {}

    /**
     * @param before the resource as it was, tombstones included; empty for one that never was
     * @param members the members that it has now, for a group
     * @param position of the push's journal record
     * @param at time of that record
     * @throws ScimException 404, 409 (an id that exists, unless it was imported and a POST adopts it), 412 (If-Match), 400 (a
     *     PATCH that cannot be applied); uniqueness of names is not checked here
     */
    public static Folded apply(Optional<Resource> before, MemberSet members, Push push, long position, Instant at) {
        Operation operation = push.operation();
        if (operation instanceof Operation.Create create) {
            ExtensionRules.check(push.type(), Optional.empty(), create.body(), create.body(), push.extensions());
            return before.isPresent()
                    ? changed(adoptable(before.get(), push), create.body(), members, push, position, at)
                    : created(push, create.body(), position, at);
        }
        if (operation instanceof Operation.Import imported) {
            return before.isPresent()
                    ? shown(imported(before.get(), push), imported.body(), members, push, position, at)
                    : created(push, imported.body(), position, at);
        }
        Resource live = before.filter(found -> found.deleted().isEmpty())
                .filter(found -> found.source().equals(push.source()))
                .filter(found -> found.type() == push.type())
                .orElseThrow(() -> new ScimException(ScimError.of(404, "there is no such resource")));
        if (operation instanceof Operation.Replace replace) {
            match(replace.ifMatch(), live);
            ObjectNode body = replaced(replace, live, push);
            ruled(push, live, replace.body(), body);
            return changed(live, body, members, push, position, at);
        }
        if (operation instanceof Operation.Patch patch) {
            match(patch.ifMatch(), live);
            ObjectNode body = Patch.apply(live.type(), live.id(), ImportMark.off(live.body()), patch.patch());
            ruled(push, live, body, body);
            return changed(live, body, members, push, position, at);
        }
        if (operation instanceof Operation.ImportEnded) {
            return gone(imported(live, push), live.body(), position, at);
        }
        match(((Operation.Delete) operation).ifMatch(), live);
        // what the source deletes is its own from then on: it is not shown again
        return gone(live, ImportMark.off(live.body()), position, at);
    }

    private static Folded created(Push push, ObjectNode body, long position, Instant at) {
        String id = push.operation().id();
        Resource created = new Resource(id, push.type(), push.source(), 1, position, at, at, Optional.empty(), body);
        return new Folded(created, true, MemberChange.of(push.operation().members(), MemberSet.NONE));
    }

    private static Folded gone(Resource live, ObjectNode body, long position, Instant at) {
        return new Folded(next(live, Optional.of(at), body, position, at), true, MemberChange.NONE);
    }

    /** A POST of what was imported adopts it. @throws ScimException 409 for anything else that has the id */
    private static Resource adoptable(Resource there, Push push) {
        return Optional.of(imported(there, push))
                .filter(found -> found.deleted().isEmpty())
                .orElseThrow(Fold::exists);
    }

    /** @throws ScimException 409 for what its source has pushed, and for what belongs to another */
    private static Resource imported(Resource there, Push push) {
        return Optional.of(there)
                .filter(found -> !found.provisioned())
                .filter(found -> found.source().equals(push.source()))
                .filter(found -> found.type() == push.type())
                .orElseThrow(Fold::exists);
    }

    private static ScimException exists() {
        return new ScimException(ScimError.uniqueness("a resource with this id exists"));
    }

    /** An imported resource as its entry is now; one whose entry was gone is there again. */
    private static Folded shown(
            Resource there, ObjectNode body, MemberSet members, Push push, long position, Instant at) {
        Folded folded = changed(there, body, members, push, position, at);
        return folded.changed() || there.deleted().isEmpty()
                ? folded
                : new Folded(next(there, Optional.empty(), body, position, at), true, folded.members());
    }

    private static Folded changed(
            Resource live, ObjectNode body, MemberSet members, Push push, long position, Instant at) {
        MemberChange change = members.changeBy(push.operation().members());
        return body.equals(SAME, live.body()) && change.isEmpty()
                ? new Folded(live, false, change)
                : new Folded(next(live, Optional.empty(), body, position, at), true, change);
    }

    private static Resource next(Resource live, Optional<Instant> deleted, ObjectNode body, long position, Instant at) {
        return new Resource(
                live.id(), live.type(), live.source(), live.version() + 1, position, live.created(), at, deleted, body);
    }

    /** What a directory shows binds nobody: rules look back at what the source itself has pushed. */
    private static void ruled(Push push, Resource live, ObjectNode said, ObjectNode after) {
        ExtensionRules.check(push.type(), pushed(live), said, after, push.extensions());
    }

    private static Optional<ObjectNode> pushed(Resource live) {
        return Optional.of(live).filter(Resource::provisioned).map(Resource::body);
    }

    private static ObjectNode replaced(Operation.Replace replace, Resource live, Push push) {
        ObjectNode kept = pushed(live)
                .map(before -> ExtensionRules.kept(push.type(), replace.body(), before, push.extensions()))
                .orElse(replace.body());
        return withActive(kept, live);
    }

    /** A PUT that does not mention {@code active} keeps it (rule 3). */
    private static ObjectNode withActive(ObjectNode body, Resource live) {
        if (body.has("active") || !live.body().has("active")) {
            return body;
        }
        ObjectNode kept = body.deepCopy();
        kept.set("active", live.body().get("active"));
        return kept;
    }

    private static void match(Optional<String> ifMatch, Resource live) {
        ifMatch.ifPresent(tags -> EntityTags.match(tags, live));
    }
}
