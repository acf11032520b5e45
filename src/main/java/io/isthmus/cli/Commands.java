package io.isthmus.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands beside {@code serve}. Exit codes: 0 fine or in sync, 2 changes, 3 held, 1 error. */
@Command(
        name = "isthmus",
        mixinStandardHelpOptions = true,
        version = "isthmus 0.1.0",
        description = "Carries identities from the cloud to an LDAP directory.",
        footer = {
            "",
            "Without a command the server starts. Commands that talk to a running server take its address from",
            "ISTHMUS_URL (http://127.0.0.1:8080) and an administrator's token from ISTHMUS_TOKEN.",
            "Exit codes: 0 fine or in sync, 2 changes, 3 held, 1 error; status speaks Nagios."
        },
        subcommands = {
            Commands.Serve.class,
            RunCommands.Plan.class,
            RunCommands.Sync.class,
            RunCommands.Approve.class,
            RunCommands.Reject.class,
            UndoCommand.class,
            ExplainCommand.class,
            ReportCommand.class,
            StatusCommand.class,
            TokenCommand.class,
            Commands.Mapping.class,
            Commands.DirectoryCommand.class,
            JournalCommand.class,
            Commands.Backup.class,
            Commands.Restore.class,
            CompletionCommand.class
        })
public final class Commands implements Callable<Integer> {
    static final String JSON = "as JSON: whether all is well, and the lines";

    final Offline offline;

    @CommandLine.Spec
    CommandSpec spec;

    private Commands(Offline offline) {
        this.offline = offline;
    }

    /** Runs a command and returns its exit code. */
    public static int run(String[] arguments, Offline offline) {
        return new CommandLine(new Commands(offline))
                .setExecutionExceptionHandler((failed, line, parsed) -> {
                    System.err.println(failed.getMessage() == null ? failed.toString() : failed.getMessage());
                    return 1;
                })
                .setParameterExceptionHandler((wrong, given) -> misread(wrong))
                .execute(arguments);
    }

    /** Says what is wrong, what was perhaps meant, and where the options are listed. */
    private static int misread(CommandLine.ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (command.userObject() instanceof StatusCommand) {
            System.out.println(StatusCommand.unknown("UNKNOWN", wrong.getMessage()));
            return 3;
        }
        System.err.println(wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, System.err);
        System.err.println(command.qualifiedName() + " --help lists the "
                + (command.subcommands().isEmpty() ? "options" : "commands"));
        return 1;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.out);
        return 1;
    }

    /** What an offline command did. */
    static int print(Offline.Outcome outcome, boolean json) {
        if (json) {
            ObjectNode told = JsonNodeFactory.instance.objectNode().put("ok", outcome.well());
            outcome.lines().forEach(told.putArray("lines")::add);
            System.out.println(told);
            return outcome.well() ? 0 : 1;
        }
        PrintStream out = outcome.well() ? System.out : System.err;
        outcome.lines().forEach(out::println);
        return outcome.well() ? 0 : 1;
    }

    @Command(name = "serve", description = "Start the server (the default).", mixinStandardHelpOptions = true)
    static final class Serve implements Callable<Integer> {
        @Override
        public Integer call() {
            System.err.println("serve takes no options; settings are in config/application.yaml");
            return 1;
        }
    }

    @Command(name = "mapping", description = "Check or try the mapping file.", mixinStandardHelpOptions = true)
    static final class Mapping {
        @CommandLine.ParentCommand
        Commands parent;

        @Command(
                description = "Check settings and mapping file; every fault with file and line.",
                mixinStandardHelpOptions = true)
        int check(
                @Option(names = "--directory", description = "also against the directory's live schema")
                        boolean directory,
                @Option(names = "--json", description = JSON) boolean json) {
            return print(parent.offline.checkMapping(directory), json);
        }

        @Command(
                name = "try",
                description = "Print the LDIF that the mapping makes of a SCIM user or group.",
                mixinStandardHelpOptions = true)
        int attempt(
                @Parameters(
                                paramLabel = "RESOURCE.json",
                                description = "a user or group as an identity provider sends it")
                        Path resource,
                @Option(names = "--json", description = JSON) boolean json) {
            return print(parent.offline.tryMapping(resource), json);
        }
    }

    @Command(name = "directory", description = "Ask the directory.", mixinStandardHelpOptions = true)
    static final class DirectoryCommand {
        @CommandLine.ParentCommand
        Commands parent;

        @Command(description = "Find out by trying what the server can do.", mixinStandardHelpOptions = true)
        int probe(@Option(names = "--json", description = JSON) boolean json) {
            return print(parent.offline.probeDirectory(), json);
        }
    }

    @Command(name = "backup", description = "Write all data to a file.", mixinStandardHelpOptions = true)
    static final class Backup implements Callable<Integer> {
        @CommandLine.ParentCommand
        Commands parent;

        @Parameters(paramLabel = "FILE")
        Path file;

        @Option(names = "--force", description = "also if FILE exists; it is replaced once the backup is complete")
        boolean force;

        @Option(names = "--json", description = JSON)
        boolean json;

        @Override
        public Integer call() {
            return print(parent.offline.backup(file, force), json);
        }
    }

    @Command(
            name = "restore",
            description = "Read all data from a backup into an empty database.",
            mixinStandardHelpOptions = true)
    static final class Restore implements Callable<Integer> {
        @CommandLine.ParentCommand
        Commands parent;

        @Parameters(paramLabel = "FILE")
        Path file;

        @Option(names = "--json", description = JSON)
        boolean json;

        @Override
        public Integer call() {
            return print(parent.offline.restore(file), json);
        }
    }
}
