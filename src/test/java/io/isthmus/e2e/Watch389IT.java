package io.isthmus.e2e;

class Watch389IT extends WatchFlows {
    @Override
    Site open() {
        return PlainSite.directory389();
    }
}
