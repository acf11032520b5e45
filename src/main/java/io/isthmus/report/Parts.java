package io.isthmus.report;

import io.isthmus.ldap.ActualEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.ValueChange;
import io.isthmus.plan.WholeEntry;
import java.util.ArrayList;
import java.util.List;

/** Any change as a list of attribute changes. */
public final class Parts {
    private Parts() {}

    /** Secret values are among them: whoever shows them has to ask {@link io.isthmus.ldap.SecretAttributes}. */
    public static List<ValueChange> of(Change change) {
        List<ValueChange> parts = new ArrayList<>();
        if (change instanceof Change.AddEntry add) {
            add.attributes().forEach((name, values) -> parts.add(part(name, List.of(), values)));
            if (add.disabled()) {
                parts.add(part(ActualEntry.DISABLED, List.of(), List.of("true")));
            }
        } else if (change instanceof Change.DeleteEntry delete) {
            WholeEntry before = delete.before();
            before.values().forEach((name, values) -> parts.add(part(name, values, List.of())));
            before.binary().forEach((name, values) -> parts.add(part(name, base64(values), List.of())));
            before.lost().forEach(name -> parts.add(part(name, List.of(), List.of())));
        }
        parts.addAll(change.modifications());
        return parts;
    }

    private static List<String> base64(List<String> values) {
        return values.stream().map(value -> "base64:" + value).toList();
    }

    private static ValueChange part(String name, List<String> delete, List<String> add) {
        return new ValueChange(name, delete, add, ValueChange.Kind.PENDING);
    }
}
