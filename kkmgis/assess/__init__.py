"""Assessment of the whole register: PostGIS to facts, tax, and stored lines.

`assess_year` writes runs, `explain_parcel` reads them. The tax itself is worked
out by `kkmgis.tax` alone.
"""
