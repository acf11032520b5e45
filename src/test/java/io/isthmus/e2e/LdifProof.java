package io.isthmus.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A plan's LDIF is the plan: applied with {@code ldapmodify} it leaves nothing to do, and its reverse brings back every managed
 * value byte for byte.
 */
abstract class LdifProof extends Upheaval {
    /** noSuchAttribute, attributeOrValueExists: it stands already as it should */
    private static final Set<String> DONE_ALREADY = Set.of("16", "20");

    private static final Pattern REFUSED = Pattern.compile("ldap_\\w+: .*\\((\\d+)\\)");

    /** Whether some records about members may fail: the server has done what they say, and nobody can know that beforehand. */
    boolean goesOn() {
        return false;
    }

    /** Does what a comment asks for, where this server takes more than records. */
    void byHand(String ldif) throws LDAPException {
        assertThat(ldif).doesNotContain("# by hand");
    }

    @Test
    void forwardLeavesNothingToDoAndReverseBringsEverythingBack() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/ldapmodify")),
                "ldapmodify is not installed; install it with: apt-get install ldap-utils");
        told(() -> {
            after();
            JsonNode plan = run("plan");
            String forward = ldif(plan, false);
            String reverse = ldif(plan, true);
            Set<String> was = content();
            ldapmodify("forward", forward);
            byHand(forward);
            Set<String> now = content();
            assertThat(now).isNotEqualTo(was);
            quiet(forward);
            assertContent(forward, now);
            ldapmodify("reverse", reverse);
            byHand(reverse);
            assertContent(reverse, was);
        });
    }

    /** Nothing is left to write: at most entries that LDIF created are linked, which writes nothing. */
    private void quiet(String forward) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> quietPlan(forward));
        sync();
        quietPlan(forward);
    }

    private void quietPlan(String forward) {
        assertThat(ldif(run("plan"), false)).as(forward).doesNotContain("changetype:", "# by hand");
    }

    private void ldapmodify(String name, String ldif) throws Exception {
        Path file = Files.writeString(home.resolve(name + ".ldif"), ldif);
        List<String> command = new ArrayList<>(List.of("ldapmodify", goesOn() ? "-cx" : "-x", "-H", site.url()));
        command.addAll(List.of("-D", site.service(), "-w", site.servicePassword(), "-f", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        site.authority().ifPresent(pem -> builder.environment().put("LDAPTLS_CACERT", pem.toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String told = name + "\n" + output + "\n" + ldif;
        if (!goesOn()) {
            assertThat(process.exitValue()).as(told).isZero();
        }
        Matcher refused = REFUSED.matcher(output);
        while (refused.find()) {
            assertThat(DONE_ALREADY).as(told).contains(refused.group(1));
        }
    }
}
