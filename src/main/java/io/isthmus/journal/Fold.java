package io.isthmus.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** The resource after a push, and whether the push changed it. */
    public record Folded(Resource after, boolean changed) {}

    /**
     * @param before the resource as it was, tombstones included; empty for one that never was
     * @param position of the push's journal record
     * @param at time of that record
     * @throws ScimException 404, 409 (an id that exists), 412 (If-Match), 400 (a PATCH that cannot be applied); uniqueness of
     *     names is not checked here
     */
    public static Folded apply(Optional<Resource> before, Push push, long position, Instant at) {
        Operation operation = push.operation();
        if (operation instanceof Operation.Create create) {
            if (before.isPresent()) {
                throw new ScimException(ScimError.uniqueness("a resource with this id exists"));
            }
            return new Folded(
                    new Resource(
                            create.id(),
                            push.type(),
                            push.source(),
                            1,
                            position,
                            at,
                            at,
                            Optional.empty(),
                            create.body()),
                    true);
        }
        Resource live = before.filter(found -> found.deleted().isEmpty())
                .filter(found -> found.source().equals(push.source()))
                .orElseThrow(() -> new ScimException(ScimError.of(404, "there is no such resource")));
        if (operation instanceof Operation.Replace replace) {
            match(replace.ifMatch(), live);
            return changed(live, withActive(replace.body(), live), position, at);
        }
        if (operation instanceof Operation.Patch patch) {
            match(patch.ifMatch(), live);
            return changed(live, Patch.apply(live.id(), live.body(), patch.patch()), position, at);
        }
        match(((Operation.Delete) operation).ifMatch(), live);
        return new Folded(next(live, Optional.of(at), live.body(), position, at), true);
    }

    private static Folded changed(Resource live, ObjectNode body, long position, Instant at) {
        return body.equals(SAME, live.body())
                ? new Folded(live, false)
                : new Folded(next(live, Optional.empty(), body, position, at), true);
    }

    private static Resource next(Resource live, Optional<Instant> deleted, ObjectNode body, long position, Instant at) {
        return new Resource(
                live.id(), live.type(), live.source(), live.version() + 1, position, live.created(), at, deleted, body);
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
        if (ifMatch.isEmpty()) {
            return;
        }
        for (String tag : ifMatch.get().split(",")) {
            String bare = tag.trim();
            if (bare.equals("*") || bare.replaceFirst("^W/", "").equals("\"" + live.version() + "\"")) {
                return;
            }
        }
        throw new ScimException(
                ScimError.of(412, "the resource is at version " + live.version() + ", not at the one in If-Match"));
    }
}
