from sqlalchemy import Engine, select

from schema.bulk import among, insert_rows
from schema.plumbing import index_tombstones
from schema.tables import learned_lines

LINES = [("Aldham Gazette", f"line {n} “ü” \\ ' %s ?", n, n / 10, "proposed") for n in range(3)]


def test_rows_come_back_as_they_were(engine: Engine) -> None:
    columns = ("outlet", "line", "articles", "share", "status")
    with engine.begin() as connection:
        insert_rows(connection, learned_lines, columns, LINES)
        insert_rows(connection, learned_lines, columns, [])
        found = connection.execute(select(*(learned_lines.c[name] for name in columns)).order_by(learned_lines.c.id))
        assert list(found.tuples()) == LINES


def test_keys_are_found_however_many(engine: Engine) -> None:
    with engine.begin() as connection:
        insert_rows(connection, index_tombstones, ("fingerprint_id",), [(n,) for n in range(100)])
        insert_rows(connection, learned_lines, ("outlet", "line", "articles", "share", "status"), LINES)
        number = index_tombstones.c.fingerprint_id

        def found(keys: list[int]) -> list[int]:
            return list(connection.execute(select(number).where(among(connection, number, keys))).scalars())

        assert found([]) == []
        assert found([7, 7, 500]) == [7]
        assert found(list(range(300_000, 50, -1))) == list(range(51, 100))
        line = learned_lines.c.line
        wanted = [LINES[1][1], "another"]
        assert list(connection.execute(select(line).where(among(connection, line, wanted))).scalars()) == wanted[:1]
