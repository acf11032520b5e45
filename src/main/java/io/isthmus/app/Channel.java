package io.isthmus.app;

/** A way in which people are told. */
interface Channel {
    /** For the log. */
    String name();

    /** @throws Refused when it is no use to try again; any other exception when it may be */
    void send(Message message) throws Exception;

    /** The other side does not want it. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
