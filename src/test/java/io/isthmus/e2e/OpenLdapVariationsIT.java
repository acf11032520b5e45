package io.isthmus.e2e;

/** The variations on OpenLDAP. */
class OpenLdapVariationsIT extends PosixVariations {
    @Override
    Site open() {
        return PlainSite.openLdap();
    }
}
