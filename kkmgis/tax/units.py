"""What the numbers of the law data count: a closed list, with words for each.

A page shows a value by its unit, so a new one needs a place here, the words
``law.unit.<name>`` and, if it is more than one number, a form on the law page.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNITS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "baht": (str,),
        "baht_of_base_per_authority": (str,),
        "baht_of_base_per_home": (str,),
        "baht_per_unit": (dict,),
        "cm2": (dict,),
        "cm2_at_most": (int,),
        "day_of_each_month": (dict,),
        "day_of_year": (dict,),
        "days_after": (dict,),
        "days_before": (dict,),
        "decided_locally": (str,),
        "end_of_month": (dict,),
        "end_of_months": (dict,),
        "floor_again_after_quarter": (bool,),
        "gap_tolerance_m": (str,),
        "list_of_places": (dict,),
        "list_of_s8": (dict,),
        "list_of_types": (dict,),
        "material": (str,),
        "method": (str,),
        "months": (int,),
        "number": (int,),
        "percent_of_gross_value": (list,),
        "percent_of_refund_per_month_or_part": (dict,),
        "percent_of_rise": (str,),
        "percent_of_tax": (str, dict),
        "percent_of_tax_per_month_or_part": (dict,),
        "percent_of_taxable_value": (list,),
        "percent_of_unpaid_tax": (dict,),
        "percent_of_unpaid_tax_per_month_or_part": (dict,),
        "percent_of_year": (list,),
        "percentage_points": (dict,),
        "rounding": (dict,),
        "tax_year": (int,),
        "years": (int,),
        "yes_or_no": (bool,),
    }
)
"""By unit: how a value of it is written (one number, a list, a table)."""
