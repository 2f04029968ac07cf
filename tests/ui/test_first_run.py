"""The first run, step by step: a short passphrase is refused at once, and every step says where it stands."""

from PySide6.QtCore import Qt

from tests.support.window import shown

SECRET = "correct horse battery"


def test_a_short_passphrase_does_not_get_as_far_as_the_second_field(tmp_path):
    with shown(tmp_path) as hands:
        hands.write("short")
        hands.press(Qt.Key.Key_Return)
        assert hands.focused == "passphrase"
        assert hands.read("passphrase_verdict") == "至少 8 个字符"


def test_a_passphrase_made_long_enough_is_taken(tmp_path):
    with shown(tmp_path) as hands:
        hands.write("short")
        hands.press(Qt.Key.Key_Return)
        hands.write(" but longer now")
        hands.press(Qt.Key.Key_Return)
        assert hands.focused == "passphrase_again"
        assert hands.read("passphrase_verdict") == ""


def test_every_step_says_which_of_three_it_is(tmp_path):
    with shown(tmp_path) as hands:
        assert hands.read("step") == "第 1 步,共 3 步"
        for _field in range(2):
            hands.write(SECRET)
            hands.press(Qt.Key.Key_Return)
        assert hands.read("step") == "第 2 步,共 3 步"


def test_a_passphrase_shows_no_provenance(tmp_path):
    with shown(tmp_path) as hands:
        hands.write(SECRET)
        assert not hands.window.start_page._secret_fields[0]._source.isVisible()
