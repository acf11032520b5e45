package io.isthmus.e2e;

/** On a real OpenLDAP. */
class OpenLdapUndoIT extends UndoProof {
    @Override
    Site open() {
        return PlainSite.openLdap();
    }
}
