package io.isthmus.app;

import io.isthmus.reconcile.NoticeStates;
import io.isthmus.reconcile.RunReports;
import io.isthmus.reconcile.Runs;
import io.isthmus.store.JdbcNoticeStates;
import io.isthmus.store.JdbcRunReports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Puts together what people and monitoring see. */
@ApplicationScoped
public class ReportWiring {

    @Produces
    @Singleton
    RunReports runReports(DataSource database, Runs runs) {
        return new JdbcRunReports(database, runs);
    }

    @Produces
    @Singleton
    NoticeStates noticeStates(DataSource database, Settings settings) {
        return new JdbcNoticeStates(database, settings.directory().name());
    }
}
