package io.isthmus.app;

import io.isthmus.mapping.Fault;
import io.isthmus.mapping.MappingReader;
import io.isthmus.mapping.MappingResult;
import io.isthmus.mapping.MappingSet;
import io.isthmus.reconcile.DirectoryControl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Loads the mapping, from a file or ({@code classpath:}) from the program itself. */
final class MappingFile {
    private static final Logger LOG = Logger.getLogger(MappingFile.class);
    private static final String CLASS_PATH = "classpath:";

    private MappingFile() {}

    /** @throws WrongSettings with every fault */
    static MappingSet load(String name) {
        MappingResult result = MappingReader.read(text(name), name);
        if (result instanceof MappingResult.Valid valid) {
            valid.warnings().forEach(warning -> LOG.warnf("%s: %s", name, warning));
            return valid.mapping();
        }
        throw new WrongSettings(((MappingResult.Faulty) result)
                .faults().stream().map(Fault::toString).toList());
    }

    /** Of a server that runs. @throws DirectoryControl.InvalidMapping where there is no such file any more */
    static String reread(String name) {
        try {
            return text(name);
        } catch (WrongSettings gone) {
            throw new DirectoryControl.InvalidMapping(List.of("isthmus.mapping-file: " + name + " cannot be read"));
        }
    }

    private static String text(String name) {
        try {
            if (!name.startsWith(CLASS_PATH)) {
                return Files.readString(Path.of(name));
            }
            try (InputStream in = Thread.currentThread()
                    .getContextClassLoader()
                    .getResourceAsStream(name.substring(CLASS_PATH.length()))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            throw new WrongSettings(List.of("isthmus.mapping-file: " + name + " cannot be read"));
        }
    }
}
