package io.isthmus.directory.unboundid;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyDNRequest;
import com.unboundid.ldap.sdk.ModifyRequest;
import io.isthmus.directory.WriteGate;
import java.util.List;

/** The one place where LDAP writes leave: before each the gate is asked, and last of all, however many make up a change. */
record GatedConnection(LDAPConnection reading, WriteGate gate, WriteRate rate) {

    /** Nothing was sent. */
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Closed(String why) {
            super("not written: " + why);
        }
    }

    LDAPResult add(AddRequest request) throws LDAPException {
        return open().add(request);
    }

    LDAPResult modify(ModifyRequest request) throws LDAPException {
        return open().modify(request);
    }

    LDAPResult modify(String dn, List<Modification> modifications) throws LDAPException {
        return open().modify(dn, modifications);
    }

    LDAPResult modifyDn(ModifyDNRequest request) throws LDAPException {
        return open().modifyDN(request);
    }

    LDAPResult delete(DeleteRequest request) throws LDAPException {
        return open().delete(request);
    }

    private LDAPConnection open() {
        rate.await();
        gate.closed().ifPresent(why -> {
            throw new Closed(why);
        });
        return reading;
    }
}
