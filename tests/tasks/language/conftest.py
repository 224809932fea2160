"""The scripts in `training/` are not installed: the tests find them beside the folder they are in."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
