package io.isthmus.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings; documented key by key in {@code docs/configuration.md}. */
@ConfigMapping(prefix = "isthmus")
public interface Settings {
    @WithDefault("./data")
    String dataDir();

    @WithDefault("config/mapping.yaml")
    String mappingFile();

    /** Name of a configuration file to use instead of {@code config/application.yaml}. */
    Optional<String> config();

    Http http();

    DirectoryKeys directory();

    Map<String, SourceKeys> sources();

    Reconcile reconcile();

    Limits limits();

    Health health();

    Retention retention();

    Statsd statsd();

    @io.smallrye.config.WithName("notify")
    Notify notifications();

    /** Where and how we listen. */
    interface Http {
        @WithDefault("127.0.0.1")
        String host();

        Optional<String> publicUrl();

        Optional<List<String>> trustedProxies();

        @WithDefault("1M")
        MemorySize maxUserBody();

        @WithDefault("64M")
        MemorySize maxGroupBody();

        @WithDefault("false")
        boolean allowPlaintext();
    }

    /** The directory. */
    interface DirectoryKeys {
        @WithDefault("main")
        String name();

        Optional<List<String>> urls();

        @WithDefault("auto")
        String flavour();

        Optional<String> bindDn();

        Optional<String> bindPassword();

        Optional<String> bindPasswordFile();

        Optional<String> caFile();

        @WithDefault("false")
        boolean startTls();

        @WithDefault("false")
        boolean allowPlaintext();

        @WithDefault("8")
        int connections();

        @WithDefault("5s")
        Duration operationTimeout();

        @WithDefault("0")
        int maxWritesPerSecond();
    }

    /** One identity provider's connection. */
    interface SourceKeys {
        @WithDefault("userName")
        List<String> matchUsersBy();

        Optional<List<String>> unique();

        @WithDefault("false")
        boolean paused();

        @WithDefault("0")
        int rate();

        @WithDefault("false")
        boolean basic();

        @WithDefault("ignore")
        String password();

        @WithDefault("false")
        @io.smallrye.config.WithName("import")
        boolean imports();

        Optional<List<String>> mayReference();

        Optional<List<String>> schemas();

        @WithDefault("false")
        boolean record();
    }

    /** The reconciler. */
    interface Reconcile {
        @WithDefault("false")
        boolean autoSync();

        @WithDefault("false")
        boolean prune();

        @WithDefault("false")
        boolean selfHeal();

        @WithDefault("false")
        boolean acceptFirstPlan();

        @WithDefault("200ms")
        Duration soonAfter();

        @WithDefault("0 0 2 * * ?")
        String fullSchedule();

        @WithDefault("auto")
        String watch();

        @WithDefault("5m")
        Duration sightingsApart();

        @WithDefault("72h")
        Duration approvalExpires();

        @WithDefault("additions")
        String whileHeld();

        @WithDefault("5s")
        Duration backoffMax();
    }

    /** The guard. */
    interface Limits {
        @WithDefault("200")
        long minPopulation();

        @WithDefault("0")
        long creates();

        Disables disables();

        Deletes deletes();

        Deletes recreates();

        AttributeChanges attributeChanges();

        MembersRemoved membersRemoved();

        @WithDefault("3")
        long groupsEmptied();

        Privileged privileged();

        @WithDefault("24h")
        Duration window();
    }

    /** Accounts disabled in one plan. */
    interface Disables {
        @WithDefault("25")
        long count();

        @WithDefault("5")
        double percent();
    }

    /** Entries deleted (or made again) in one plan. */
    interface Deletes {
        @WithDefault("10")
        long count();

        @WithDefault("1")
        double percent();
    }

    /** Entries changed in one plan. */
    interface AttributeChanges {
        @WithDefault("50")
        double percent();
    }

    /** Memberships taken away. */
    interface MembersRemoved {
        @WithDefault("20")
        double perGroupPercent();

        @WithDefault("20")
        long perGroupMin();

        @WithDefault("100")
        long count();

        @WithDefault("5")
        double percent();

        @WithDefault("1000")
        long minPopulation();
    }

    /** Groups with a stricter limit. */
    interface Privileged {
        Optional<List<String>> groups();

        @WithDefault("1")
        long membersChanged();
    }

    /** From when on monitoring is told. */
    interface Health {
        @WithDefault("5m")
        Duration maxOldestPending();

        @WithDefault("26h")
        Duration maxFullAge();

        Map<String, Duration> sourceSilent();

        @WithDefault("21")
        int certificateDays();
    }

    /** How long things are kept. */
    interface Retention {
        @WithDefault("0")
        Duration journal();

        @WithDefault("400d")
        Duration runs();

        @WithDefault("0")
        Duration audit();

        @WithDefault("30d")
        Duration rawBodies();
    }

    /** Metrics by StatsD. */
    interface Statsd {
        Optional<String> host();

        @WithDefault("8125")
        int port();

        @WithDefault("isthmus")
        String prefix();
    }

    /** Who is told of held and failed runs. */
    interface Notify {
        Optional<List<String>> mailTo();

        Optional<String> webhookUrl();

        Optional<String> webhookSecretFile();

        @WithDefault("held,failed,drift,recovered")
        List<String> on();
    }
}
