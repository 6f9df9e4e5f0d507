-- Where a workspace is at home: of which country a number is that says none (ISO 3166-1), and in what an amount is without a currency (ISO 4217).
ALTER TABLE workspaces ADD COLUMN country text NOT NULL DEFAULT 'PL' CHECK (country ~ '^[A-Z]{2}$');
ALTER TABLE workspaces ADD COLUMN currency text NOT NULL DEFAULT 'PLN' CHECK (currency ~ '^[A-Z]{3}$');
