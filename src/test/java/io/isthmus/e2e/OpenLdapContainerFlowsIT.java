package io.isthmus.e2e;

import io.isthmus.testing.AnyOpenLdap;

/** The flows on OpenLDAP in a container of the fixtures' Dockerfile, where a Docker engine answers. */
class OpenLdapContainerFlowsIT extends Flows {
    @Override
    Site open() {
        return PlainSite.openLdap(AnyOpenLdap.inContainer());
    }
}
