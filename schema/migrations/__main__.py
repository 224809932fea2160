"""Writes the next revision from what `schema.tables` and `schema.plumbing` say now, to be read and corrected by hand.

python -m schema.migrations "what it does"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from schema.engine import open_engine
from schema.migrate import HEAD, alembic_config, prepare


def main(message: str) -> None:
    """Compare the tables with those of a database of the newest revision, and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        prepare(url)
        engine = open_engine(url)
        with engine.connect() as connection:
            number = f"{int(HEAD) + 1:04}"
            config = alembic_config(connection, Path(__file__).parent)
            command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()
    print(f"Read the new file in versions/, and set HEAD in schema/migrate.py to {number}.")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
