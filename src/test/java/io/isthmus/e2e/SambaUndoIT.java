package io.isthmus.e2e;

/** On a real Samba Active Directory. */
class SambaUndoIT extends UndoProof {
    @Override
    Site open() {
        return new SambaSite();
    }
}
