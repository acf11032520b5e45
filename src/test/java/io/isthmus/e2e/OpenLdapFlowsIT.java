package io.isthmus.e2e;

/** The flows on OpenLDAP. */
class OpenLdapFlowsIT extends Flows {
    @Override
    Site open() {
        return PlainSite.openLdap();
    }
}
