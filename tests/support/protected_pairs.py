"""What comes out as it went in, and letters that the model never saw: sentences for the checks.

A row is a language, a source, an English sentence that keeps all that is protected, and one that
loses or changes some of it; None where there is nothing to lose. People, hosts and telephones are
invented.
"""

from __future__ import annotations

Row = tuple[str, str, str, str | None]
SEEN: list[Row] = [
    ("az", "Məlumatı #AzadSözGünü həştəqi ilə yayıblar.", "They spread the news with the hashtag #AzadSözGünü.", "They spread the news with the hashtag #FreeWordDay."),
    ("ru", "Акция идёт под тегом #СвободуГаличу с утра.", "The campaign has run under the tag #СвободуГаличу since morning.", "The campaign has run under the tag #FreedomToGalich since morning."),
    ("az", "Sənəd iclas_qərarı.docx faylında saxlanılır.", "The document is kept in the file iclas_qərarı.docx.", "The document is kept in the file meeting decision."),
    ("ru", "Справка лежит в файле отчёт-2024.pdf, её можно скачать.", "The certificate is in the file отчёт-2024.pdf and can be downloaded.", "The certificate is in the file report-2024.pdf and can be downloaded."),
    ("ru", "Подробности на сайте наша-газета.рф и в рассылке.", "Details are on the site наша-газета.рф and in the newsletter.", "Details are on the site our-newspaper.rf and in the newsletter."),
    ("az", "Ətraflı meydan-xeber.tv-nin saytında oxuyun.", "Read more on the site of meydan-xeber.tv.", "Read more on the site of meydan news TV."),
    ("az", "Ərizəni https://ombud.example.az-a göndərib.", "She sent the application to https://ombud.example.az.", "She sent the application to https://ombudsman.example.az."),
    ("az", "Məktubu komite@hüquq.example.com-a yazmaq olar.", "One can write to komite@hüquq.example.com.", "One can write to committee@law.example.com."),
    ("az", "Bunu @nermin_r'ə və @samir.q'yə yazıblar.", "They wrote this to @nermin_r and @samir.q.", "They wrote this to @nermin and @samir.q."),
    ("az", "Əlaqə üçün: +994 50 765 43 21.", "Contact: +994507654321.", "Contact: +994507654312."),
    ("ru", "Звоните по телефону +7 (495) 765-43-21 до вечера.", "Call +7 495 765 43 21 before the evening.", "Call +7 495 765 43 12 before the evening."),
    ("az", "Qaynar xətt: (012) 555-01-23, hər gün.", "Hotline: 012 555 01 23, every day.", "Hotline: 012 555 01 32, every day."),
    ("az", "Vәkil mәhkәmәyә @vekil_az hesabından yazıb.", "The lawyer wrote to the court from the account @vekil_az.", "The lawyer wrote to the court from the account vekil az."),
    ("az", "Мәһкәмә бу ҝүн гәрарыны елан етди, мәтн #мәһкәмә алтындадыр.", "The court announced its decision today; the text is under #мәһкәмә.", "The court announced its decision today; the text is under #court."),
    ("az", "Həbs­də o­lan jur­na­list aclıq ak­si­ya­sı­na başla­yıb.", "The journalist who is in detention has begun a hunger strike.", None),
    ("az", "Mǝhkǝmǝ i̇clası sabaha keçirilib.", "The court hearing was put off until tomorrow.", None),
    ("az", "O, oﬁsin qarşısında ﬂaqla dayanmışdı.", "He stood in front of the office with a flag.", None),
    ("ru", "Адвокат получил письмо с адреса zashchita@пример.рф ночью.", "The lawyer received a letter from zashchita@пример.рф at night.", "The lawyer received a letter from defence@example.rf at night."),
    ("az", "Video C:\\Arxiv\\2023\\şahid.mp4 kimi saxlanıb.", "The video was saved as C:\\Arxiv\\2023\\şahid.mp4.", "The video was saved as an archive witness."),
    ("ru", "Читайте нас: @golos_ru, #новости и news-golos.info.", "Read us: @golos_ru, #новости and news-golos.info.", "Read us: @golos_ru, #news and news-golos.info."),
    ("az", "Mǝktub «vǝkil» adı ilǝ gǝlib.", "The letter came under the name “lawyer”.", None),
]  # fmt: skip
HELD_BACK: list[Row] = [
    ("az", "Paylaşım #SiyasiMəhbuslarıAzadEdin etiketi ilə yayılır.", "The post is spreading with the tag #SiyasiMəhbuslarıAzadEdin.", "The post is spreading with the tag #ReleasePoliticalPrisoners."),
    ("ru", "Под хештегом #НетВойне собрано сто тысяч подписей.", "A hundred thousand signatures were collected under the hashtag #НетВойне.", "A hundred thousand signatures were collected under the hashtag #NoWar."),
    ("az", "Şəkillər həbsxana_şəkilləri.zip arxivindədir.", "The pictures are in the archive həbsxana_şəkilləri.zip.", "The pictures are in the prison pictures archive."),
    ("ru", "Приговор приложен как файл приговор_суда.doc к письму.", "The verdict is attached to the letter as the file приговор_суда.doc.", "The verdict is attached to the letter as the file of the court's verdict."),
    ("ru", "Сайт вести-края.рф заблокирован с мая.", "The site вести-края.рф has been blocked since May.", "The site vesti-kraya.ru has been blocked since May."),
    ("az", "Xəbər səhər.example.com saytında çıxıb.", "The news appeared on the site səhər.example.com.", "The news appeared on the site morning.example.com."),
    ("az", "Bu barədə turan-info.az-da material var.", "There is a report about this on turan-info.az.", "There is a report about this on Turan's site."),
    ("az", "Sənədlər https://senedler.example.org/qərarlar-dan götürülüb.", "The documents were taken from https://senedler.example.org/qərarlar-dan.", "The documents were taken from https://documents.example.org/decisions."),
    ("az", "Səsyazma https://fayl.example.az/4471-də yerləşdirilib.", "The recording was put at https://fayl.example.az/4471.", "The recording was put at https://fayl.example.az/4417."),
    ("az", "Şikayəti huquq@example.org-a göndərmək tövsiyə olunur.", "It is recommended to send the complaint to huquq@example.org.", "It is recommended to send the complaint to law@example.org."),
    ("az", "@aysel.m-in və @vüqar_h-nin hesabları bağlanıb.", "The accounts of @aysel.m and @vüqar_h were closed.", "The accounts of @aysel and @vugar_h were closed."),
    ("az", "Telefon: +994 (55) 321-00-98.", "Telephone: +994 55 321 00 98.", "Telephone: +994 55 321 00 89."),
    ("ru", "Горячая линия 8 (800) 555-01-77 работает круглосуточно.", "The hotline 8 800 555 01 77 works around the clock.", "The hotline 8 800 555 01 17 works around the clock."),
    ("ru", "Пишите на +994-70-111-22-33 в мессенджер.", "Write to +994 70 111 22 33 in the messenger.", "Write to +994 70 111 22 34 in the messenger."),
    ("az", "Hәkim onun sәhhәtinin pislәşdiyini deyib.", "The doctor said that his health had got worse.", None),
    ("az", "Вәкил дејиб ки, шикајәт #һүгуг этикети илә јајылыб.", "The lawyer said that the complaint had been shared with the tag #һүгуг.", "The lawyer said that the complaint had been shared with the tag #law."),
    ("az", "Müs­tən­tiq iş üz­rə i­cra­atı da­yan­dı­rıb.", "The investigator has suspended the proceedings in the case.", None),
    ("az", "Mǝktubda ǝfv xahişi yox idi.", "There was no request for pardon in the letter.", None),
    ("ru", "Само­леты рей­са стояли в аэро­порту, билеты на сайте avia-bilet.example.com.", "The planes of the flight stood at the airport; tickets are on the site avia-bilet.example.com.", "The planes of the flight stood at the airport; tickets are on the site avia ticket."),
    ("az", "Qrafik ﬁnal.xlsx cədvəlində, əlavə isə qeyd.txt-dədir.", "The schedule is in the table ﬁnal.xlsx and the annex in qeyd.txt.", "The schedule is in the final table and the annex in a note."),
]  # fmt: skip
# Missed when the rules were done; nothing was mended for them.
UNSEEN: frozenset[str] = frozenset()
