package io.isthmus.e2e;

/** The truths on a Samba Active Directory domain controller. */
class SambaTruthsIT extends Truths {
    @Override
    Site open() {
        return new SambaSite();
    }
}
