-- Buildings and parcels of which it has to be measured anew what stands where.
CREATE TEMP TABLE moved (id bigint) ON COMMIT DROP;
CREATE TEMP TABLE touched (id bigint) ON COMMIT DROP;
