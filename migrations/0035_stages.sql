-- Stages that were taken from a pipeline. What happened before still names them.
ALTER TABLE pipeline_stages ADD COLUMN removed_at timestamptz;
