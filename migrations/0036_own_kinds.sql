-- Kinds that the workspace made: what one of them is called, and their picture. `name_pl` and `name_en` are the name of the list.
ALTER TABLE record_kinds
    ADD COLUMN one_pl text,
    ADD COLUMN one_en text,
    ADD COLUMN icon text,                            -- KindIcon
    ADD COLUMN hidden boolean NOT NULL DEFAULT false, -- not in the navigation
    ADD COLUMN removed_at timestamptz;
