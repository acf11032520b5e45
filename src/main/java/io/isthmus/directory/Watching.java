package io.isthmus.directory;

import io.isthmus.ldap.SearchBase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Following what others do to the directory, beside {@link Directory}: on a connection of its own, in nobody's way. */
public interface Watching {
    /**
     * Connects to a server and finds out whether it can be watched.
     *
     * @param bases what to follow; which attributes changed is not looked at where the server does not tell
     * @return empty when the server, as it is set up, has nothing to watch by
     * @throws DirectoryFailure when no server can be reached or the bind is refused
     */
    Optional<Watch> open(List<SearchBase> bases);

    /** A connection by which a server tells what happens. */
    interface Watch extends AutoCloseable {
        /** Which server this is: what it gave out as cookies means nothing to another one. */
        String server();

        /** By what it is watched, for people. */
        String how();

        /**
         * Hands over what is seen, until closed. Calls come one at a time, are quick to return from, and what was handed over
         * before a {@link Seen.Cookie} is covered by it.
         *
         * @param cookies from where on, by stream; a stream without begins now, and says {@link Seen.Everything}
         * @throws DirectoryFailure when the connection is lost, or the server does not go on
         */
        void follow(Map<String, byte[]> cookies, Consumer<Seen> to);

        /** Ends {@link #follow} at once. */
        @Override
        void close();
    }
}
