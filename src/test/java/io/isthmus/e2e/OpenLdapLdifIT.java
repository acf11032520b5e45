package io.isthmus.e2e;

/** On a real OpenLDAP. */
class OpenLdapLdifIT extends LdifProof {
    @Override
    Site open() {
        return PlainSite.openLdap();
    }
}
