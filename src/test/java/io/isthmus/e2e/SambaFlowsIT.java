package io.isthmus.e2e;

/** The flows on a Samba Active Directory domain controller. */
class SambaFlowsIT extends Flows {
    @Override
    Site open() {
        return new SambaSite();
    }
}
