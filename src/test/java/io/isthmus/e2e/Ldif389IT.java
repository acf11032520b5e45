package io.isthmus.e2e;

/** On a real 389 Directory Server. */
class Ldif389IT extends LdifProof {
    @Override
    Site open() {
        return PlainSite.directory389();
    }

    @Override
    boolean goesOn() {
        return true;
    }
}
