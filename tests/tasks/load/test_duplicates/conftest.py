"""A database of articles, filled as the writer fills it, without reading and cleaning."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, insert, select, update

import schema.plumbing  # noqa: F401 its tables are needed too
from schema.tables import articles, batches, documents, metadata, source_files
from tasks.duplicates import fingerprint
from tasks.load.duplicates import DuplicateCounts, LoadedArticle, decide_duplicates, join, split
from tasks.records import Article, Document


@dataclass(frozen=True)
class Item:
    """One article as a test gives it; `read_at` is the time of its file, which holds `together` documents."""

    name: str
    body: str
    headline: str | None = None
    outlet: str | None = None
    published_at: str | None = None
    path: str = ""
    external_id: str | None = None
    read_at: int = 1
    together: int = 1

    @property
    def article(self) -> Article:
        """The fingerprinted article."""
        path = self.path or f"{self.name}.txt"
        document = Document(path, 0, self.body, self.name, "text/plain", "utf-8", external_id=self.external_id)
        plain = Article(document, self.body, headline=self.headline, outlet=self.outlet, published_at=self.published_at)
        return fingerprint(plain)


@dataclass
class World:
    """A database, and how its articles are called."""

    connection: Connection
    ids: dict[str, int] = field(default_factory=dict)

    def load(self, items: Sequence[Item]) -> DuplicateCounts:
        """Insert rows and decide, as the writer does for one chunk."""
        loaded = [self._insert(item) for item in items]
        return decide_duplicates(self.connection, loaded)

    def change(self, items: Sequence[Item]) -> DuplicateCounts:
        """Give articles another text, as cleaning again does."""
        loaded = [LoadedArticle(self.ids[item.name], item.article) for item in items]
        for article_id, article in loaded:
            mark = update(articles).where(articles.c.id == article_id)
            self.connection.execute(mark.values(body=article.body, headline_key=article.headline_key))
        return decide_duplicates(self.connection, loaded)

    def split(self, name: str) -> None:
        split(self.connection, self.ids[name])

    def join(self, a: str, b: str) -> None:
        join(self.connection, self.ids[a], self.ids[b])

    @property
    def marks(self) -> dict[str, tuple[str | None, str | None, float | None]]:
        """Every article with what it is a duplicate of, the kind and the score."""
        names = {article_id: name for name, article_id in self.ids.items()}
        columns = (articles.c.id, articles.c.duplicate_of, articles.c.duplicate_kind, articles.c.duplicate_score)
        rows = self.connection.execute(select(*columns))
        return {names[n]: (names[of] if of else None, kind, score) for n, of, kind, score in rows}

    @property
    def groups(self) -> dict[str, str]:
        """Every duplicate, and the article it is a duplicate of."""
        return {name: of for name, (of, _, _) in self.marks.items() if of}

    def _insert(self, item: Item) -> LoadedArticle:
        article, number = item.article, max(self.ids.values(), default=0) + 1
        file = {"path": article.document.path, "sha256": f"{item.name} {item.read_at}", "modified_at": item.read_at}
        row = insert(source_files).values(**file, size_bytes=0, status="loaded", documents=item.together, batch_id=1)
        file_id = self.connection.execute(row.returning(source_files.c.id)).scalar_one()
        document = {"id": number, "source_file_id": file_id, "position": 0, "external_id": item.external_id}
        stored = {"sha256": "", "media_type": "", "encoding": "", "text": b"", "batch_id": 1}
        self.connection.execute(insert(documents).values(**document, **stored))
        names = ("outlet", "headline", "headline_key", "published_at", "body", "language")
        fields = {name: getattr(article, name) for name in names}
        fixed = {"cleaner_version": ""}
        fixed |= {"headline_source": "none", "word_count": 0, "language_confidence": 0.0, "translation_score": 0.0}
        fixed |= {"translation_likely": False, "batch_id": 1, "created_at": "", "updated_at": ""}
        self.connection.execute(insert(articles).values(id=number, document_id=number, **fields, **fixed))
        self.ids[item.name] = number
        return LoadedArticle(number, article)


@pytest.fixture
def item() -> type[Item]:
    return Item


@pytest.fixture(scope="session")
def memory() -> Engine:
    """Gives a database of its own to each connection, and compiles a statement once for all of them."""
    return create_engine("sqlite://", poolclass=NullPool)


@pytest.fixture
def new_world(memory: Engine) -> Iterator[Callable[[], World]]:
    """Makes empty worlds."""
    opened: list[Connection] = []

    def make() -> World:
        connection = memory.connect()
        metadata.create_all(connection)
        row = {"id": 1, "trigger": "manual", "status": "running", "started_at": "", "cleaner_version": ""}
        connection.execute(insert(batches).values(**row))
        opened.append(connection)
        return World(connection)

    yield make
    for connection in opened:
        connection.close()


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()
