"""A source twice with its two translations, and whether those are two ways; people are invented."""

from __future__ import annotations

Way = tuple[str, str, str, str, bool]
SEEN: list[Way] = [
    ("Baş Prokurorluq", "Prosecutor General's Office", "Baş Prokurorluq", "General Prosecution", True),
    ("Baş Prokurorluq", "Prosecutor General's Office", "BAŞ PROKURORLUQ", "prosecutor general's office", False),
    ("Məhkəmə qərarı", "The court's decision", "Məhkəmə qərarı.", "The court’s ruling.", True),
    ("Məhkəmə qərarı", "The court's decision", "Məhkəmə  qərarı", "The court's decision!", False),
    ("Уголовный кодекс", "Criminal Code", "Уголовный кодекс", "Penal Code", True),
    ("Уголовный кодекс", "Criminal Code", "Уголовный Кодекс", "CRIMINAL CODE", False),
    ("Onu azad etdilər.", "They freed him.", "Onu azad etdilər.", "They freed her.", True),
    ("Onu azad etdilər.", "They freed him.", "Onu azad etdilər!", "They freed him!", False),
    ("İttiham", "Charge", "İTTİHAM", "Accusation", True),
    ("İttiham", "Charge", "İttihamlar", "Accusations", False),
]  # fmt: skip
HELD_BACK: list[Way] = [
    ("Təcridxana", "Detention centre", "Təcridxana", "Isolation ward", True),
    ("Təcridxana", "Detention centre", "«Təcridxana»", "“Detention centre”", False),
    ("Колония строгого режима", "Strict-regime colony", "Колония строгого режима", "Maximum-security prison", True),
    ("Колония строгого режима", "Strict-regime colony", "Колония общего режима", "General-regime colony", False),
    ("Vəkil susur.", "The lawyer keeps silent.", "Vəkil susur.", "The attorney is silent.", True),
    ("Vəkil susur.", "The lawyer keeps silent.", "Vəkil susur…", "The lawyer keeps silent…", False),
    ("Ədliyyə Nazirliyi", "Ministry of Justice", "ƏDLİYYƏ NAZİRLİYİ", "Justice Ministry", True),
    ("Ədliyyə Nazirliyi", "Ministry of Justice", "Ədliyyə nazirliyi", "Ministry of justice", False),
    ("Он голодает.", "He is starving.", "Он голодает.", "He is on hunger strike.", True),
    ("Он голодает.", "He is on hunger strike.", "Он голодал.", "He was on hunger strike.", False),
]  # fmt: skip

# Two sentences of one page, a name or a term in both, and whether it is put in two ways.
NAMES_SEEN: list[Way] = [
    ("Vəkil Qasımovu görüb.", "The lawyer saw Gasimov.", "Məhkəmə Qasımova cəza verdi.", "The court sentenced Qasimov.", True),
    ("Vəkil Qasımovu görüb.", "The lawyer saw Gasimov.", "Məhkəmə Qasımova cəza verdi.", "The court sentenced Gasimov.", False),
    ("Məmmədovun evinə gəldilər.", "They came to Mammadov's home.", "Onlar Məmmədovu apardılar.", "They took Mamedov away.", True),
    ("Məmmədovun evinə gəldilər.", "They came to Mammadov's home.", "Onlar Məmmədovanı apardılar.", "They took Mammadova away.", False),
    ("Суд арестовал Гулиева.", "The court arrested Guliyev.", "Жена Гулиева подала жалобу.", "Kuliev's wife complained.", True),
    ("Суд арестовал Гулиева.", "The court arrested Guliyev.", "Жена Гулиева подала жалобу.", "Guliyev's wife complained.", False),
    ("Хадиджа Исмайлова вышла на свободу.", "Khadija Ismayilova was released.", "Вчера Исмайлову встретили друзья.", "Friends met Ismailova yesterday.", True),
    ("Dünən Leyla Yunus danışdı.", "Yesterday Leyla Yunus spoke.", "Sonra isə Leyla susdu.", "Then Leila was silent.", True),
    ("Dünən Aleksandr Petrov danışdı.", "Yesterday Alexander Petrov spoke.", "Sonra Aleksandr Vays susdu.", "Then Aleksandr Weiss was silent.", False),
    ("Onu Şəkidə saxlayıblar.", "He was held in Sheki.", "O, Şəkidən məktub yazdı.", "He wrote a letter from Shaki.", True),
]  # fmt: skip
NAMES_HELD_BACK: list[Way] = [
    ("Dünən Hüseynovu dindirdilər.", "They questioned Huseynov yesterday.", "Vəkil Hüseynovla görüşdü.", "The lawyer met Huseinov.", True),
    ("Dünən Hüseynovu dindirdilər.", "They questioned Huseynov yesterday.", "Vəkil Həsənovla görüşdü.", "The lawyer met Hasanov.", False),
    ("Bu barədə Rəsulzadə yazıb.", "Rasulzade wrote of it.", "Onlar Rəsulzadəni tanıyır.", "They know Rasulzadeh.", True),
    ("Bu barədə Rəsulzadə yazıb.", "Rasulzade wrote of it.", "Onlar Rəsulzadənin evini tanıyır.", "They know RASULZADE’S house.", False),
    ("Вчера Тофика Якублу задержали.", "Tofig Yagublu was detained yesterday.", "Адвокат Якублу подал жалобу.", "The lawyer of Yakublu complained.", True),
    ("Вчера Тофика Якублу задержали.", "Tofig Yagublu was detained yesterday.", "Адвокат Якублу подал жалобу.", "Yagublu's lawyer complained.", False),
    ("Naxçıvanda axtarış oldu.", "There was a search in Nakhchivan.", "O, Naxçıvandan gəlib.", "He comes from Nakhichevan.", False),
    ("Azərbaycan polisi susdu.", "The Azerbaijani police kept silent.", "Azərbaycan cavab vermədi.", "Azerbaijan did not answer.", False),
    ("В деле есть подпись Садыгова.", "The file has the signature of Sadigov.", "Садыгов её не узнал.", "But Sadygov did not recognise it.", True),
    ("Dünən Fazil Qasımov gəldi.", "Fazil Gasimov came yesterday.", "Sonra Qasımovu apardılar.", "Then Gassimov was taken away.", True),
]  # fmt: skip
