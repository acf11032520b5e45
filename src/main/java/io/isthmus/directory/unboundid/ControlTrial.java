package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;

/**
 * Whether a control is known where an entry would be, tried as critical on a modify of an entry that does not exist: that answers
 * noSuchObject when the control is known and unavailableCriticalExtension when it is not.
 */
final class ControlTrial {
    private static final String NOWHERE = "cn=isthmus-probe-of-nothing";

    private ControlTrial() {}

    /** @param below so that the database answers and not the frontend; may be empty */
    static String of(LDAPConnection connection, Control control, String below) {
        try {
            ModifyRequest modify = new ModifyRequest(
                    below.isEmpty() ? NOWHERE : NOWHERE + "," + below,
                    new Modification(ModificationType.REPLACE, "description", "never written"));
            modify.addControl(control);
            connection.modify(modify);
            return "unknown: the server wrote to an entry that does not exist";
        } catch (LDAPException answered) {
            return answer(answered);
        }
    }

    static String answer(LDAPException answered) {
        ResultCode code = answered.getResultCode();
        if (code.equals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION)) {
            return "no";
        }
        boolean known = code.equals(ResultCode.NO_SUCH_OBJECT)
                || code.equals(ResultCode.REFERRAL)
                || code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)
                || code.equals(ResultCode.ASSERTION_FAILED);
        return known ? "yes" : "unknown: the server answers " + code;
    }
}
