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
