-- The word in a file's name by which a store's package was told from the others the last time.
ALTER TABLE app_stores ADD COLUMN file_word TEXT;
