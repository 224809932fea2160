"""The database: its tables, views and full text, the way to it, and how it changes from version to version."""

# Where everything is stored when nobody says otherwise: in the folder where copydesk was called.
DEFAULT_DATABASE = "sqlite:///articles.db"
