"""The demo city: a Khon Kaen-like town, invented to the last wa.

::

    plan → streets → lots → noding → bend    the ground: every neighbour shares corners
    town → sites → houses → owners → uses    what stands, whose it is, what it is for
    deeds, prices, signs, condos, assets     and what else an office keeps
    planted → answers                        gaps of every kind, with their key
    files → city.write_city                  the files that municipalities really have
"""

from kkmgis.demo.answers import ANSWER_KEY, KINDS, Answer, Answers
from kkmgis.demo.city import SEED, Manifest, write_city
from kkmgis.demo.plan import PLANS, Plan, Size

__all__ = [
    "ANSWER_KEY",
    "KINDS",
    "PLANS",
    "SEED",
    "Answer",
    "Answers",
    "Manifest",
    "Plan",
    "Size",
    "write_city",
]
