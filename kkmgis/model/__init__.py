"""The register as tables: importing this package declares them all."""

from kkmgis.model.account import APIToken, Role, SignIn, User
from kkmgis.model.assessment import Assessment, Line, Run, SetAside, StoredRuleBook
from kkmgis.model.asset import Asset, Lease
from kkmgis.model.base import SCHEMAS, STORAGE_SRID, Base
from kkmgis.model.building import Building, BuildingParcel, Condominium, Unit
from kkmgis.model.event import Event, Pulse
from kkmgis.model.evidence import Deed, Footprint
from kkmgis.model.gap import Gap, GapEvent
from kkmgis.model.job import Job, Upload
from kkmgis.model.local_rule import LocalRule
from kkmgis.model.ltax import LtaxRow
from kkmgis.model.mapping_profile import MappingProfile
from kkmgis.model.parcel import Parcel, ParcelLineage
from kkmgis.model.party import Party, PartyIdentity
from kkmgis.model.payment import Payment, PaymentReversal, PaymentShare
from kkmgis.model.place import Authority, Block, PublicArea
from kkmgis.model.price import BuildingPrice, CondoPrice, LandPrice, StatedValue
from kkmgis.model.reform import Reform, ReformParcel
from kkmgis.model.right import Right, Use
from kkmgis.model.sign import Sign
from kkmgis.model.sign_permit import SignPermit
from kkmgis.model.staging import Batch, Correction, Difference, StagedIssue, StagedRow
from kkmgis.model.store import Store

__all__ = [
    "SCHEMAS",
    "STORAGE_SRID",
    "APIToken",
    "Assessment",
    "Asset",
    "Authority",
    "Base",
    "Batch",
    "Block",
    "Building",
    "BuildingParcel",
    "BuildingPrice",
    "CondoPrice",
    "Condominium",
    "Correction",
    "Deed",
    "Difference",
    "Event",
    "Footprint",
    "Gap",
    "GapEvent",
    "Job",
    "LandPrice",
    "Lease",
    "Line",
    "LocalRule",
    "LtaxRow",
    "MappingProfile",
    "Parcel",
    "ParcelLineage",
    "Party",
    "PartyIdentity",
    "Payment",
    "PaymentReversal",
    "PaymentShare",
    "PublicArea",
    "Pulse",
    "Reform",
    "ReformParcel",
    "Right",
    "Role",
    "Run",
    "SetAside",
    "Sign",
    "SignIn",
    "SignPermit",
    "StagedIssue",
    "StagedRow",
    "StatedValue",
    "Store",
    "StoredRuleBook",
    "Unit",
    "Upload",
    "Use",
    "User",
]
