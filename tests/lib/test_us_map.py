"""The map draws all 56 jurisdictions and joins them with what a page says."""

import re

from clearinghouse.lib.us_map import MapEntry, map_shapes, state_map, view_box

CODES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI"
)
BOXED_ONLY = {"AS", "GU", "MP", "PR", "VI"}


def test_map_shapes_are_the_56_jurisdictions() -> None:
    assert sorted(shape.code for shape in map_shapes()) == sorted(CODES.split())


def test_map_shapes_are_ordered_by_name() -> None:
    names = [shape.name for shape in map_shapes()]

    assert names == sorted(names)


def test_map_shapes_of_territories_are_boxes_only() -> None:
    assert {shape.code for shape in map_shapes() if not shape.path} == BOXED_ONLY
    assert all(shape.box for shape in map_shapes() if shape.code in BOXED_ONLY)


def test_map_shapes_with_a_leader_have_both_an_outline_and_a_box() -> None:
    led = [shape for shape in map_shapes() if shape.leader]

    assert [shape.code for shape in led] == ["CT", "DE", "DC", "HI", "MD", "MA", "NH", "NJ", "RI", "VT"]
    assert all(shape.path and shape.box for shape in led)


def test_map_shapes_hold_path_commands_only() -> None:
    assert [shape.code for shape in map_shapes() if not re.fullmatch(r"[Mlz\d., -]*", shape.path)] == []


def test_map_shapes_keep_labels_and_boxes_inside_the_drawing() -> None:
    left, top, width, height = map(int, view_box().split())

    outside = [
        shape.code
        for shape in map_shapes()
        if not (left <= shape.label_x <= left + width and top <= shape.label_y <= top + height)
        or (shape.box and shape.box.x + shape.box.width > left + width)
    ]

    assert outside == []


def test_map_shapes_gives_each_caller_a_list_of_its_own() -> None:
    map_shapes().clear()

    assert len(map_shapes()) == 56


def test_state_map_joins_entries_by_code() -> None:
    entry = MapEntry(code="ME", url="/states/me/", region=1, region_name="Northeast", detail="5 documents")

    states = {state.shape.code: state for state in state_map([entry])}

    assert (states["ME"].url, states["ME"].region) == ("/states/me/", 1)
    assert states["ME"].title == "Maine (ME), Northeast, 5 documents"


def test_state_map_leaves_unmentioned_states_without_a_link() -> None:
    states = state_map([])

    assert len(states) == 56
    assert {(state.url, state.region) for state in states} == {("", 0)}
