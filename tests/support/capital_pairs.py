"""Headlines in capitals, and how a model is given them: a language, the headline, the sentence.

Names that stand elsewhere on the page (`PAGE`) or in the names file keep their capitals.
"""

from __future__ import annotations

PAGE = {
    "az": "Rəşad Əliyev və İlqar Rzayev Bakıda saxlanılıb. Dünən Sumqayıt sakini Işıq Səfərli və Nigar İsayeva da məhkəmədə idi. Onlar BMT və Avropa Şurasına yazıb.",
    "ru": "Рашада Алиева и Ильгара Рзаева задержали в Баку. В суде была и Нигяр Исаева из Сумгаита. Они написали в ООН и в Совет Европы.",
}  # fmt: skip
SEEN: list[tuple[str, str, str]] = [
    ("az", "RƏŞAD ƏLİYEV HƏBS EDİLDİ", "Rəşad Əliyev həbs edildi"),
    ("az", "İLQAR RZAYEV AZADLIĞA ÇIXDI", "İlqar Rzayev azadlığa çıxdı"),
    ("az", "BAKIDA ETİRAZ AKSİYASI KEÇİRİLDİ", "Bakıda etiraz aksiyası keçirildi"),
    ("az", "IŞIQ SƏFƏRLİ: “SUSMAYACAĞAM”", "Işıq Səfərli: “Susmayacağam”"),
    ("az", "QIRX GÜN ACLIQ", "Qırx gün aclıq"),
    ("az", "BMT BƏYANAT YAYDI", "BMT bəyanat yaydı"),
    ("ru", "РАШАД АЛИЕВ ВЫШЕЛ НА СВОБОДУ", "Рашад Алиев вышел на свободу"),
    ("ru", "СУД ПРОДЛИЛ АРЕСТ ИЛЬГАРА РЗАЕВА", "Суд продлил арест Ильгара Рзаева"),
    ("ru", "В БАКУ ЗАДЕРЖАЛИ ТРОИХ", "В Баку задержали троих"),
    ("ru", "ООН ТРЕБУЕТ ОТВЕТА", "ООН требует ответа"),
    ("ru", "МАТЬ ЖДЁТ У ВОРОТ", "Мать ждёт у ворот"),
    ("az", "MƏHKƏMƏ QƏRARI: 9 İL", "Məhkəmə qərarı: 9 il"),
    ("az", "PREZİDENT XVI ƏSR ABİDƏSİNƏ BAXDI", "Prezident XVI əsr abidəsinə baxdı"),
    ("az", "Rəşad Əliyev HƏBS EDİLDİ", "Rəşad Əliyev HƏBS EDİLDİ"),
    ("az", "BMT", "BMT"),
    ("ru", "СИЗО", "СИЗО"),
    ("ru", "ПИСЬМО НА zashchita@example.org ОТПРАВЛЕНО", "Письмо на zashchita@example.org отправлено"),
    ("az", "ONU DÖYDÜLƏR. VƏKİL SUSMUR!", "Onu döydülər. Vəkil susmur!"),
    ("az", "İSAYEVA NİGAR DİNDİRİLDİ", "İsayeva Nigar dindirildi"),
    ("ru", "ОБРАЩЕНИЕ В СОВЕТ ЕВРОПЫ", "Обращение в Совет Европы"),
]  # fmt: skip
HELD_BACK: list[tuple[str, str, str]] = [
    ("az", "ƏLİYEVİN VƏKİLİ DANIŞDI", "Əliyevin vəkili danışdı"),
    ("az", "RZAYEVƏ İTTİHAM VERİLDİ", "Rzayevə ittiham verildi"),
    ("az", "SUMQAYITDA ÜÇ NƏFƏR SAXLANILDI", "Sumqayıtda üç nəfər saxlanıldı"),
    ("az", "İLKİN İSTİNTAQ BİTDİ", "İlkin istintaq bitdi"),
    ("az", "ISTI VƏ QIZIL YAY", "Istı və qızıl yay"),
    ("az", "AVROPA ŞURASI CAVAB VERDİ", "Avropa Şurası cavab verdi"),
    ("az", "NİGAR İSAYEVANIN ÖMRÜ TƏHLÜKƏDƏDİR", "Nigar İsayevanın ömrü təhlükədədir"),
    ("ru", "АЛИЕВУ ПРЕДЪЯВИЛИ ОБВИНЕНИЕ", "Алиеву предъявили обвинение"),
    ("ru", "ЖИТЕЛИ СУМГАИТА ПРОТЕСТУЮТ", "Жители Сумгаита протестуют"),
    ("ru", "НИГЯР ИСАЕВА: «Я НЕ БОЮСЬ»", "Нигяр Исаева: «Я не боюсь»"),
    ("ru", "ЁЛКУ СНОВА НЕ ДАЛИ", "Ёлку снова не дали"),
    ("ru", "СОВЕТ ЕВРОПЫ МОЛЧИТ", "Совет Европы молчит"),
    ("ru", "АРЕСТ ПРОДЛЁН ДО XXI ВЕКА", "Арест продлён до XXI века"),
    ("az", "BMT-NİN HESABATI DƏRC OLUNDU", "BMT-nin hesabatı dərc olundu"),
    ("az", "HÖKM OXUNDU #AZADLIQ", "Hökm oxundu #AZADLIQ"),
    ("az", "ATV", "ATV"),
    ("ru", "Суд В БАКУ", "Суд В БАКУ"),
    ("az", "CASUSLUQ İŞİ: İŞIQ YOXDUR", "Casusluq işi: işıq yoxdur"),
    ("ru", "ЧТО ДАЛЬШЕ? НИКТО НЕ ЗНАЕТ", "Что дальше? Никто не знает"),
    ("az", "GECƏ SAAT 3-DƏ AXTARIŞ", "Gecə saat 3-də axtarış"),
]  # fmt: skip

# What a headline of 20 words and more begins with, and headlines whose first word is a name.
BEFORE = {
    "az": "Vəkilin dünən axşam redaksiyaya dediyinə görə, məhkəmənin bu yaxınlarda çıxardığı və ailəyə təqdim edilən qərarında açıq-aydın göstərilir ki, artıq ",
    "ru": "По словам адвоката, в решении суда, которое после долгих проволочек передали вчера родным в коридоре, среди прочего указано и следующее, что ",
}  # fmt: skip
BEGIN_WITH_A_NAME = ("Rəşad", "İlqar", "Işıq", "İsayeva", "Əliyevin", "Rzayevə", "Sumqayıtda", "Avropa", "Nigar", "Рашад", "Алиеву", "Нигяр", "Совет", "Bakıda", "BMT", "ООН")  # fmt: skip
