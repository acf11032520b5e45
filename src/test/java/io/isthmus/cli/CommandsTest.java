package io.isthmus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say that are given something wrong. */
class CommandsTest {
    private record Ran(int exit, String out, String err) {}

    private static Ran run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int exit = Commands.run(arguments, null);
            return new Ran(exit, told.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void aWrongOptionNamesTheCommandWhoseHelpListsThem() {
        Ran wrong = run("report", "drift", "--jsn");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains("--jsn", "isthmus report drift --help lists the options");
        assertThat(run("plann").err()).contains("'plann'", "Did you mean", "plan", "isthmus --help lists the commands");
    }

    /** Nagios takes 1 for a warning, and reads standard output. */
    @Test
    void aStatusThatCannotBeAskedForIsUnknown() {
        Ran wrong = run("status", "--jsn");
        assertThat(wrong.exit()).isEqualTo(3);
        assertThat(wrong.out()).startsWith("ISTHMUS UNKNOWN - ").hasLineCount(1);
        assertThat(StatusCommand.unknown("UNKNOWN", "a | b\n c")).isEqualTo("ISTHMUS UNKNOWN - a / b c");
    }

    @Test
    void everyCommandHasHelpAndTellsItsAnswerAsJsonToo() {
        for (String command : List.of(
                "plan",
                "sync",
                "approve",
                "reject",
                "undo",
                "explain",
                "report drift",
                "report roles",
                "token create",
                "token list",
                "token revoke",
                "status",
                "mapping check",
                "directory probe",
                "journal verify",
                "backup",
                "restore")) {
            Ran help = run((command + " --help").split(" "));
            assertThat(help.exit()).as(command).isZero();
            assertThat(help.out()).as(command).contains("--json", "isthmus " + command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "ftp://host", "http://", "http://a b", "https://host?x=1"})
    void anAddressThatIsNoneSaysWhatToWrite(String url) {
        assertThatThrownBy(() -> Client.address(url))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ISTHMUS_URL is \"" + url + "\"; write the server's address");
    }

    @Test
    void anAddressMayEndWithASlash() {
        assertThat(Client.address("https://isthmus.example.com/")).isEqualTo("https://isthmus.example.com");
        assertThat(Client.address(null)).isEqualTo("http://127.0.0.1:8080");
    }

    /** It was in the message of the HTTP client. */
    @Test
    void aTokenIsInNoMessage() {
        assertThatThrownBy(() -> Client.credential("ism_secret\nism_other"))
                .hasMessageContaining("ISTHMUS_TOKEN has characters that no token has")
                .hasMessageNotContaining("secret");
        assertThat(Client.credential("ism_a_b\n")).isEqualTo("ism_a_b");
        assertThatThrownBy(() -> Client.credential("")).hasMessageContaining("set ISTHMUS_TOKEN");
    }

    @Test
    void whatProvidersPushDoesNotSteerTheTerminal() {
        assertThat(Visible.of("a\u001b[2Jb\u202ec\n")).isEqualTo("a⟨U+001B⟩[2Jb⟨U+202E⟩c⟨U+000A⟩");
        assertThat(Visible.of("Zoë – 日本")).isEqualTo("Zoë – 日本");
        assertThat(Client.encoded("a b/c")).isEqualTo("a%20b%2Fc");
    }
}
