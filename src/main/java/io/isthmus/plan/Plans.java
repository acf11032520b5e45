package io.isthmus.plan;

import com.unboundid.ldap.sdk.DN;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The content hash of a plan (rule 18): what is approved is exactly this list of changes, in this order. */
public final class Plans {
    private final MessageDigest digest;

    public Plans() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Takes the next change in. */
    public Plans add(Change change) {
        About about = change.about();
        text(
                change.getClass().getSimpleName(),
                about.resource(),
                Long.toString(about.journal()),
                about.situation().label());
        text(change.dn().toString());
        if (change instanceof Change.AddEntry add) {
            text(Boolean.toString(add.disabled()));
            values(add.attributes());
        } else if (change instanceof Change.RenameEntry rename) {
            text(
                    rename.newDn().toString(),
                    rename.anchor().value(),
                    rename.via().map(DN::toString).orElse(""));
        } else if (change instanceof Change.DeleteEntry delete) {
            text(delete.anchor().value());
            values(delete.before().values());
            values(delete.before().binary());
            list(delete.before().lost());
            text(delete.before().modified());
        } else if (change instanceof Change.ModifyEntry modify) {
            text(modify.anchor().value());
        } else if (change instanceof Change.ModifyMembers members) {
            members.edits().forEach(edit -> text(edit.resource()));
        }
        change.modifications().forEach(part -> {
            text(part.attribute());
            list(part.delete());
            list(part.add());
        });
        return this;
    }

    private void values(Map<String, List<String>> attributes) {
        new TreeMap<>(attributes).forEach((name, values) -> {
            text(name);
            list(values);
        });
    }

    private void list(List<String> values) {
        text(Integer.toString(values.size()));
        values.forEach(this::text);
    }

    /** {@code sha256:…} of all that was added. */
    public String hash() {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private void text(String... parts) {
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) ':');
            digest.update(bytes);
        }
    }
}
