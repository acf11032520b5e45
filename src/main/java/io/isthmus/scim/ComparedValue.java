package io.isthmus.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.types.AttributeDefinition.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Values as filters compare them: by the attribute's type and case rule (RFC 7644 section 3.4.2.2). */
public final class ComparedValue {
    private ComparedValue() {}

    /** The value that a filter compares with, as the attribute's type. @throws ScimException 400 invalidFilter */
    static ValueNode checked(Type type, ValueNode value) {
        return switch (type) {
            case BOOLEAN -> bool(value);
            case INTEGER, DECIMAL -> number(value);
            case DATETIME -> {
                if (moment(value.asText()).isEmpty()) {
                    throw invalid("write the time like 2026-01-31T12:00:00Z");
                }
                yield TextNode.valueOf(value.asText());
            }
            default -> TextNode.valueOf(value.asText());
        };
    }

    private static ValueNode bool(ValueNode value) {
        if (value.isBoolean()) {
            return value;
        }
        return switch (value.asText().toLowerCase(java.util.Locale.ROOT)) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw invalid("a boolean is compared with true or false");
        };
    }

    private static ValueNode number(ValueNode value) {
        try {
            return DecimalNode.valueOf(new BigDecimal(value.asText()));
        } catch (NumberFormatException notANumber) {
            throw invalid("a number is compared with a number");
        }
    }

    /** Whether a stored value stands to the filter's as the operator says; NE is asked as EQ. */
    static boolean holds(Filter.Compare filter, JsonNode stored) {
        if (!stored.isValueNode() || stored.isNull()) {
            return false;
        }
        Type type = filter.definition().map(AttributeDefinition::type).orElse(Type.STRING);
        if (type == Type.DATETIME) {
            Optional<Instant> moment = moment(stored.asText());
            return moment.isPresent()
                    && ordered(
                            filter.operator(),
                            moment.get()
                                    .compareTo(moment(filter.value().asText()).orElseThrow()));
        }
        if (filter.value().isNumber() && stored.isNumber()) {
            return ordered(
                    filter.operator(),
                    stored.decimalValue().compareTo(filter.value().decimalValue()));
        }
        return text(filter, stored.asText());
    }

    private static boolean text(Filter.Compare filter, String stored) {
        String left = filter.caseExact() ? stored : Keys.fold(stored);
        String right = filter.caseExact()
                ? filter.value().asText()
                : Keys.fold(filter.value().asText());
        return switch (filter.operator()) {
            case CO -> left.contains(right);
            case SW -> left.startsWith(right);
            case EW -> left.endsWith(right);
            default -> ordered(filter.operator(), left.compareTo(right));
        };
    }

    private static boolean ordered(Filter.Operator operator, int comparison) {
        return switch (operator) {
            case EQ, NE -> comparison == 0;
            case GT -> comparison > 0;
            case GE -> comparison >= 0;
            case LT -> comparison < 0;
            case LE -> comparison <= 0;
            default -> false;
        };
    }

    /** A date and time, with or without its zone (then UTC), or a day; of a year of four digits, as XML Schema and databases have it. */
    public static Optional<Instant> moment(String written) {
        if (written.length() < 5 || written.charAt(4) != '-') {
            return Optional.empty();
        }
        try {
            if (written.indexOf('T') < 0) {
                return Optional.of(
                        LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            boolean zoned = written.endsWith("Z") || written.matches(".*[+-]\\d\\d:?\\d\\d$");
            return Optional.of(
                    zoned
                            ? OffsetDateTime.parse(written).toInstant()
                            : LocalDateTime.parse(written).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    private static ScimException invalid(String detail) {
        return new ScimException(ScimError.badRequest("invalidFilter", detail));
    }
}
