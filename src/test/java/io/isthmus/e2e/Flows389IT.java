package io.isthmus.e2e;

/** The flows on 389 Directory Server. */
class Flows389IT extends Flows {
    @Override
    Site open() {
        return PlainSite.directory389();
    }
}
