package io.isthmus.intake;

import io.isthmus.scim.Extensions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * @param maxUserBody largest body of a user, in bytes
 * @param maxGroupBody largest body of a group, in bytes
 * @param publicUrl under which identity providers reach us, when it is not the one they ask for
 * @param trustedProxies addresses whose X-Forwarded headers are believed
 * @param sources by name, as far as the settings name them
 * @param recordings where recorded exchanges go
 * @param keepRecordings how long; zero is for ever
 */
public record IntakeSettings(
        long maxUserBody,
        long maxGroupBody,
        Optional<String> publicUrl,
        List<String> trustedProxies,
        Map<String, PerSource> sources,
        Path recordings,
        Duration keepRecordings) {
    private static final PerSource DEFAULT = new PerSource(false, 0, false, Extensions.NONE, false);

    /**
     * What is set for one source.
     *
     * @param basic whether HTTP Basic does as well as a bearer token
     * @param rate requests a second; 0 is no limit
     * @param record whether its exchanges are kept in files
     * @param passesPasswords whether passwords are kept, sealed, for the directory; else they are dropped
     * @param extensions served at {@code /Schemas}, and asked of what is pushed
     */
    public record PerSource(boolean basic, int rate, boolean record, Extensions extensions, boolean passesPasswords) {}

    /** What holds for a source, which may have come into being without the settings. */
    public PerSource source(String name) {
        return sources.getOrDefault(name, DEFAULT);
    }

    /** Whether HTTP Basic is worth offering to somebody who is not known yet. */
    public boolean anyBasic() {
        return sources.values().stream().anyMatch(PerSource::basic);
    }

    /** Whether any source is recorded. */
    public boolean anyRecord() {
        return sources.values().stream().anyMatch(PerSource::record);
    }
}
