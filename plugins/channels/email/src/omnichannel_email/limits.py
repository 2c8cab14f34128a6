"""What mail allows, as data: each row says where it comes from."""

from omnichannel.plugins.manifests import Limit

LINE_LIMIT_CHARACTERS = 998
SUBJECT_LIMIT_CHARACTERS = LINE_LIMIT_CHARACTERS - len("Subject: ")
SIZE_LIMIT_BYTES = 40_000_000
ADDRESS_LIMIT_CHARACTERS = 254
LOCAL_PART_LIMIT_CHARACTERS = 64

_RFC_5322 = "https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1"
_RFC_5321 = "https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1"
_SES_QUOTAS = "https://docs.aws.amazon.com/ses/latest/dg/quotas.html"

LIMITS = (
    Limit(name="subject", value=SUBJECT_LIMIT_CHARACTERS, unit="characters, encoded", source=_RFC_5322),
    Limit(name="address", value=ADDRESS_LIMIT_CHARACTERS, unit="characters", source=_RFC_5321),
    Limit(
        name="size",
        value=SIZE_LIMIT_BYTES,
        unit="bytes, encoded",
        source=f"{_SES_QUOTAS}; other servers have limits of their own and say so",
        confirmed=False,
    ),
)

_BLOCKED = """
ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh
lib lnk mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 msh1xml
msh2xml mshxml msi msp mst ops pcd pif plg prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 reg scf scr sct shb shs
sys tmp url vb vbe vbs vps vsmacros vss vst vsw vxd ws wsc wsf wsh xnk
"""

BLOCKED_EXTENSIONS = frozenset(_BLOCKED.split())
"""Attachments that are refused: https://docs.aws.amazon.com/ses/latest/dg/mime-types.html"""
