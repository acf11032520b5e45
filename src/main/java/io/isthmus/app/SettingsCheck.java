package io.isthmus.app;

import com.unboundid.ldap.sdk.DN;
import io.isthmus.mapping.Fault;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and checks all settings before anything starts: every fault at once, with key, file and line, and what to write. */
public final class SettingsCheck {
    private static final Pattern KEY = Pattern.compile("(isthmus\\.[\\w.\\-\\[\\]\"]+)");
    private static final List<String> MATCHED = List.of("userName", "externalId", "emails");
    private static final List<String> UNIQUE = List.of("externalId", "emails");
    private static final List<String> FLAVOURS = List.of("auto", "openldap", "389ds", "ad", "in-memory");

    /** what Entra asks of a server, for each tenant */
    private static final int LEAST_RATE = 25;

    private static final Pattern SOURCE = Pattern.compile("isthmus\\.sources\\.([^.\\[]+).*");

    private final Path file;
    private Optional<SmallRyeConfig> told = Optional.empty();
    private final List<String> faults = new ArrayList<>();

    private SettingsCheck(Path file) {
        this.file = file;
    }

    /** Valid settings, and the file that they came from. */
    public record Checked(Settings settings, SmallRyeConfig config, MappingSet mapping) {}

    /** The configuration file in force: what {@code isthmus.config} names, else {@code config/application.yaml}. */
    public static Path file() {
        String named = Optional.ofNullable(System.getProperty("isthmus.config"))
                .orElse(Optional.ofNullable(System.getenv("ISTHMUS_CONFIG")).orElse("config/application.yaml"));
        return Path.of(named);
    }

    /** @throws WrongSettings with every fault */
    public static Checked check() {
        return check(file());
    }

    /** @throws WrongSettings with every fault */
    static Checked check(Path file) {
        return new SettingsCheck(file).checked();
    }

    private Checked checked() {
        SmallRyeConfig config;
        Settings settings;
        twice();
        try {
            SmallRyeConfig written = config(Set.of(), false);
            told = Optional.of(written);
            Set<String> faulty = faulty(written);
            config = config(faulty, true);
            settings = config.getConfigMapping(Settings.class);
        } catch (ConfigValidationException wrong) {
            for (int i = 0; i < wrong.getProblemCount(); i++) {
                fault(wrong.getProblem(i).getMessage());
            }
            throw wrong();
        } catch (RuntimeException wrong) {
            faults.add(file + ": " + wrong.getMessage());
            throw wrong();
        }
        semantics(settings, config);
        Optional<MappingSet> mapping = mapping(settings);
        if (!faults.isEmpty() || mapping.isEmpty()) {
            throw wrong();
        }
        return new Checked(settings, config, mapping.get());
    }

    /** Settings first, line by line; then the mapping's faults. */
    private WrongSettings wrong() {
        Pattern place = Pattern.compile("^" + Pattern.quote(file.toString()) + ":(\\d+): ");
        faults.sort(Comparator.comparingInt(fault -> {
            Matcher line = place.matcher(fault);
            return line.find()
                    ? Integer.parseInt(line.group(1))
                    : fault.startsWith(file.toString()) ? 0 : Integer.MAX_VALUE;
        }));
        return new WrongSettings(faults);
    }

    /** Of two groups of the same name only the last would count: limits that somebody wrote would hold nothing. */
    private void twice() {
        if (Files.exists(file)) {
            yaml().twice()
                    .forEach(key -> faults.add(file + ":" + key.again() + ": " + key.key()
                            + " is written twice, here and in line " + key.first()
                            + ", which would be overlooked; write it once"));
        }
    }

    /** The names of all sources: one that is written with nothing below it has no key that the settings could show. */
    static Set<String> sources(Path file, Settings settings) {
        return new SettingsCheck(file).sources(settings);
    }

    private Set<String> sources(Settings settings) {
        Set<String> sources = new TreeSet<>(settings.sources().keySet());
        sources.addAll(yaml().below("isthmus.sources"));
        return sources;
    }

    private YamlLines yaml() {
        try {
            return YamlLines.of(Files.readString(file));
        } catch (IOException unreadable) {
            return YamlLines.of("");
        }
    }

    /** Notes what is wrong with each key by itself; the rest is checked as if these were not written. */
    private Set<String> faulty(SmallRyeConfig written) {
        Set<String> faulty = new HashSet<>();
        Set<String> names = new LinkedHashSet<>();
        Set<String> sources = new LinkedHashSet<>();
        for (String name : written.getPropertyNames()) {
            // the environment has names of ours that are no settings: ISTHMUS_URL, ISTHMUS_TOKEN
            boolean other = !SettingsKeys.isKnown(name) && (isOf(name, "Env") || name.endsWith("]"));
            if (name.startsWith("isthmus.") && !other) {
                names.add(name);
                Matcher source = SOURCE.matcher(name);
                if (source.matches()) {
                    sources.add(source.group(1));
                }
            }
        }
        SettingsKeys.all(sources).forEach(names::add);
        // told with the whole that they are parts of
        written.getPropertyNames().forEach(name -> {
            if (name.endsWith("]") && !SettingsKeys.isKnown(name)) {
                faulty.add(name);
            }
        });
        for (String key : names) {
            String value = written.getConfigValue(key).getValue();
            Optional<String> fault = "".equals(value) && SettingsKeys.isKnown(key)
                    ? SettingsKeys.empty(key)
                    : SettingsKeys.fault(key, Optional.ofNullable(value).orElse(""));
            fault.ifPresent(wrong -> {
                fault(wrong);
                faulty.add(key);
                faulty.add(YamlWords.read(key));
            });
        }
        return faulty;
    }

    /** Whether a key's value comes from a source of this kind. */
    private boolean isOf(String key, String kind) {
        return !key.isEmpty()
                && told.map(config -> config.getConfigValue(key).getConfigSourceName()).stream()
                        .anyMatch(source -> source.contains(kind));
    }

    /** @param without keys that are taken as not written */
    private SmallRyeConfig config(Set<String> without, boolean mapped) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addSystemSources()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withConverter(MemorySize.class, 300, new MemorySizeConverter())
                .withInterceptors(new WithoutKeys(without), new YamlWords());
        if (mapped) {
            builder.withMapping(Settings.class);
        }
        if (Files.exists(file)) {
            try {
                builder.withSources(new YamlConfigSource(file.toUri().toURL(), 265));
            } catch (IOException unreadable) {
                throw new IllegalArgumentException("cannot be read: " + unreadable.getMessage(), unreadable);
            }
        } else if (System.getProperty("isthmus.config") != null) {
            throw new IllegalArgumentException("there is no such file; isthmus.config names it");
        } else if (System.getenv("ISTHMUS_CONFIG") != null) {
            throw new IllegalArgumentException("there is no such file; ISTHMUS_CONFIG names it");
        }
        return builder.build();
    }

    private void semantics(Settings settings, SmallRyeConfig config) {
        Settings.DirectoryKeys directory = settings.directory();
        if (directory.urls().filter(urls -> !urls.isEmpty()).isEmpty()) {
            fault("isthmus.directory.urls is missing; write [ldaps://ldap1.example.com]");
        }
        for (String url : directory.urls().orElse(List.of())) {
            url(url, directory);
        }
        if (directory.bindDn().isEmpty()) {
            fault("isthmus.directory.bind-dn is missing; write the DN of the service account");
        }
        directory
                .bindDn()
                .filter(dn -> !DN.isValidDN(dn))
                .ifPresent(dn -> fault("isthmus.directory.bind-dn is \"" + dn
                        + "\"; write a DN like uid=isthmus,ou=services,dc=example,dc=com"));
        among(
                "isthmus.reconcile.while-held",
                List.of(settings.reconcile().whileHeld()),
                List.of("additions", "nothing"));
        settings.limits().privileged().groups().orElse(List.of()).stream()
                .filter(group -> LimitSettings.pattern(group).isEmpty())
                .forEach(group -> fault("isthmus.limits.privileged.groups names \"" + group
                        + "\"; write a group's DN, or how DNs begin, like cn=domain admins or cn=admin-*"));
        // YAML reads a bare off as false
        among(
                "isthmus.reconcile.watch",
                List.of(settings.reconcile().watch().replace("false", "off")),
                List.of("auto", "off"));
        among("isthmus.notify.on", settings.notifications().on(), List.of("held", "failed", "drift", "recovered"));
        if (directory.bindPassword().isPresent() == directory.bindPasswordFile().isPresent()) {
            fault(
                    "isthmus.directory.bind-password has to be set, or isthmus.directory.bind-password-file, and not both");
        }
        FileCheck.faults(directory).forEach(this::fault);
        if (!FLAVOURS.contains(directory.flavour())) {
            fault("isthmus.directory.flavour has to be one of " + FLAVOURS + ", not \"" + directory.flavour() + "\"");
        }
        if (directory.connections() < 1) {
            fault("isthmus.directory.connections has to be at least 1");
        }
        ScheduleCheck.fault(settings.reconcile().fullSchedule()).ifPresent(this::fault);
        // a source without settings of its own, okta: {}, is one as well
        Set<String> sources = sources(settings);
        settings.health().sourceSilent().keySet().stream()
                .filter(name -> !sources.contains(name))
                .forEach(name ->
                        fault("isthmus.health.source-silent." + name + " names no source; write one of " + sources));
        durations(settings);
        settings.sources().forEach((name, keys) -> source(name, keys, sources));
        HttpCheck.faults(settings.http(), config).forEach(this::fault);
        NotifyCheck.faults(settings.notifications(), config).forEach(this::fault);
        RetentionCheck.faults(settings).forEach(this::fault);
    }

    private void durations(Settings settings) {
        Map<String, Duration> some = new LinkedHashMap<>();
        some.put("directory.operation-timeout", settings.directory().operationTimeout());
        some.put("reconcile.approval-expires", settings.reconcile().approvalExpires());
        some.put("reconcile.backoff-max", settings.reconcile().backoffMax());
        some.put("health.max-oldest-pending", settings.health().maxOldestPending());
        some.put("health.max-full-age", settings.health().maxFullAge());
        some.forEach((key, given) -> {
            if (given.isZero()) {
                fault("isthmus." + key + " is 0; write a duration like "
                        + SettingsKeys.otherwise("isthmus." + key).orElse("5m"));
            }
        });
    }

    private void source(String name, Settings.SourceKeys keys, Set<String> sources) {
        String key = "isthmus.sources." + name;
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            fault("isthmus.sources." + name + ": a source's name has only a-z, 0-9 and -");
        }
        if (keys.rate() < 0 || keys.rate() > 0 && keys.rate() < LEAST_RATE) {
            fault("isthmus.sources." + name + ".rate is " + keys.rate() + "; write 0 for no limit, or at least "
                    + LEAST_RATE + ": identity providers need so many requests a second");
        }
        among(key + ".match-users-by", keys.matchUsersBy(), MATCHED);
        among(key + ".unique", keys.unique().orElse(List.of()), UNIQUE);
        among(key + ".password", List.of(keys.password()), List.of("ignore", "pass"));
        among(key + ".may-reference", keys.mayReference().orElse(List.of()), sources);
        DeclaredSchemas.read(keys).faults().forEach(fault -> fault(key + ".schemas: " + fault));
    }

    private void among(String key, Collection<String> values, Collection<String> known) {
        values.stream()
                .filter(value -> !known.contains(value))
                .forEach(value -> fault(key + " names \"" + value + "\"; known are " + List.copyOf(known)));
    }

    private void url(String url, Settings.DirectoryKeys directory) {
        try {
            URI uri = URI.create(url);
            boolean ldaps = "ldaps".equals(uri.getScheme());
            if (!ldaps && !"ldap".equals(uri.getScheme()) || uri.getHost() == null) {
                fault("isthmus.directory.urls: \"" + url + "\" has to look like ldaps://ldap1.example.com:636");
            } else if (!ldaps && !directory.startTls() && !directory.allowPlaintext()) {
                fault("isthmus.directory.urls: \"" + url + "\" would send the password in clear; write ldaps://, or"
                        + " isthmus.directory.start-tls: true, or isthmus.directory.allow-plaintext: true");
            }
        } catch (IllegalArgumentException wrong) {
            fault("isthmus.directory.urls: \"" + url + "\" is not a URL");
        }
    }

    private Optional<MappingSet> mapping(Settings settings) {
        Path path = Path.of(settings.mappingFile());
        try {
            MappingResult result = MappingReader.read(Files.readString(path), path.toString());
            if (result instanceof MappingResult.Valid valid) {
                return Optional.of(valid.mapping());
            }
            ((MappingResult.Faulty) result)
                    .faults().stream().map(Fault::toString).forEach(faults::add);
        } catch (IOException unreadable) {
            fault("isthmus.mapping-file: the file " + path
                    + " cannot be read; see config/mapping-openldap.yaml for one");
        }
        return Optional.empty();
    }

    /** Adds where the key stands, as far as it is known. */
    private void fault(String message) {
        Matcher matcher = KEY.matcher(message);
        String key = matcher.find() ? matcher.group(1).replaceAll("[.\\]]+$", "") : "";
        int line = line(key);
        String from = isOf(key, "Env")
                ? "environment variable " + key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT)
                : isOf(key, "SysProp") ? "-D" + key : place(line);
        faults.add(from + ": " + message.replaceFirst("^SRCFG\\d+: ", ""));
    }

    private String place(int line) {
        return line > 0 ? file + ":" + line : Files.exists(file) ? file.toString() : file + " (not there)";
    }

    /** The line of a key, or of its nearest parent, in the YAML file; 0 if neither is there. */
    private int line(String key) {
        return Files.exists(file) ? yaml().line(key) : 0;
    }
}
