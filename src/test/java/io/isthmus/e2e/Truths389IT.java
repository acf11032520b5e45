package io.isthmus.e2e;

/** The truths on 389 Directory Server. */
class Truths389IT extends LimitedTruths {
    @Override
    Site open() {
        return PlainSite.directory389();
    }
}
