package io.isthmus.app;

import io.isthmus.access.Audit;
import io.isthmus.access.ConfiguredSources;
import io.isthmus.access.CursorSigner;
import io.isthmus.access.PasswordSeal;
import io.isthmus.access.PausedBySetting;
import io.isthmus.access.RoleCatalogue;
import io.isthmus.access.Tokens;
import io.isthmus.directory.Directory;
import io.isthmus.directory.unboundid.DirectorySettings;
import io.isthmus.directory.unboundid.LdapDirectory;
import io.isthmus.intake.IntakeSettings;
import io.isthmus.journal.Journal;
import io.isthmus.journal.JournalReader;
import io.isthmus.journal.Memberships;
import io.isthmus.journal.PushAccepted;
import io.isthmus.journal.Resources;
import io.isthmus.mapping.MappingSet;
import io.isthmus.mapping.MappingShape;
import io.isthmus.plan.SafetyLimits;
import io.isthmus.reconcile.Deviations;
import io.isthmus.reconcile.DirectoryStates;
import io.isthmus.reconcile.GroupMembers;
import io.isthmus.reconcile.Imports;
import io.isthmus.reconcile.Links;
import io.isthmus.reconcile.Passwords;
import io.isthmus.reconcile.ReconcileNode;
import io.isthmus.reconcile.ReconcileService;
import io.isthmus.reconcile.ReconcileSettings;
import io.isthmus.reconcile.RoleReport;
import io.isthmus.reconcile.Rulings;
import io.isthmus.reconcile.Runs;
import io.isthmus.reconcile.Settled;
import io.isthmus.reconcile.UserRoles;
import io.isthmus.reconcile.WhileHeld;
import io.isthmus.store.GroupCommitJournal;
import io.isthmus.store.JdbcAudit;
import io.isthmus.store.JdbcCursorSigner;
import io.isthmus.store.JdbcDeviations;
import io.isthmus.store.JdbcDirectoryStates;
import io.isthmus.store.JdbcGroupMembers;
import io.isthmus.store.JdbcImports;
import io.isthmus.store.JdbcLinks;
import io.isthmus.store.JdbcMemberships;
import io.isthmus.store.JdbcPasswords;
import io.isthmus.store.JdbcResources;
import io.isthmus.store.JdbcRulings;
import io.isthmus.store.JdbcRuns;
import io.isthmus.store.JdbcSettled;
import io.isthmus.store.JdbcTokens;
import io.isthmus.store.JdbcUserRoles;
import io.isthmus.store.JournalRecords;
import io.isthmus.store.KeyFileSeal;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Puts the parts together. */
@ApplicationScoped
public class Wiring {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Audit audit(DataSource database, Clock clock) {
        return new JdbcAudit(database, clock);
    }

    @Produces
    @Singleton
    PausedBySetting paused(Settings settings) {
        return new PausedBySetting(settings.sources().entrySet().stream()
                .filter(source -> source.getValue().paused())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Produces
    @Singleton
    ConfiguredSources configured(Settings settings) {
        // dev mode ignores the file in the checkout
        return new ConfiguredSources(
                DevMode.on() ? settings.sources().keySet() : SettingsCheck.sources(SettingsCheck.file(), settings));
    }

    @Produces
    @Singleton
    Tokens tokens(DataSource database, Clock clock, Audit audit, PausedBySetting paused) {
        return new JdbcTokens(database, clock, audit, paused);
    }

    @Produces
    @Singleton
    Resources resources(
            DataSource database, @io.quarkus.agroal.DataSource("probes") DataSource probes, Settings settings) {
        return new JdbcResources(database, probes, mayReference(settings));
    }

    @Produces
    @Singleton
    Memberships memberships(
            DataSource database, @io.quarkus.agroal.DataSource("probes") DataSource probes, Settings settings) {
        return new JdbcMemberships(database, probes, mayReference(settings));
    }

    static Map<String, List<String>> mayReference(Settings settings) {
        Map<String, List<String>> others = new HashMap<>();
        settings.sources()
                .forEach((name, keys) -> others.put(name, keys.mayReference().orElse(List.of())));
        return others;
    }

    @Produces
    @Singleton
    PasswordSeal passwords(Settings settings) {
        return new KeyFileSeal(Path.of(settings.dataDir()).resolve("password-key"));
    }

    @Produces
    @Singleton
    Passwords waitingPasswords(DataSource database, Settings settings) {
        return new JdbcPasswords(
                database, new KeyFileSeal(Path.of(settings.dataDir()).resolve("password-key")));
    }

    @Produces
    @Singleton
    CursorSigner cursors(DataSource database) {
        return new JdbcCursorSigner(database);
    }

    @Produces
    @Singleton
    RoleCatalogue roles(ReconcileNode node) {
        return () -> node.mapping().roles().catalogue().stream()
                .map(rule -> new RoleCatalogue.Role(rule.role()))
                .toList();
    }

    @Produces
    @Singleton
    JournalReader records(DataSource database) {
        return new JournalRecords(database);
    }

    @Produces
    @Singleton
    GroupCommitJournal groupCommit(DataSource database, Clock clock, Event<PushAccepted> accepted, Settings settings) {
        Map<String, Set<String>> unique = new HashMap<>();
        settings.sources()
                .forEach((source, keys) ->
                        unique.put(source, Set.copyOf(keys.unique().orElse(List.of()))));
        return new GroupCommitJournal(database, clock, accepted::fire, GroupCommitJournal.Settings.DEFAULT, unique);
    }

    void close(@Disposes GroupCommitJournal journal) {
        journal.close();
    }

    @Produces
    @Singleton
    IntakeSettings intake(Settings settings) {
        return new IntakeSettings(
                settings.http().maxUserBody().asLongValue(),
                settings.http().maxGroupBody().asLongValue(),
                settings.http().publicUrl().filter(url -> !url.isBlank()),
                settings.http().trustedProxies().orElse(List.of()),
                perSource(settings.sources()),
                Path.of(settings.dataDir()).resolve("recordings"),
                settings.retention().rawBodies());
    }

    private static Map<String, IntakeSettings.PerSource> perSource(Map<String, Settings.SourceKeys> sources) {
        return sources.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        source -> new IntakeSettings.PerSource(
                                source.getValue().basic(),
                                source.getValue().rate(),
                                source.getValue().record(),
                                DeclaredSchemas.extensions(source.getValue()),
                                source.getValue().password().equals("pass"))));
    }

    @Produces
    @Singleton
    MappingSet mapping(Settings settings) {
        return MappingFile.load(settings.mappingFile());
    }

    @Produces
    @Singleton
    Directory directory(Settings settings) {
        return new LdapDirectory(directorySettings(settings));
    }

    static DirectorySettings directorySettings(Settings settings) {
        Settings.DirectoryKeys keys = settings.directory();
        return new DirectorySettings(
                keys.urls().orElseThrow().stream().map(URI::create).toList(),
                keys.flavour(),
                keys.bindDn().orElseThrow(),
                Secrets.value(keys.bindPassword(), keys.bindPasswordFile()),
                keys.caFile().map(Path::of),
                keys.startTls(),
                keys.connections(),
                keys.operationTimeout(),
                keys.maxWritesPerSecond());
    }

    @Produces
    @Singleton
    Runs runs(DataSource database, Settings settings) {
        return new JdbcRuns(database, settings.directory().name());
    }

    @Produces
    @Singleton
    Links links(DataSource database, Settings settings) {
        return new JdbcLinks(database, settings.directory().name());
    }

    @Produces
    @Singleton
    Settled settled(DataSource database, Settings settings) {
        return new JdbcSettled(database, settings.directory().name());
    }

    @Produces
    @Singleton
    GroupMembers groupMembers(DataSource database, Settings settings) {
        return new JdbcGroupMembers(database, settings.directory().name(), mayReference(settings));
    }

    @Produces
    @Singleton
    Imports imports(DataSource database, Settings settings, Journal journal) {
        Set<String> sources = settings.sources().entrySet().stream()
                .filter(source -> source.getValue().imports())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new Imports(
                sources,
                new JdbcImports(database, settings.directory().name()),
                Optional.of(journal),
                DeclaredSchemas.extensions(settings));
    }

    @Produces
    @Singleton
    Rulings rulings(DataSource database, Settings settings) {
        return new JdbcRulings(database, settings.directory().name());
    }

    @Produces
    @Singleton
    DirectoryStates states(DataSource database, Settings settings) {
        return new JdbcDirectoryStates(database, settings.directory().name());
    }

    @Produces
    @Singleton
    UserRoles userRoles(DataSource database, Settings settings) {
        return new JdbcUserRoles(database, settings.directory().name());
    }

    @Produces
    @Singleton
    Deviations deviations(DataSource database, Settings settings) {
        return new JdbcDeviations(database, settings.directory().name());
    }

    @Produces
    @Singleton
    RoleReport roleReport(ReconcileNode node, UserRoles users) {
        return new RoleReport(() -> node.mapping().roles(), users);
    }

    @Produces
    @Singleton
    ReconcileSettings reconcileSettings(Settings settings) {
        Settings.Reconcile keys = settings.reconcile();
        return new ReconcileSettings(
                keys.autoSync(),
                keys.prune(),
                keys.selfHeal(),
                keys.acceptFirstPlan(),
                keys.soonAfter(),
                keys.approvalExpires(),
                keys.backoffMax(),
                settings.directory().connections(),
                WhileHeld.valueOf(keys.whileHeld().toUpperCase(Locale.ROOT)),
                keys.sightingsApart());
    }

    @Produces
    @Singleton
    SafetyLimits limits(Settings settings) {
        return LimitSettings.of(settings.limits());
    }

    @Produces
    @Singleton
    ReconcileNode node(
            Directory directory,
            Resources resources,
            Links links,
            Runs runs,
            Settled settled,
            GroupMembers members,
            DirectoryStates states,
            UserRoles roles,
            ReconcileSettings settings,
            SafetyLimits limits,
            Clock clock,
            Imports imports,
            Passwords passwords,
            Rulings rulings,
            Deviations deviations,
            MeterRegistry metrics,
            DataSource database,
            Settings all) {
        return new ReconcileNode(
                NodeSetting.of(all, database, directory, states),
                (mapping, gated, term) -> ReconcileService.of(
                        gated,
                        mapping,
                        MappingShape.of(mapping),
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
                        imports,
                        passwords,
                        rulings,
                        deviations,
                        metrics,
                        Optional.of(term)));
    }

    void close(@Disposes ReconcileNode node) {
        node.close();
    }
}
