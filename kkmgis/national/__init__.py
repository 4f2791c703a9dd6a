"""The tax of many authorities at once: the same kernel over partitioned GeoParquet.

An authority (อปท.) is a partition: a folder with its objects, their uses and a
description (`kkmgis.national.layout`). `kkmgis.national.run.assess_nation` assesses
all of them on Dask; `kkmgis.national.partition.assess_partition` does one, anywhere.
"""
