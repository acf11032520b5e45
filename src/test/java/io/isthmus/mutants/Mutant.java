package io.isthmus.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;

/**
 * The product with one thing wrong, for testing its tests: a source file is compiled with a part replaced, and a test runs against
 * the result.
 *
 * @param file below src/main/java/io/isthmus
 * @param right what the file says
 * @param wrong what it says in the mutant
 */
record Mutant(String name, String file, String right, String wrong) {

    /** Compiles it, and runs a test method in it; returns what the test said, nothing if it passed. */
    Optional<Throwable> survives(String test, String method, Path classes) {
        compile(classes);
        try (Mutated loader = new Mutated(classes)) {
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> there = loader.loadClass("io.isthmus." + test);
            var constructor = there.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method run = there.getDeclaredMethod(method);
            run.setAccessible(true);
            run.invoke(ready(constructor.newInstance(), classes));
            return Optional.empty();
        } catch (InvocationTargetException failed) {
            return Optional.of(failed.getCause());
        } catch (ReflectiveOperationException | IOException broken) {
            throw new IllegalStateException(broken);
        } finally {
            Thread.currentThread().setContextClassLoader(Mutant.class.getClassLoader());
        }
    }

    /** A test with the directories that it wants. */
    private static Object ready(Object test, Path classes) throws IllegalAccessException, IOException {
        for (Field field : test.getClass().getDeclaredFields()) {
            if (field.isAnnotationPresent(TempDir.class)) {
                field.setAccessible(true);
                field.set(test, Files.createDirectories(classes.resolve("of-the-test")));
            }
        }
        return test;
    }

    private void compile(Path classes) {
        try {
            Path source = Path.of(System.getProperty("isthmus.test.basedir", "."), "src/main/java/io/isthmus", file);
            String text = Files.readString(source);
            if (text.indexOf(right) < 0 || text.indexOf(right) != text.lastIndexOf(right)) {
                throw new IllegalStateException(file + " does not say exactly once: " + right);
            }
            Path mutated = classes.resolve("src").resolve(source.getFileName());
            Files.createDirectories(mutated.getParent());
            Files.writeString(mutated, text.replace(right, wrong));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            int result = compiler.run(
                    null,
                    null,
                    null,
                    "-nowarn",
                    "-proc:none",
                    "-parameters",
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    mutated.toString());
            if (result != 0) {
                throw new IllegalStateException(name + " does not compile");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Loads everything of ours anew, the mutated classes first. */
    private static final class Mutated extends ClassLoader implements AutoCloseable {
        private final Path classes;
        private final List<Class<?>> loaded = new ArrayList<>();

        Mutated(Path classes) {
            super(Mutant.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                // what starts the database is shared: one server for all
                if (!name.startsWith("io.isthmus.") || name.startsWith("io.isthmus.store.TestDatabase")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> found = findLoadedClass(name);
                return found == null ? own(name) : found;
            }
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            String path = name.replace('.', '/') + ".class";
            try {
                Path mutated = classes.resolve(path);
                byte[] bytes;
                if (Files.exists(mutated)) {
                    bytes = Files.readAllBytes(mutated);
                } else {
                    try (var in = getParent().getResourceAsStream(path)) {
                        if (in == null) {
                            throw new ClassNotFoundException(name);
                        }
                        bytes = in.readAllBytes();
                    }
                }
                Class<?> defined = defineClass(name, bytes, 0, bytes.length);
                loaded.add(defined);
                return defined;
            } catch (IOException failed) {
                throw new ClassNotFoundException(name, failed);
            }
        }

        @Override
        public void close() throws IOException {
            loaded.clear();
        }
    }
}
