# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Blocks lie beside one another without covering one another, and what is moved is judged before it is dropped."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ui.models.grid import DAY, STEP, Board, GridBlock, GridColumn, Span, build, place, snap
from ui.models.grid_moves import Act, as_move, begin, drawn, is_changed, judge, shifted, stretched

DAY_ONE, DAY_TWO = date(2026, 11, 23), date(2026, 11, 24)
ONE, TWO, ROOM = UUID(int=1), UUID(int=2), UUID(int=3)
OPEN = (Span(8 * 60, 18 * 60),)


def block(key: str, start: int, end: int, *, day: date = DAY_ONE, **more: object) -> GridBlock:
    resources = more.pop("resources", frozenset({ONE}))
    return GridBlock(key, day, start, end, key, resources=resources, **more)  # type: ignore[arg-type]


def board(*blocks: GridBlock) -> Board:
    columns = [
        GridColumn(day, str(day), name, "", who, OPEN, group=group)
        for day in (DAY_ONE, DAY_TWO)
        for name, who, group in (("A", ONE, "people"), ("B", TWO, "people"), ("R", ROOM, "rooms"))
    ]
    return build(columns, blocks)


times = st.integers(0, DAY // STEP - 1).flatmap(
    lambda start: st.tuples(
        st.just(start * STEP), st.integers(start + 1, DAY // STEP).map(lambda e: e * STEP)
    )
)


@given(st.lists(times, max_size=12))
def test_blocks_of_a_column_never_cover_one_another(spans: list[tuple[int, int]]) -> None:
    placed = place(block(str(n), start, end) for n, (start, end) in enumerate(spans))
    assert len(placed) == len(spans)
    for n, one in enumerate(placed):
        assert one.lane + one.width <= one.lanes
        for other in placed[n + 1 :]:
            if one.block.start < other.block.end and other.block.start < one.block.end:
                assert one.lanes == other.lanes
                lanes = set(range(one.lane, one.lane + one.width))
                assert not lanes & set(range(other.lane, other.lane + other.width))


def test_what_follows_directly_keeps_the_whole_width() -> None:
    placed = place([block("a", 600, 650), block("b", 650, 690)])
    assert [(p.lanes, p.width) for p in placed] == [(1, 1), (1, 1)]


def test_a_block_stands_in_the_column_of_everybody_and_of_the_room() -> None:
    shown = board(block("a", 600, 660, resources=frozenset({ONE, ROOM})))
    assert shown.columns_of("a") == [0, 2]
    assert shown.entries[0][1].block.key == "a"


def test_a_clash_is_seen_by_a_minute_and_not_at_the_edge() -> None:
    shown = board(block("a", 600, 650), block("gone", 600, 700, is_taking=False))
    assert [b.key for b in shown.clashes(DAY_ONE, 645, 700, {ONE})] == ["a"]
    assert not shown.clashes(DAY_ONE, 650, 690, {ONE})
    assert not shown.clashes(DAY_ONE, 600, 650, {TWO})
    assert not shown.clashes(DAY_TWO, 600, 650, {ONE})


def test_snapping_prefers_neighbours_then_quarters_then_five_minutes() -> None:
    assert snap(648, [650], 5) == 650
    assert snap(603, (), 5) == 600
    assert snap(608, (), 4) == 610
    assert snap(607.4, (), 0) == 605


def test_a_moved_block_says_whose_time_is_taken() -> None:
    shown = board(block("a", 600, 650), block("b", 660, 700))
    ghost = shifted(shown, begin(shown, Act.MOVE, 0, shown.by_key["b"]), 0, 630, 0)
    assert not ghost.is_possible
    assert "a" in ghost.problems[0]
    free = shifted(shown, ghost, 0, 650, 0)
    assert free.is_possible
    assert (free.start, free.end) == (650, 690)


def test_a_block_changes_hands_between_people_but_not_from_people_to_rooms() -> None:
    shown = board(
        block("a", 600, 650, resources=frozenset({ONE, ROOM})),
        block("b", 600, 650, resources=frozenset({TWO})),
    )
    start = begin(shown, Act.MOVE, 0, shown.by_key["a"])
    other = shifted(shown, start, 4, 600, 0)
    assert other.is_possible
    move = as_move(shown, other)
    assert (move.day, move.taken_from, move.given_to) == (DAY_TWO, ONE, TWO)
    assert other.resources == {TWO, ROOM}
    assert not shifted(shown, start, 1, 600, 0).is_possible
    to_room = shifted(shown, start, 5, 600, 0)
    assert to_room.given_to is None
    assert to_room.resources == {ONE, ROOM}
    assert is_changed(shown, to_room)


def test_going_back_to_where_it_was_changes_nothing() -> None:
    shown = board(block("a", 600, 650))
    start = begin(shown, Act.MOVE, 0, shown.by_key["a"])
    away = shifted(shown, start, 1, 700, 0)
    assert is_changed(shown, away)
    assert not is_changed(shown, shifted(shown, away, 0, 600, 0))


def test_nothing_becomes_shorter_than_five_minutes_or_leaves_the_day() -> None:
    shown = board(block("a", 600, 650))
    end = stretched(shown, begin(shown, Act.END, 0, shown.by_key["a"]), 500, 0)
    assert (end.start, end.end) == (600, 605)
    start = stretched(shown, begin(shown, Act.START, 0, shown.by_key["a"]), 900, 0)
    assert (start.start, start.end) == (645, 650)
    late = shifted(shown, begin(shown, Act.MOVE, 0, shown.by_key["a"]), 0, 1500, 0)
    assert (late.start, late.end) == (DAY - 50, DAY)
    assert shifted(shown, late, 0, -90, 0).start == 0


def test_a_new_time_is_drawn_in_both_directions() -> None:
    shown = board()
    ghost = begin(shown, Act.CREATE, 0, (600, 605))
    assert ghost.resources == {ONE}
    down, up = drawn(shown, ghost, 600, 672, 5), drawn(shown, ghost, 600, 528, 5)
    assert (down.start, down.end) == (600, 675)
    assert (up.start, up.end) == (525, 600)


def test_what_one_should_know_is_no_refusal() -> None:
    columns = (
        GridColumn(DAY_ONE, "", "A", "", ONE, OPEN, away=(Span(600, 700),)),
        GridColumn(DAY_TWO, "", shut="Feiertag"),
    )
    shown = build(columns, ())
    away = judge(shown, begin(shown, Act.CREATE, 0, (610, 640)))
    assert away.is_possible
    assert "A" in away.warnings[0]
    early = judge(shown, begin(shown, Act.CREATE, 0, (300, 340)))
    assert len(early.warnings) == 1
    assert judge(shown, begin(shown, Act.CREATE, 1, (610, 640))).warnings == ("Feiertag",)
