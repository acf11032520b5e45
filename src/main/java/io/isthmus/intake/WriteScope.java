package io.isthmus.intake;

import io.isthmus.access.Caller;
import io.isthmus.access.Scopes;
import io.isthmus.scim.ScimError;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which scope a request needs: told from the endpoint that was matched, so that no way of writing a path gets around it. */
final class WriteScope {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BASE = "/scim/v2/";
    private static final Map<Method, String> KINDS = new ConcurrentHashMap<>();

    private WriteScope() {}

    /** Why a request is refused. Writes that name their resources in the body (Bulk) are let through: see {@link #refusal(Caller.Source, String)}. */
    static Optional<ScimError> refusal(Caller.Source source, String method, ResourceInfo endpoint) {
        if (source.scopes().isEmpty() || READING.contains(method)) {
            return Optional.empty();
        }
        return Optional.of(KINDS.computeIfAbsent(
                        endpoint.getResourceMethod(), found -> kind(endpoint.getResourceClass(), found)))
                .filter(kind -> Scopes.toWrite(kind).isPresent())
                .flatMap(kind -> refusal(source, kind));
    }

    /** Why a token may not write a kind of resource ({@code Users}, {@code Groups}), if so; Bulk asks this for each of its operations. */
    static Optional<ScimError> refusal(Caller.Source source, String kind) {
        if (Scopes.mayWrite(source.scopes(), kind)) {
            return Optional.empty();
        }
        String needed = Scopes.toWrite(kind).orElse(Scopes.USERS + " or " + Scopes.GROUPS);
        return Optional.of(ScimError.of(
                403,
                "this token has the scopes " + new TreeSet<>(source.scopes()) + "; this needs the scope " + needed));
    }

    /** The first segment below the base; empty for a search, which reads although it is a POST. */
    private static String kind(Class<?> type, Method method) {
        String path = "/" + path(type) + "/" + path(method);
        String plain = path.replaceAll("/+", "/");
        return plain.startsWith(BASE) && !plain.endsWith("/.search")
                ? plain.substring(BASE.length()).split("/", 2)[0]
                : "";
    }

    private static String path(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Path.class))
                .map(Path::value)
                .orElse("");
    }
}
