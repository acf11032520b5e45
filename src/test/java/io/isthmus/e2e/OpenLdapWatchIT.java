package io.isthmus.e2e;

class OpenLdapWatchIT extends WatchFlows {
    @Override
    Site open() {
        return PlainSite.openLdap();
    }
}
