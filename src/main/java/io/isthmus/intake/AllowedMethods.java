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
import org.jboss.resteasy.reactive.server.mapping.URITemplate;

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
        URITemplate parsed = new URITemplate(template, false);
        StringBuilder pattern = new StringBuilder();
        for (URITemplate.TemplateComponent part : parsed.components) {
            pattern.append(
                    switch (part.type) {
                        case LITERAL -> Pattern.quote(part.literalText);
                        case DEFAULT_REGEX -> "[^/]+";
                        case CUSTOM_REGEX -> part.pattern.pattern();
                    });
        }
        return new Route(method, Pattern.compile(pattern.toString()), parsed.literalCharacterCount, refuses);
    }

    /** As an Allow header lists them; {@code HEAD} goes where {@code GET} goes. */
    String of(String path) {
        String whole = "/" + path.replaceAll("^/+|/+$", "");
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
