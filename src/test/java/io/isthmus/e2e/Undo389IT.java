package io.isthmus.e2e;

/** On a real 389 Directory Server. */
class Undo389IT extends UndoProof {
    @Override
    Site open() {
        return PlainSite.directory389();
    }
}
