"""The made-up words that are typed on the day of the byte search, each into one field.

`SAVED` are the fifty that go into the database; `UNSAVED` are typed, or stand in an error, and are
kept nowhere. The name of the first user is no marker: the sign-in window shows it before anything
is open, so it stands in keys.json. Every marker is one word, so that search indexes keep it whole.
"""

LETTERHEAD = {
    "address": "Khốimốc11",
    "telephone": "0205381977",
    "place_name": "Bắcmốc12",
    "signer": "Ngườikýmốc13",
}
WORKERS = (
    {
        "personal_number": "020195748291",
        "full_name": "Nguyễnmốc14",
        "phone": "0378914627",
        "residence_detail": "Thônmốc15",
        "present_detail": "Xómmốc16",
        "wanted_jobs": "Thợmayquầnáomốc17",
        "old_id_number": "081937264",
        "email": "thumoc18@mocthu.vn",
        "other_contact": "Ẳngmốc19",
        "trained_field": "Điệnlạnhmốc20",
        "certificates": "chungchimoc21",
        "experience": "Đãlàmởxưởngmốc22",
        "unemployment_reason": "Xưởngđóngcửamốc23",
        "last_employer": "HợptácxãHữuLũngmốc24",
        "last_employer_tax_code": "4900782513",
        "last_employer_address": "Đườngsốmốc25",
        "desired_wage": "712345786",
        "social_insurance_number": "2098471653",
        "note": "Ghichúvềsứckhỏemốc26",
    },
    {
        "personal_number": "020090748265",
        "full_name": "Slỷmốc27",
        "phone": "0865924713",
        "residence_detail": "Nàkéomốc28",
        "present_detail": "khutromoc29",
        "wanted_jobs": "laixemoc30",
    },
)
CORRECTION = {"certificates": "Bằnglái-hạngCmốc31", "note": "ghichumoc32"}
VISITS = (
    {"content": "Muốnvềgầnnhàmốc33", "advice": "huongdanmoc34"},
    {"content": "noidungmoc35", "advice": "Đãgiảithíchquyềnlợimốc36"},
)
LETTERS = (
    {
        "employer": "CôngtyThấtKhêmốc37",
        "employer_address": "cumcongnghiepmoc38",
        "position": "Thợchínhmốc39",
        "experience": "Kinhnghiệmmốc40",
    },
    {
        "employer": "congtyhuulungmoc41",
        "employer_address": "Thịtrấncũmốc42",
        "position": "phukhomoc43",
        "experience": "Chưalàmbaogiờmốc44",
    },
)
OUTCOMES = ({"note": "Đilàmthứhaimốc45"}, {"note": "tuchoimoc46"})
CONTACTS = (
    {"employer": "Đổichỗlàmmốc47", "wage": "698753124", "note": "goidienmoc48"},
    {"employer": "Ởnhàvớicháumốc49", "note": "Hẹngọilạimốc50"},
)
SAVED = tuple(
    word
    for form in (LETTERHEAD, *WORKERS, CORRECTION, *VISITS, *LETTERS, *OUTCOMES, *CONTACTS)
    for word in form.values()
)

PASSWORD = "Mậtkhẩucủatôimốc61"
WRONG_PASSWORD = "nhammatkhaumoc62"
SEARCH_EVERYWHERE = "Tìmngườimốc63"
SEARCH_IN_LIST = "timtrongdanhsachmoc64"
HALF_A_WORKER = {"full_name": "Dởdangmốc65", "note": "chuacatmoc66"}
HALF_A_VISIT = {"content": "Mớigõnửachừngmốc67"}
DRAFTED = (*HALF_A_WORKER.values(), *HALF_A_VISIT.values())
REFUSED_ADDRESS = "maychumoc68.vn"
BUGS = (
    "loitrongluongmoc71",
    "Lỗitrongcửasổmốc72",
    "Lỗitrongcâulệnhmốc73",
    "loikhivemoc74",
    "Lỗikhidọndẹpmốc75",
    "loitrongluongrieng76",
)
UNSAVED = (
    PASSWORD,
    WRONG_PASSWORD,
    SEARCH_EVERYWHERE,
    SEARCH_IN_LIST,
    *HALF_A_WORKER.values(),
    *HALF_A_VISIT.values(),
    REFUSED_ADDRESS,
    *BUGS,
)
