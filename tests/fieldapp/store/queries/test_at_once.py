"""Rows in one step are the rows."""

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, insert, select

from fieldapp.store.queries.at_once import rows_at_once

THING = Table("thing", MetaData(), Column("n", Integer), Column("name", Text), Column("left", Integer))
ROWS = [(3, '乌"云\\其\n木格', None), (1, "䶮𠮷", 2**62), (2, "", 0)]


def test_rows_in_one_step_are_the_rows_in_their_order():
    engine = create_engine("sqlite://", module=sqlite)
    query = select(THING).order_by(THING.c.n)
    with engine.begin() as connection:
        THING.create(connection)
        assert rows_at_once(connection, query) == []
        connection.execute(insert(THING), [dict(zip(("n", "name", "left"), row, strict=True)) for row in ROWS])
        found = rows_at_once(connection, query)
        assert found == [tuple(row) for row in connection.execute(query)]
        assert [row.name for row in found] == ["䶮𠮷", "", '乌"云\\其\n木格']
        assert [tuple(row) for row in rows_at_once(connection, query.limit(1))] == [(1, "䶮𠮷", 2**62)]
    engine.dispose()
