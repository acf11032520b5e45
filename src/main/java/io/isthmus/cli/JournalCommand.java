package io.isthmus.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The journal's tools; they read the database, beside a live server too, and write nothing. */
@Command(name = "journal", description = "Look after the journal.", mixinStandardHelpOptions = true)
final class JournalCommand {
    @ParentCommand
    Commands parent;

    @Command(
            description = "Fold the journal and compare it with the view; follow the chain of the audit trail.",
            mixinStandardHelpOptions = true)
    int verify(@Option(names = "--json", description = Commands.JSON) boolean json) {
        Terminal terminal = new Terminal();
        Offline.Outcome outcome = parent.offline.verifyJournal(terminal::show);
        terminal.clear();
        return Commands.print(outcome, json);
    }

    @Command(
            description = "Print the journal's records as lines of JSON, oldest first.",
            mixinStandardHelpOptions = true)
    int export(
            @Option(
                            names = "--after",
                            paramLabel = "POSITION",
                            defaultValue = "0",
                            description = "only records after this position")
                    long after) {
        return told(parent.offline.exportJournal(after, System.out));
    }

    @Command(
            description =
                    "Say what another mapping would make of everything that was pushed, as a difference to the present one."
                            + " Exit code 2 if there is any.",
            mixinStandardHelpOptions = true)
    int replay(
            @Option(names = "--mapping", paramLabel = "FILE", required = true, description = "the other mapping file")
                    Path mapping,
            @Option(names = "--csv", description = "print the difference as CSV; else as LDIF") boolean csv) {
        Offline.Replayed replayed = parent.offline.replayJournal(mapping, csv, System.out);
        int code = told(replayed.outcome());
        return code == 0 && !replayed.same() ? 2 : code;
    }

    /** What is said beside what is printed goes where it does not get into a file. */
    private static int told(Offline.Outcome outcome) {
        PrintStream err = System.err;
        System.out.flush();
        outcome.lines().forEach(err::println);
        return outcome.well() ? 0 : 1;
    }
}
