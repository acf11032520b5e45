package io.isthmus.e2e;

class SambaWatchIT extends WatchFlows {
    @Override
    Site open() {
        return new SambaSite();
    }
}
