package io.isthmus.bench;

import io.isthmus.e2e.IsthmusServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Groups and who is in them, pushed and written by several at a time. */
final class Crew {
    static final int CONNECTIONS = 8;

    private Crew() {}

    /** Members of the group of that number: always the same, spread over all. */
    static List<String> members(int group, int each, List<String> of) {
        return IntStream.range(0, each)
                .mapToObj(n -> of.get((int) ((group * 7919L + n * 104_729L) % of.size())))
                .distinct()
                .toList();
    }

    /** A group as it is pushed. */
    static String group(String name, List<String> members) {
        return "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"" + name
                + "\",\"members\":"
                + members.stream().map(id -> "{\"value\":\"" + id + "\"}").collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    /** The id of what was pushed. */
    static String created(IsthmusServer isthmus, String token, String path, String body) {
        var answer = isthmus.scim("POST", path, token, body);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.body());
        }
        return IsthmusServer.json(answer.body()).path("id").asText();
    }

    static <T> List<T> inParallel(List<Callable<T>> work) {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<T> results = new ArrayList<>(work.size());
            for (Future<T> one : threads.invokeAll(work)) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdown();
        }
    }
}
