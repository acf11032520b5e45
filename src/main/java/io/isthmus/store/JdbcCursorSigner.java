package io.isthmus.store;

import io.isthmus.access.CursorSigner;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

/** Signs with a key in the database, so that every node takes the others' cursors; the key is read once. */
public final class JdbcCursorSigner implements CursorSigner {
    private static final String HMAC = "HmacSHA256";
    private final DataSource database;
    private volatile byte[] key = {};

    public JdbcCursorSigner(DataSource database) {
        this.database = database;
    }

    @Override
    public byte[] sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key(), HMAC));
            return mac.doFinal(content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] key() {
        if (key.length == 0) {
            key = Sql.list(
                            database,
                            "select value from secret where name = 'cursor'",
                            Sql.none(),
                            row -> row.getBytes(1))
                    .get(0);
        }
        return key;
    }
}
