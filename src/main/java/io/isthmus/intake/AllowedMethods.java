package io.isthmus.intake;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The methods that a path has, from the annotations of the endpoints: where the framework refuses another it names none. */
@Singleton
public final class AllowedMethods {
    private static final List<String> ORDER = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    /** @param literal how many of its characters stand for themselves: of two that fit, the one with more is meant */
    private record Route(String method, Pattern path, int literal, boolean refuses) {}

    private final List<Route> routes;

    private AllowedMethods(List<Route> routes) {
        this.routes = routes;
    }

    @Inject
    AllowedMethods(BeanManager beans) {
        this(of(beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                        .<Class<?>>map(Bean::getBeanClass)
                        .filter(type -> type.isAnnotationPresent(Path.class))
                        .collect(Collectors.toSet()))
                .routes);
    }

    static AllowedMethods of(Collection<Class<?>> endpoints) {
        List<Route> routes = new ArrayList<>();
        for (Class<?> endpoint : endpoints) {
            String base = endpoint.getAnnotation(Path.class).value();
            for (Method method : endpoint.getDeclaredMethods()) {
                String path = base
                        + Optional.ofNullable(method.getAnnotation(Path.class))
                                .map(below -> "/" + below.value())
                                .orElse("");
                Stream.of(method.getAnnotations())
                        .flatMap(annotation -> httpMethod(annotation).stream())
                        .forEach(name -> routes.add(route(name, path, method.isAnnotationPresent(NotAllowed.class))));
            }
        }
        return new AllowedMethods(List.copyOf(routes));
    }

    private static Optional<String> httpMethod(Annotation annotation) {
        return Optional.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class))
                .map(HttpMethod::value);
    }

    private static Route route(String method, String template, boolean refuses) {
        StringBuilder pattern = new StringBuilder();
        int literal = 0;
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int end = open < 0 ? template.length() : open;
            pattern.append(Pattern.quote(template.substring(at, end)));
            literal += end - at;
            at = end;
            if (open >= 0) {
                at = closing(template, open) + 1;
                String[] variable = template.substring(open + 1, at - 1).split(":", 2);
                pattern.append(variable.length == 2 ? "(?:" + variable[1].strip() + ")" : "[^/]+");
            }
        }
        return new Route(method, Pattern.compile(pattern.append("/?").toString()), literal, refuses);
    }

    /** A variable's pattern may have braces of its own. */
    private static int closing(String template, int open) {
        int depth = 0;
        for (int at = open; at < template.length(); at++) {
            depth += template.charAt(at) == '{' ? 1 : template.charAt(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw new IllegalStateException(template + " has a brace too many");
    }

    /** As an Allow header lists them; {@code HEAD} goes where {@code GET} goes. */
    String of(String path) {
        String whole = path.startsWith("/") ? path : "/" + path;
        return ORDER.stream()
                .filter(method -> has(method.equals("HEAD") ? "GET" : method, whole))
                .collect(Collectors.joining(", "));
    }

    private boolean has(String method, String path) {
        return routes.stream()
                .filter(route -> route.method().equals(method)
                        && route.path().matcher(path).matches())
                .max(Comparator.comparingInt(Route::literal))
                .filter(route -> !route.refuses())
                .isPresent();
    }
}
