-- What stands in a field of a new record unless something else is said (FieldDefault).
ALTER TABLE record_fields ADD COLUMN default_value jsonb;
