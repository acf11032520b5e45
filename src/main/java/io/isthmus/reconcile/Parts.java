package io.isthmus.reconcile;

import io.isthmus.directory.Directory;
import io.isthmus.journal.Resources;
import io.isthmus.mapping.MappingSet;
import io.isthmus.plan.SafetyLimits;
import java.time.Clock;

/** What a run works with. */
record Parts(
        Directory directory,
        MappingSet mapping,
        String shape,
        Resources resources,
        Links links,
        Runs runs,
        Settled settled,
        GroupMembers members,
        DirectoryStates states,
        RoleWatch roles,
        ReconcileSettings settings,
        SafetyLimits limits,
        Clock clock,
        Imports imports,
        Passwords passwords,
        Rulings rulings,
        Deviations deviations) {

    /** Without imports and lists, and where no passwords are passed on. */
    Parts(
            Directory directory,
            MappingSet mapping,
            String shape,
            Resources resources,
            Links links,
            Runs runs,
            Settled settled,
            GroupMembers members,
            DirectoryStates states,
            RoleWatch roles,
            ReconcileSettings settings,
            SafetyLimits limits,
            Clock clock) {
        this(
                directory,
                mapping,
                shape,
                resources,
                links,
                runs,
                settled,
                members,
                states,
                roles,
                settings,
                limits,
                clock,
                Imports.NONE,
                Passwords.NONE,
                Rulings.NONE,
                Deviations.NONE);
    }

    /** The row of a run that has not begun. */
    RunRow row(RunRow.Kind kind, String actor) {
        return RunRow.begun(runs.newId(), kind, mapping.hash(), clock.instant(), actor);
    }
}
