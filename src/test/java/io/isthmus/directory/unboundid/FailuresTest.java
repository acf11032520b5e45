package io.isthmus.directory.unboundid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {

    /** It stood in reports, in the Nagios line and in mails. */
    @Test
    void whatTheLibraryWrapsAroundAMessageIsLeftOut() {
        assertThat(Failures.plain(
                        "An error occurred while attempting to connect to server ldap1:636:  IOException(LDAPException("
                                + "resultCode=91 (connect error), errorMessage='An error occurred while attempting to"
                                + " establish a connection to server ldap1/10.0.0.1:636:  ConnectException(Connection refused),"
                                + " ldapSDKVersion=7.0.5, revision=cab6672f8ac284805956006bb1496f73c5e3e746'))"))
                .isEqualTo("An error occurred while attempting to connect to server ldap1:636:"
                        + " ConnectException(Connection refused)");
        assertThat(Failures.plain("broken, ldapSDKVersion=7.0.5, revision=cab6"))
                .isEqualTo("broken");
        assertThat(Failures.plain("mail: value #0 invalid per syntax")).isEqualTo("mail: value #0 invalid per syntax");
    }
}
