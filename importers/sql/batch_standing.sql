-- What this batch wrote.
CREATE TEMP TABLE moved ON COMMIT DROP AS
SELECT id FROM register.building WHERE batch_id = history.batch();
CREATE TEMP TABLE touched ON COMMIT DROP AS
SELECT id FROM register.parcel WHERE batch_id = history.batch();
