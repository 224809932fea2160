"""Pages that a browser saves beside a page: advertisements, buttons and other frames of it."""

import os

from tasks.read.endings import PAGES
from tasks.read.names import on_disk

# What browsers, in their languages, and Windows add to a page's name for the folder of what belongs to it.
_FOLDERS = (
    *("_files", ".files", "-dateien", "_dateien", "_fichiers", "_archivos", "_arquivos", "_ficheiros", "_file"),
    *("_bestanden", "-filer", "_filer", "_tiedostot", "_pliki", "_soubory", "_dosyalar", "_datoteke", "_fitxers"),
    *("_fajlovi", "_elemei", "_failid", "_fails", "_bylos", "_fitxategiak"),
)
# Characters of a line: a frame that holds an article has a paragraph.
_PARAGRAPH = 100


def is_frame(path: str, text: str) -> bool:
    """Whether a page is a mere frame of another: it lies in the folder of a saved page and has no paragraph.

    Arguments:
        path: of its file.
        text: of its article.
    """
    folder = os.path.dirname(path)  # noqa: PTH120 - each page is asked, and a Path takes ten times as long
    suffix = next((suffix for suffix in _FOLDERS if folder.lower().endswith(suffix)), None)
    if suffix is None or any(len(line) >= _PARAGRAPH for line in text.split("\n")):
        return False
    page = folder[: -len(suffix)]
    return any(os.path.lexists(on_disk(page + ending)) for ending in PAGES)
