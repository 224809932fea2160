import codecs

import pytest

from tasks.read import read_documents
from tasks.read.decode import decode
from tasks.read.mojibake import repair
from tasks.read.outcome import Refused
from tasks.records import Document

RUSSIAN = "Министерство сообщило в воскресенье, что мост закрыт, и работы займут два года."
ENGLISH = "The ministry said on Sunday that the bridge is closed – “for two years”."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1256", "قالت الوزارة يوم الأحد إن الجسر مغلق وإن العمل يستغرق عامين كاملين في المدينة القديمة."),
        ("windows-1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("windows-1252", "Le ministère a déclaré dimanche que le pont était fermé – « pour deux ans », à l'été."),
        ("windows-1250", "Ministerstvo v neděli oznámilo, že most je uzavřen a práce potrvají příští dva roky."),
        (
            "iso-8859-9",
            "Bakanlık pazar günü köprünün kapalı olduğunu açıkladı; çalışmalar iki yıl sürecek, şehirde güç.",
        ),
        ("windows-1255", "המשרד הודיע ביום ראשון כי הגשר סגור וכי העבודות יימשכו שנתיים בעיר העתיקה."),
        ("shift_jis", "省は日曜日、橋が閉鎖され、工事には二年かかると発表した。市民は渡し船を求めている。"),
        ("euc_jp", "省は日曜日、橋が閉鎖され、工事には二年かかると発表した。市民は渡し船を求めている。"),
        ("euc_kr", "부처는 일요일에 다리가 폐쇄되었고 공사에 이년이 걸린다고 밝혔다. 시민들은 배를 요구했다."),
        ("gb18030", "卫生部星期日说，大桥已经关闭，工程需要两年时间，市民要求开通渡轮，情况仍然严重。"),
        ("big5", "衛生部星期日說，大橋已經關閉，工程需要兩年時間，市民要求開通渡輪，情況仍然嚴重。"),
    ],
)
def test_legacy_encodings(encoding: str, text: str) -> None:
    assert decode((text + "\n" + text).encode(encoding)).text == text + "\n" + text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE])
def test_byte_order_marks(mark: bytes) -> None:
    encoding = {3: "utf-8", 4: "utf-32-le"}.get(len(mark), "utf-16-le" if mark[0] == 0xFF else "utf-16-be")
    found = decode(mark + RUSSIAN.encode(encoding))
    assert (found.text, found.encoding, found.exact) == (RUSSIAN, encoding, True)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    assert decode((ENGLISH * 3).encode(encoding)).text == ENGLISH * 3


def test_declared_charset_is_believed_where_it_fits() -> None:
    assert decode("Brücke".encode("cp1252"), "ISO-8859-1").text == "Brücke"
    assert decode("“Brücke”".encode("cp1252"), "latin-1").text == "“Brücke”"
    assert decode("Brücke".encode(), "windows-1252").text == "Brücke"


def test_what_says_utf16_and_is_not() -> None:
    with pytest.raises(Refused) as caught:
        decode(codecs.BOM_UTF16_LE + b"\x00\xd8" * 50)
    assert caught.value.reason == "undecodable"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "donâ€™t say â€œyesâ€\x9d to FranÃ§ois, he said, itâ€™s late",
            "don’t say “yes” to François, he said, it’s late",
        ),
        (RUSSIAN.encode().decode("latin-1"), RUSSIAN),
        ("Привет, мир! Как дела у вас в городе".encode().decode("cp1251"), "Привет, мир! Как дела у вас в городе"),
        ("مرحبا بكم في المدينة".encode().decode("latin-1"), "مرحبا بكم في المدينة"),
    ],
)
def test_mojibake_is_repaired_when_certain(wrong: str, right: str) -> None:
    assert repair(wrong) == (right, True)


@pytest.mark.parametrize(
    "text",
    [
        "Á la carte: «Château» – São Tomé, Ångström, Ïle, Èze, Ñandú",
        "He typed Ã© where he meant é, an article on encodings says.",
        "Das „Ä“ und “Â” sind Buchstaben; 5 €",
        RUSSIAN,
        "РС и СР: РСФСР, СССР, РСДРП",
        "Tiếng Việt: Ã ã â ê ô ơ ư đ — Hà Nội",
    ],
)
def test_what_was_meant_stays(text: str) -> None:
    assert repair(text) == (text, False)


def test_repair_is_recorded_and_the_bytes_are_kept() -> None:
    data = "donâ€™t, wonâ€™t, canâ€™t, didnâ€™t".encode()
    (found,) = read_documents(data, "a.txt")
    assert isinstance(found, Document)
    assert (found.text, found.encoding) == ("don’t, won’t, can’t, didn’t", "utf-8, mojibake repaired")
    assert found.content == data
