package io.isthmus.e2e;

/** The variations on 389 Directory Server. */
class Variations389IT extends PosixVariations {
    @Override
    Site open() {
        return PlainSite.directory389();
    }
}
