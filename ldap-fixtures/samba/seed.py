"""Seeds a provisioned domain: seed.ldif, the service account, and what delegate.sddl lets it do. usage: seed.py DIR"""
import os
import sys

from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB
from samba.sd_utils import SDUtils

home, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
lp = LoadParm()
lp.load(os.path.join(home, "etc", "smb.conf"))
sam = SamDB(os.path.join(home, "private", "sam.ldb"), session_info=system_session(), lp=lp, options=["nosync:true"])
with open(os.path.join(here, "seed.ldif")) as seed:
    sam.add_ldif("".join(line for line in seed if not line.startswith("#")))
sam.newuser("isthmus", "S3rvice!pw", userou="OU=services")
sid = ndr_unpack(security.dom_sid, sam.search(expression="(sAMAccountName=isthmus)", attrs=["objectSid"])[0]["objectSid"][0])
with open(os.path.join(here, "delegate.sddl")) as delegated:
    aces = [line.strip().replace("@SID@", str(sid)) for line in delegated if line.startswith("(")]
deleted = [ace for ace in aces if ace.startswith("(A;")]
SDUtils(sam).update_aces_in_dacl(
    "CN=Deleted Objects,DC=ad,DC=test", add_aces=deleted,
    controls=["sd_flags:1:%d" % security.SECINFO_DACL, "show_deleted:1"])
for ou in ("people", "left", "groups", "roles"):
    SDUtils(sam).dacl_add_ace("OU=%s,DC=ad,DC=test" % ou, "".join(ace for ace in aces if ace not in deleted))
