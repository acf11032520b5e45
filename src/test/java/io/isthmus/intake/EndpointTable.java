package io.isthmus.intake;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which paths have which methods, from the annotations of the endpoints; what each answers is written by hand and kept. */
final class EndpointTable {
    /** Stands in a cell that nobody has written yet. */
    static final String UNWRITTEN = "?";

    private static final String BASE = "/scim/v2";
    private static final String NONE = "–";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern ALTERNATIVES = Pattern.compile("\\{\\w+: ([\\w|]+)}");
    private static final Pattern ROW = Pattern.compile("\\| `(/[^`]*)` \\|(.*)\\|");

    private EndpointTable() {}

    /** @param written the table as it stands in the page */
    static String of(String written) {
        Map<String, List<String>> cells = cells(written);
        StringBuilder table =
                new StringBuilder("| path | " + String.join(" | ", METHODS) + " |\n|---|---|---|---|---|---|\n");
        paths().forEach((path, methods) -> {
            table.append("| `").append(path).append("` |");
            List<String> old = cells.getOrDefault(path, List.of());
            for (int i = 0; i < METHODS.size(); i++) {
                String kept = i < old.size() && !old.get(i).equals(NONE) ? old.get(i) : UNWRITTEN;
                table.append(' ')
                        .append(methods.contains(METHODS.get(i)) ? kept : NONE)
                        .append(" |");
            }
            table.append('\n');
        });
        return table.toString();
    }

    private static Map<String, List<String>> cells(String written) {
        Map<String, List<String>> cells = new TreeMap<>();
        Matcher row = ROW.matcher(written);
        while (row.find()) {
            cells.put(
                    row.group(1),
                    Arrays.stream(row.group(2).split("\\|")).map(String::strip).toList());
        }
        return cells;
    }

    private static Map<String, Set<String>> paths() {
        Map<String, Set<String>> paths = new TreeMap<>();
        for (JavaClass found : new ClassFileImporter().importPackages("io.isthmus.intake")) {
            if (found.isAnnotatedWith(FromSource.class) && !found.isEquivalentTo(UnknownPath.class)) {
                Class<?> endpoint = found.reflect();
                String below = endpoint.getAnnotation(Path.class).value().substring(BASE.length());
                for (Method method : endpoint.getDeclaredMethods()) {
                    verb(method).forEach(verb -> add(paths, path(below, method), verb));
                }
            }
        }
        return paths;
    }

    private static List<String> verb(Method method) {
        List<String> verbs = new ArrayList<>();
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                verbs.add(verb.value());
            }
        }
        return verbs;
    }

    private static String path(String below, Method method) {
        Path path = method.getAnnotation(Path.class);
        return path == null ? (below.isEmpty() ? "/" : below) : below + "/" + path.value();
    }

    /** {@code /{endpoint: Users|Groups}} is two paths. */
    private static void add(Map<String, Set<String>> paths, String path, String verb) {
        Matcher either = ALTERNATIVES.matcher(path);
        List<String> names = either.find() ? List.of(either.group(1).split("\\|")) : List.of("");
        for (String name : names) {
            String one = name.isEmpty() ? path : path.replace(either.group(), name);
            paths.computeIfAbsent(one, any -> new TreeSet<>()).add(verb);
        }
    }
}
