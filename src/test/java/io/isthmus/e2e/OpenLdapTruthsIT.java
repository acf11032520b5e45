package io.isthmus.e2e;

/** The truths on OpenLDAP. */
class OpenLdapTruthsIT extends LimitedTruths {
    @Override
    Site open() {
        return PlainSite.openLdap();
    }
}
