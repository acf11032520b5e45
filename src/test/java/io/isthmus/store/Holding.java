package io.isthmus.store;

import javax.sql.DataSource;

/** A transaction of the store that lasts as long as a test wants. */
public final class Holding {
    private Holding() {}

    public static void open(DataSource database, Runnable meanwhile) {
        Sql.transaction(database, connection -> {
            meanwhile.run();
            return true;
        });
    }
}
