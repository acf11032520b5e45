package io.isthmus.store;

import java.util.HashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** What a test asked {@link TestDatabase} for is closed when it ends, and what its class asked for when that ends: connections are few. */
public final class DatabasesClosed implements TestExecutionListener {
    private final Map<String, Integer> before = new HashMap<>();

    @Override
    public void executionStarted(TestIdentifier test) {
        before.put(test.getUniqueId(), TestDatabase.open());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        TestDatabase.closeBeyond(before.remove(test.getUniqueId()));
    }
}
