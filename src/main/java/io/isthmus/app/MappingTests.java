package io.isthmus.app;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import io.isthmus.cli.Offline.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tests of an operator's mapping: users as {@code *.json}, each with what {@code mapping try} has to print as {@code *.ldif}. */
final class MappingTests {
    private MappingTests() {}

    /** Runs those in {@code mapping-tests} beside the mapping file; a line for each that fails, else one with their number. */
    static Outcome run(MappingTrial trial, Path mappingFile) {
        Path folder = mappingFile.resolveSibling("mapping-tests");
        if (!Files.isDirectory(folder)) {
            return new Outcome(true, List.of());
        }
        List<Path> users;
        try (Stream<Path> files = Files.list(folder)) {
            users = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + " cannot be read", unreadable);
        }
        List<String> lines = new ArrayList<>();
        users.forEach(user -> lines.addAll(failures(trial, user)));
        boolean well = lines.isEmpty();
        if (well) {
            lines.add(users.size() + " mapping test(s) in " + folder + " pass");
        }
        return new Outcome(well, lines);
    }

    private static List<String> failures(MappingTrial trial, Path user) {
        Path expected = Path.of(user.toString().replaceFirst("\\.json$", ".ldif"));
        if (!Files.exists(expected)) {
            return List.of(user + ": there is no " + expected.getFileName()
                    + " beside it; write what `mapping try` has to print for this user");
        }
        Outcome tried = trial.of(user);
        if (!tried.well()) {
            return List.of(user + ": " + String.join("; ", tried.lines()));
        }
        try {
            return differences(user, tried.lines(), Files.readAllLines(expected));
        } catch (IOException | LDIFException unreadable) {
            return List.of(expected + ": " + unreadable.getMessage());
        } catch (LDAPException notADn) {
            return List.of(expected + ": " + notADn.getMessage());
        }
    }

    private static List<String> differences(Path user, List<String> made, List<String> expected)
            throws LDIFException, LDAPException {
        Entry is = LDIFReader.decodeEntry(entry(made));
        Entry should = LDIFReader.decodeEntry(entry(expected));
        List<String> differences = new ArrayList<>();
        if (!is.getParsedDN().equals(should.getParsedDN())) {
            differences.add(user + ": the entry is " + is.getDN() + ", not " + should.getDN());
        }
        Entry.diff(is, should, true).forEach(change -> {
            String values = String.join(", ", change.getAttribute().getValues());
            differences.add(user + ": " + change.getAttributeName()
                    + (change.getModificationType().getName().equals("ADD") ? " lacks " : " has, and should not, ")
                    + values);
        });
        if (!notes(made).equals(notes(expected))) {
            differences.add(user + ": " + notes(made) + ", not " + notes(expected));
        }
        return differences;
    }

    private static String[] entry(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toArray(String[]::new);
    }

    private static List<String> notes(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("#")).sorted().toList();
    }
}
