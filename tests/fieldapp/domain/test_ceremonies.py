from fieldapp.domain.ceremonies import Box, Seat, SeatStage, boxes, next_seat, seat_key


def seat(place: int, stage: SeatStage = SeatStage.PRINTED, words: str = "") -> Seat:
    return Seat(
        row=f"r{place}", place=place, seat=words, name="甲", tail="0001", stage=stage, rec="x", number="1", job="j"
    )


def test_seats_are_ordered_by_their_numbers_and_rows_without_one_come_last():
    rows = [("10排1座", 2), ("2排10座", 3), ("", 4), ("2排9座", 5), ("", 1), ("A-2", 6), ("A-10", 7), ("3", 8)]

    assert [words for words, _row in sorted(rows, key=lambda one: seat_key(*one))] == [
        "2排9座", "2排10座", "3", "10排1座", "A-2", "A-10", "", "",
    ]  # fmt: skip


def test_boxes_name_their_first_and_last_seat():
    seats = [seat(n, words=f"1排{n}座") for n in range(1, 6)]

    assert boxes(seats, 2) == (
        Box(number=1, of=3, first="1排1座", last="1排2座", count=2),
        Box(number=2, of=3, first="1排3座", last="1排4座", count=2),
        Box(number=3, of=3, first="1排5座", last="1排5座", count=1),
    )
    assert boxes([], 2) == ()


def test_next_seat_goes_on_after_the_last_and_comes_back_to_who_was_passed():
    seats = [seat(1), seat(2, SeatStage.PULLED), seat(3), seat(4, SeatStage.HANDED)]

    assert next_seat(seats, None).row == "r1"
    assert next_seat(seats, "r1").row == "r3"
    assert next_seat(seats, "r3").row == "r1"
    assert next_seat([seat(1, SeatStage.HANDED)], None) is None


def test_seat_without_words_is_its_place_in_the_list():
    assert (seat(7).label, seat(7, words="B3").label) == ("7", "B3")
