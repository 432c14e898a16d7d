"""A file or folder replaced whole or not at all, locked, and the version before kept."""
