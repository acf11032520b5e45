package io.isthmus.reconcile;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import java.util.Map;
import java.util.Optional;

/**
 * A change with what its bookkeeping needs.
 *
 * @param desired the desired entry that it serves
 * @param link as it was when it was planned
 * @param refers by resource that the entry's references name: the DN that was planned for it
 */
record PlanItem(Change change, DesiredEntry desired, Optional<Link> link, Map<String, DN> refers) {
    PlanItem {
        refers = Map.copyOf(refers);
    }

    /** Whose references are written as they are planned. */
    PlanItem(Change change, DesiredEntry desired, Optional<Link> link) {
        this(change, desired, link, Map.of());
    }

    String resource() {
        return change.about().resource();
    }

    /** The same with another change. */
    PlanItem with(Change other) {
        return new PlanItem(other, desired, link, refers);
    }
}
