package io.isthmus.e2e;

/** The variations on a Samba Active Directory domain controller. */
class SambaVariationsIT extends Variations {
    @Override
    Site open() {
        return new SambaSite();
    }
}
