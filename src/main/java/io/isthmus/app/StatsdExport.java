package io.isthmus.app;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends every metric by StatsD (plain, over UDP) beside Prometheus, where {@code statsd.host} is set: tags become part of the name,
 * {@code isthmus.pushes.operation.create.outcome.stored.source.okta.statistic.count}.
 */
@ApplicationScoped
public class StatsdExport {
    private static final Logger LOG = Logger.getLogger(StatsdExport.class);
    private final Settings.Statsd settings;
    private final MeterRegistry metrics;
    private Optional<StatsdMeterRegistry> export = Optional.empty();

    StatsdExport(Settings settings, MeterRegistry metrics) {
        this.settings = settings.statsd();
        this.metrics = metrics;
    }

    void begin(@Observes StartupEvent started) {
        settings.host().filter(host -> !host.isBlank()).ifPresent(host -> {
            StatsdMeterRegistry registry =
                    registry(config(host, settings.port()), settings.prefix().strip());
            export = Optional.of(registry);
            // the root of all registries; without StatsD no counter pays for it
            ((CompositeMeterRegistry) metrics).add(registry);
            LOG.infof("metrics go by StatsD to %s:%d", host, settings.port());
        });
    }

    private static StatsdMeterRegistry registry(StatsdConfig config, String prefix) {
        return StatsdMeterRegistry.builder(config)
                .clock(Clock.SYSTEM)
                .nameMapper((id, convention) ->
                        name(prefix, HierarchicalNameMapper.DEFAULT.toHierarchicalName(id, NamingConvention.dot)))
                .build();
    }

    /** Our own metrics have the prefix in their name already. */
    static String name(String prefix, String metric) {
        String bare = metric.startsWith("isthmus_") ? metric.substring("isthmus_".length()) : metric;
        return prefix.isEmpty() ? bare : prefix + "." + bare;
    }

    private static StatsdConfig config(String host, int port) {
        return new StatsdConfig() {
            @Override
            public String get(String key) {
                return null;
            }

            @Override
            public String host() {
                return host;
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public StatsdFlavor flavor() {
                return StatsdFlavor.ETSY;
            }
        };
    }

    @PreDestroy
    void end() {
        export.ifPresent(StatsdMeterRegistry::close);
    }
}
