"""The tax year that is meant when nobody says one."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from kkmgis.thai import buddhist_year


def this_year() -> int:
    """Give the running tax year, which is the calendar year in Thailand (BE)."""
    return buddhist_year(dt.datetime.now(ZoneInfo("Asia/Bangkok")).date())
