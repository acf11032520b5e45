package io.isthmus.intake;

import java.net.URI;

/** Whether a request's target can be read: a path as RFC 3986 has it, and a query whose escapes are whole. */
final class Spelling {
    static final String DETAIL = "the address cannot be understood: a % has to be followed by two hexadecimal digits";

    private Spelling() {}

    static boolean isFine(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return isPath(path) && (query < 0 || isQuery(target.substring(query + 1)));
    }

    /** Looked at in every look-up by filter: a regular expression takes longer. */
    private static boolean isQuery(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            boolean half =
                    c == '%' && (i + 2 >= query.length() || !isHex(query.charAt(i + 1)) || !isHex(query.charAt(i + 2)));
            if (half || c < ' ' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    /** What nearly every request is. */
    private static boolean isPlain(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/' || c == '-';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPath(String path) {
        if (isPlain(path)) {
            return true;
        }
        try {
            // what begins with two slashes would be read as a host
            URI.create(path.replaceFirst("^/+", "/"));
            return true;
        } catch (IllegalArgumentException wrong) {
            return false;
        }
    }
}
