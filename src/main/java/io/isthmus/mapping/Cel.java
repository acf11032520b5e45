package io.isthmus.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.isthmus.scim.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Expressions of the Common Expression Language, compiled and type-checked once. */
final class Cel {
    private static final dev.cel.bundle.Cel ENVIRONMENT = CelFactory.legacyCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(CelExtensions.strings())
            .addRuntimeLibraries(CelExtensions.strings())
            .addVar("value", SimpleType.STRING)
            .addVar("values", ListType.create(SimpleType.STRING))
            .addVar("resource", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .build();

    private final CelRuntime.Program program;
    private final boolean needsResource;

    private Cel(CelRuntime.Program program, boolean needsResource) {
        this.program = program;
        this.needsResource = needsResource;
    }

    /**
     * @param wantsBoolean whether it is a condition
     * @throws MappingException with what the compiler says
     */
    static Cel compile(String expression, boolean wantsBoolean) {
        try {
            CelAbstractSyntaxTree tree = ENVIRONMENT.compile(expression).getAst();
            CelType type = tree.getResultType();
            boolean fits = wantsBoolean
                    ? type.equals(SimpleType.BOOL) || type.equals(SimpleType.DYN)
                    : type.equals(SimpleType.STRING)
                            || type.equals(SimpleType.DYN)
                            || type.equals(SimpleType.BOOL)
                            || type.equals(SimpleType.INT)
                            || type instanceof ListType;
            if (!fits) {
                throw new MappingException("the expression gives " + type.name() + "; it has to give "
                        + (wantsBoolean ? "true or false" : "a string or a list of strings"));
            }
            return new Cel(ENVIRONMENT.createProgram(tree), expression.contains("resource"));
        } catch (CelValidationException | CelEvaluationException wrong) {
            String message = String.valueOf(wrong.getMessage()).replaceAll("\\s*\\n[\\s\\S]*", "");
            throw new MappingException("not a CEL expression: " + message);
        }
    }

    List<String> values(Resource resource, List<String> given) {
        Object result = evaluate(resource, given);
        List<String> values = new ArrayList<>();
        if (result instanceof Collection<?> many) {
            many.forEach(one -> add(values, one));
        } else {
            add(values, result);
        }
        return values;
    }

    boolean holds(Resource resource) {
        return Boolean.TRUE.equals(evaluate(resource, List.of()));
    }

    private static void add(List<String> values, Object value) {
        String text = text(value);
        if (!text.isEmpty() && !values.contains(text)) {
            values.add(text);
        }
    }

    /** What the compiler could not tell: null is no value, and what has no text of its own must not get into a directory. */
    private static String text(Object value) {
        if (value == null || value instanceof NullValue) {
            return "";
        }
        if (value instanceof String || value instanceof Boolean || value instanceof Number) {
            return value.toString();
        }
        String kind =
                value instanceof Map ? "a map" : value instanceof Collection ? "a list in a list" : "something else";
        throw new MappingException("the expression gives " + kind + "; it has to give a string or a list of strings");
    }

    private Object evaluate(Resource resource, List<String> given) {
        try {
            return program.eval(Map.of(
                    "value", given.isEmpty() ? "" : given.get(0),
                    "values", given,
                    "resource", needsResource ? plain(resource.body()) : Map.of()));
        } catch (CelEvaluationException failed) {
            throw new MappingException("the expression failed: " + failed.getMessage());
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isIntegralNumber() ? (Object) node.longValue() : node.asText();
    }
}
