from fieldapp.documents.box_labels import box_labels
from fieldapp.documents.pages import TextBox
from fieldapp.domain.ceremonies import Box


def words(document, page=0):
    return [line.text for item in document.pages[page].items if isinstance(item, TextBox) for line in item.lines]


def test_label_says_box_seats_and_cards():
    document = box_labels("集中入会仪式", "快马物流", [Box(number=2, of=15, first="2排1座", last="2排20座", count=20)])

    text = " ".join(words(document))
    assert all(one in text for one in ("集中入会仪式", "快马物流", "第 2 盒 / 共 15 盒", "2排20座", "20 张"))


def test_ten_labels_stand_on_a_page_and_inside_it():
    document = box_labels("x", "y", [Box(number=n, of=11, first="1", last="2", count=20) for n in range(1, 12)])

    assert len(document.pages) == 2
    for page in document.pages:
        for item in page.items:
            assert item.x >= 0
            assert item.x + item.width <= page.width
            assert item.y + item.height <= page.height
