package io.isthmus.reconcile;

import io.isthmus.mapping.DesiredEntry;
import io.isthmus.plan.Change;
import io.isthmus.plan.Link;
import java.util.Optional;

/** A change with what its bookkeeping needs: the desired entry that it serves and the link as it was when it was planned. */
record PlanItem(Change change, DesiredEntry desired, Optional<Link> link) {
    String resource() {
        return change.about().resource();
    }
}
