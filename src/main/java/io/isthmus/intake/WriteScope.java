package io.isthmus.intake;

import io.isthmus.access.Caller;
import io.isthmus.access.Scopes;
import io.isthmus.scim.ResourceType;
import io.isthmus.scim.ScimError;
import io.isthmus.scim.ScimException;
import java.util.TreeSet;

/** What a token may write: asked about the type that is written, so that no way of writing a path gets around it. */
final class WriteScope {
    private WriteScope() {}

    /** @throws ScimException 403 when the token lacks the scope */
    static void require(Caller.Source source, ResourceType type) {
        if (Scopes.mayWrite(source.scopes(), type.label())) {
            return;
        }
        throw new ScimException(ScimError.of(
                403,
                "this token has the scopes " + new TreeSet<>(source.scopes()) + "; this needs the scope "
                        + Scopes.toWrite(type.label()).orElse("")));
    }
}
