-- To which record a message belongs, as whoever writes it says: to one, to none; or nobody has said, and Kurier finds out. What was said of a
-- record stays said when that record is forgotten (record_id is empty then), so that nobody sends it unknowingly.
ALTER TABLE drafts ADD COLUMN about text NOT NULL DEFAULT 'unsaid' CHECK (about IN ('unsaid', 'nothing', 'record'));
SET LOCAL ROLE kurier_system;
UPDATE drafts SET about = 'record' WHERE record_id IS NOT NULL;
RESET ROLE;
