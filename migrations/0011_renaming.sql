-- The name that a folder is being given on its server. Whoever finds a folder of that name there, and none of the old one,
-- knows that it is the same folder.
ALTER TABLE folders ADD COLUMN wanted_path text;
